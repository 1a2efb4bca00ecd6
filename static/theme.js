/* The reader's choice of colours: as the system has them, light, or dark. Read before the page is painted. */
(() => {
  const root = document.documentElement;
  const NEXT = { "": "light", light: "dark", dark: "" };
  const NAMES = { "": "as the system", light: "light", dark: "dark" };
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
      button.ariaLabel = `Colours: ${NAMES[theme]}`;
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
})();
