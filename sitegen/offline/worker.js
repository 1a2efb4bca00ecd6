// Holds the pages that a reader has visited, and the runtime once a demo was run, so that they work offline.
// Pages come from the network whenever there is one; files whose address holds their fingerprint come from here.
// Above this stands SITE: base path, version, files to hold at once, and the runtime's files with their sums.

const OURS = `sitegen ${SITE.base} `;
const PAGES = `${OURS}pages ${SITE.version}`;
const FILES = `${OURS}files ${SITE.version}`;
const NOW = new Set(SITE.now);

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(Promise.all(SITE.now.map((path) => hold(FILES, path))));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

// A page tells what it consists of: on the first visit it was loaded before there was a worker.
addEventListener("message", (event) => event.waitUntil(keep(event.data.seen)));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const ours = origin === location.origin && pathname.startsWith(SITE.base);
  if (!ours || request.method !== "GET" || request.headers.has("range")) return;
  const fixed = NOW.has(pathname) || pathname in SITE.later;
  event.respondWith(fixed ? fromHere(event, request, pathname) : fromNetwork(event, request));
});

/** A file that never changes: from here, else from the network and kept. */
async function fromHere(event, request, path) {
  const held = await caches.match(path);
  if (held) return held;
  const response = await fetch(request);
  if (response.ok) event.waitUntil(put(FILES, path, response.clone()));
  return response;
}

/** A page, a picture: from the network and kept, else from here. */
async function fromNetwork(event, request) {
  try {
    const response = await fetch(request);
    if (lasts(response)) event.waitUntil(put(PAGES, request.url, response.clone()));
    else if (response.status === 404 || response.status === 410) event.waitUntil(forget(request.url));
    return response;
  } catch (error) {
    const held = await caches.match(request.url, { ignoreSearch: request.mode === "navigate" });
    if (held) return held;
    if (request.mode !== "navigate") throw error;
    return new Response(
      `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Offline</title><h1>You are offline</h1><p>This page is kept on your device once you have visited it.
<a href="${SITE.base}">To the start</a></p>`,
      { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } },
    );
  }
}

/** What may be shown again: whole, our own, and no redirect, which a browser refuses as a page. */
function lasts(response) {
  return response.status === 200 && response.type === "basic" && !response.redirected;
}

async function put(cache, path, response) {
  const wanted = SITE.later[new URL(path, location.href).pathname];
  if (wanted) {
    // A damaged file that is held would stay damaged for ever.
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer()));
    const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (found !== wanted) return;
  }
  await (await caches.open(cache)).put(path, response);
}

async function forget(path) {
  for (const name of await caches.keys()) if (name.startsWith(OURS)) await (await caches.open(name)).delete(path);
}

/** Bring a file here, from an earlier version's cache if it is there. */
async function hold(cache, path) {
  const response = (await caches.match(path)) ?? (await fetch(path));
  if (response.ok) await put(cache, path, response);
}

/** Hold what a page has seen; then let go of earlier versions. */
async function keep(seen) {
  for (const address of seen) {
    const { origin, pathname, href } = new URL(address);
    if (origin !== location.origin || !pathname.startsWith(SITE.base)) continue;
    if (NOW.has(pathname) || pathname in SITE.later || (await caches.match(href, { cacheName: PAGES }))) continue;
    await renew(href);
  }
  for (const name of await caches.keys()) {
    if (!name.startsWith(OURS) || name === PAGES || name === FILES) continue;
    const old = await caches.open(name);
    for (const { url } of await old.keys()) {
      const { pathname } = new URL(url);
      if (pathname in SITE.later) await hold(FILES, pathname);
      else if (name.startsWith(`${OURS}pages `) && !(await caches.match(url, { cacheName: PAGES }))) await renew(url);
    }
    await caches.delete(name);
  }
}

/** Hold the newest version of a page; without a network, stop: what is held stays as it is. */
async function renew(address) {
  const response = await fetch(address);
  if (lasts(response)) await put(PAGES, address, response);
}
