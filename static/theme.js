/* The reader's choice of colours: as the system has them, light, or dark. Read before the page is painted.
   And a button at each block of code that copies it. */
(() => {
  const root = document.documentElement;
  const NEXT = { "": "light", light: "dark", dark: "" };
  const read = () => {
    try {
      const stored = localStorage.getItem("theme");
      return stored in NEXT ? stored : "";
    } catch {
      return ""; // the reader does not allow storage
    }
  };
  let theme = read();

  const show = () => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const button of document.querySelectorAll(".theme-switch")) {
      button.ariaLabel = button.dataset[theme || "system"];
      button.title = button.ariaLabel;
    }
  };

  show();
  addEventListener("DOMContentLoaded", show);
  addEventListener("click", ({ target }) => {
    if (!target.closest?.(".theme-switch")) return;
    theme = NEXT[theme];
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // The choice holds for this page.
    }
    show();
  });

  const { copy, copied } = document.currentScript.dataset;
  addEventListener("DOMContentLoaded", () => {
    if (!copy || !navigator.clipboard) return;
    for (const code of document.querySelectorAll(".code > pre:not(demo-island *, code-cell *)")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = copy;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = copied;
        setTimeout(() => {
          button.textContent = copy;
        }, 2000);
      });
      code.after(button);
    }
  });
})();
