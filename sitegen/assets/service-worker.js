// Stores the pages that a reader visits, and the runtime after a demo was run, so that both work offline.
// Pages are requested from the network first; files with a fingerprint in their address come from the cache
// first. The build puts SITE above this text: base path, version, files to store at install, SHA-256 of the
// runtime's files.

const PREFIX = `sitegen ${SITE.base} `;
const PAGES = `${PREFIX}pages ${SITE.version}`;
const FILES = `${PREFIX}files ${SITE.version}`;
const AT_INSTALL = new Set(SITE.atInstall);

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(Promise.all(SITE.atInstall.map(storeFile)));
});

addEventListener("activate", (event) => event.waitUntil(clients.claim()));

// A page sends the addresses that it loaded: those of the first visit were loaded before this worker existed.
addEventListener("message", (event) => event.waitUntil(storeVisited(event.data.seen)));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const ours = origin === location.origin && pathname.startsWith(SITE.base);
  if (!ours || request.method !== "GET" || request.headers.has("range")) return;
  event.respondWith(isFile(pathname) ? cacheFirst(event, pathname) : networkFirst(event));
});

/** Whether an address has a fingerprint, so that its content never changes. */
function isFile(pathname) {
  return AT_INSTALL.has(pathname) || pathname in SITE.onRequest;
}

async function cacheFirst(event, path) {
  const cached = await caches.match(path);
  if (cached) return cached;
  const response = await fetch(event.request);
  if (response.ok) event.waitUntil(put(FILES, path, response.clone()));
  return response;
}

/**
 * The address under which a response is stored. Pagefind adds the time to the address of its list of languages,
 * which would be stored again at each search.
 */
function addressOf(url) {
  const { pathname, href } = new URL(url);
  return pathname === `${SITE.base}pagefind/pagefind-entry.json` ? new URL(pathname, url).href : href;
}

async function networkFirst(event) {
  const { request } = event;
  const address = addressOf(request.url);
  try {
    const response = await fetch(request);
    if (isStorable(response)) event.waitUntil(put(PAGES, address, response.clone()));
    else if (response.status === 404 || response.status === 410) event.waitUntil(remove(address));
    return response;
  } catch (error) {
    const cached = await caches.match(address, { ignoreSearch: request.mode === "navigate" });
    if (cached) return cached;
    if (request.mode !== "navigate") throw error;
    return new Response(
      `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Offline</title><h1>You are offline</h1>
<p>Pages that you have visited before are available offline; this one is not.
<a href="${SITE.base}">Go to the start page</a></p>`,
      { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } },
    );
  }
}

/**
 * Whether a response is complete, from this site and not redirected: browsers reject redirected pages from a
 * cache.
 */
function isStorable(response) {
  return response.status === 200 && response.type === "basic" && !response.redirected;
}

/**
 * Store a response; a file of the runtime only when its SHA-256 is right, since it would be used for ever.
 */
async function put(cache, path, response) {
  const expected = SITE.onRequest[new URL(path, location.href).pathname];
  if (expected) {
    const digest = new Uint8Array(
      await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer()),
    );
    const received = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (received !== expected) return;
  }
  await (await caches.open(cache)).put(path, response);
}

async function remove(path) {
  for (const name of await caches.keys())
    if (name.startsWith(PREFIX)) await (await caches.open(name)).delete(path);
}

/** Store a file with a fingerprint, from the cache of an earlier version where that has it. */
async function storeFile(path) {
  const response = (await caches.match(path)) ?? (await fetch(path));
  if (response.ok) await put(FILES, path, response);
}

/**
 * Store what a page has loaded; then copy what is still needed from the caches of earlier versions and delete
 * those.
 */
async function storeVisited(addresses) {
  for (const address of addresses) {
    const { origin, pathname, href } = new URL(addressOf(address));
    if (origin !== location.origin || !pathname.startsWith(SITE.base) || isFile(pathname)) continue;
    if (!(await caches.match(href, { cacheName: PAGES }))) await storePage(href);
  }
  for (const name of await caches.keys()) {
    if (!name.startsWith(PREFIX) || name === PAGES || name === FILES) continue;
    const old = await caches.open(name);
    for (const { url } of await old.keys()) {
      const { pathname } = new URL(url);
      if (pathname in SITE.onRequest) await storeFile(pathname);
      else if (name.startsWith(`${PREFIX}pages `) && !(await caches.match(url, { cacheName: PAGES })))
        await storePage(url);
    }
    await caches.delete(name);
  }
}

/** Store the current version of a page. Without a network this throws, and the caches stay as they are. */
async function storePage(address) {
  const response = await fetch(address);
  if (isStorable(response)) await put(PAGES, address, response);
}
