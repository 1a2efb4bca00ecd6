// @ts-check
/** On sites with `offline = true`: register the worker that holds visited pages, and tell it what this page needed. */

if ("serviceWorker" in navigator) {
  const { serviceWorker } = navigator;
  const tell = () => {
    const seen = performance.getEntriesByType("resource").map(({ name }) => name);
    serviceWorker.controller?.postMessage({ seen: [location.href.split("#")[0], ...seen] });
  };
  const begin = () => {
    serviceWorker.addEventListener("controllerchange", tell); // the first one, or that of a newer version
    tell();
    // A reader's setting, or plain http, may refuse it: the page works all the same.
    serviceWorker.register(new URL("../offline.js", import.meta.url)).catch(() => {});
  };
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin);
}
