// This site works online only. Where an earlier version of it left a service worker, this one takes its place,
// removes what it held, and then itself. No page asks for this file.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(leave()));

async function leave() {
  const base = new URL(registration.scope).pathname;
  for (const name of await caches.keys()) if (name.startsWith(`sitegen ${base} `)) await caches.delete(name);
  await registration.unregister();
}
