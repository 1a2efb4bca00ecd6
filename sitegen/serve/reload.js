// Added to pages by `sitegen serve` only: reloads the page after a build, and shows the error of a failed build.
(() => {
  const { build: mine, events: address } = document.currentScript.dataset;
  const place = `sitegen-scroll:${location.pathname}`;
  let stream = null;
  let overlay = null;

  function restoreScroll() {
    const saved = sessionStorage.getItem(place);
    sessionStorage.removeItem(place);
    if (saved !== null) scrollTo({ top: Number(saved), behavior: "instant" });
  }

  function hide() {
    overlay?.remove();
    overlay = null;
  }

  // A shadow root keeps the styles of the site out; textContent shows the message as plain text. The sheet is
  // constructed, because the policy of the page allows no style elements.
  function show(error) {
    hide();
    overlay = document.createElement("sitegen-problem");
    const root = overlay.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      section { position: fixed; inset: 0; z-index: 2147483647; overflow: auto; padding: 2rem;
        background: rgb(20 20 24 / 94%); color: #f4f4f4; font: 1rem/1.5 ui-monospace, monospace; }
      h1 { font-size: 1.1rem; margin: 0 0 1rem; color: #ffb4a8; }
      pre { white-space: pre-wrap; margin: 0; font: inherit; }
      button { float: right; font: inherit; padding: 0.25rem 0.75rem; }`);
    root.adoptedStyleSheets = [sheet];
    const section = document.createElement("section");
    section.setAttribute("role", "alert");
    const close = document.createElement("button");
    close.textContent = "Close";
    close.addEventListener("click", hide);
    const title = document.createElement("h1");
    title.textContent = "The newest change cannot be built; this page is from the last successful build";
    const text = document.createElement("pre");
    text.textContent = error;
    section.append(close, title, text);
    root.append(section);
    document.documentElement.append(overlay);
  }

  function handle(event) {
    const { build, error } = JSON.parse(event.data);
    if (build !== mine) {
      sessionStorage.setItem(place, String(scrollY));
      location.reload();
    } else if (error && mine) {
      show(error);
    } else if (error) {
      document.querySelector("pre").textContent = error; // no build has succeeded yet: the page is the message
    } else {
      hide();
    }
  }

  // Browsers allow six streams to one host, so only the visible page keeps one.
  function connect() {
    stream?.close();
    stream = null;
    if (document.visibilityState === "hidden") return;
    stream = new EventSource(address);
    stream.addEventListener("build", handle);
  }

  addEventListener("load", restoreScroll);
  document.addEventListener("visibilitychange", connect);
  addEventListener("pageshow", connect);
  addEventListener("pagehide", () => stream?.close());
})();
