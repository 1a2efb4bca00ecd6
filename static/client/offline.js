// @ts-check
/**
 * On sites with `offline = true`: register the service worker, and send it the addresses that this page
 * loaded.
 */

if ("serviceWorker" in navigator) {
  const { serviceWorker } = navigator;
  const sendAddresses = () => {
    const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
    serviceWorker.controller?.postMessage({ seen: [location.href.split("#")[0], ...loaded] });
  };
  const register = () => {
    serviceWorker.addEventListener("controllerchange", sendAddresses); // the first worker, or a newer version
    sendAddresses();
    // Plain http or a reader's setting may forbid it: the page works without.
    serviceWorker.register(new URL("../offline.js", import.meta.url)).catch(() => {});
  };
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}
