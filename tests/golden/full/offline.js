// This site works online only. Where an earlier version of the site registered a service worker, this file
// replaces it, deletes its caches and unregisters itself. No page loads this file.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(unregister()));

async function unregister() {
  const base = new URL(registration.scope).pathname;
  for (const name of await caches.keys()) if (name.startsWith(`sitegen ${base} `)) await caches.delete(name);
  await registration.unregister();
}
