/* Marks the parts of a series that were read to the end. The marks stay in the reader's browser. */
(() => {
  const KEY = "read-parts";
  const nav = document.querySelector(".series[data-read]");
  if (!nav) return;
  const links = [...nav.querySelectorAll("li > a")];
  const clear = nav.querySelector(".series-clear");
  const path = (link) => new URL(link.href).pathname;

  const read = () => {
    try {
      const stored = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return new Set(Array.isArray(stored) ? stored : []);
    } catch {
      return new Set(); // the reader does not allow storage, or something else stored there
    }
  };
  const store = (paths) => {
    try {
      localStorage.setItem(KEY, JSON.stringify([...paths]));
    } catch {
      // Nothing is marked.
    }
  };

  const show = () => {
    const paths = read();
    for (const link of links) {
      const mark = link.querySelector(".part-read");
      if (mark && !paths.has(path(link))) mark.remove();
      if (mark || !paths.has(path(link))) continue;
      const made = document.createElement("span");
      made.className = "part-read";
      made.setAttribute("role", "img");
      made.setAttribute("aria-label", nav.dataset.read);
      made.textContent = "✓";
      link.firstElementChild.after(made);
    }
    clear.hidden = !links.some((link) => paths.has(path(link)));
  };

  clear.addEventListener("click", () => {
    const own = new Set(links.map(path));
    store([...read()].filter((one) => !own.has(one)));
    nav.querySelector("a").focus(); // the button goes away
    show();
  });
  addEventListener("storage", show);
  addEventListener("pageshow", show); // the reader comes back to a page that the browser has kept

  // Read to the end: the last block was in sight, and half of all blocks before it. A jump to the end is not enough.
  const blocks = [...document.querySelectorAll(".content > *")];
  const here = nav.querySelector("a[aria-current]");
  if (!here || blocks.length === 0) return;
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) if (entry.isIntersecting) seen.add(entry.target);
    if (!seen.has(blocks.at(-1)) || seen.size * 2 < blocks.length) return;
    observer.disconnect();
    store(read().add(path(here)));
    show();
  });
  for (const block of blocks) observer.observe(block);
})();
