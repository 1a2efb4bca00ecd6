// @ts-check
/**
 * The files of a runtime in Cache Storage, stored under the runtime's address, which contains a hash of them.
 *
 * A later visit finds the files here, whatever the host says about caching. Without Cache Storage (plain
 * http, some private windows) nothing is found. The cache of the site's service worker (offline) is searched,
 * too, and its files are not stored twice.
 */

const PREFIX = "sitegen-runtime ";

/** @param {string} url */
async function readBlob(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.blob();
}

export class RuntimeCache {
  #folder;

  /** Whether any file was found. */
  used = false;
  /** @type {Map<string, { blob: Promise<Blob>, type: string }>} */
  #waiting = new Map();
  /** @type {CacheStorage | null} */
  #caches;

  /** @param {CacheStorage | null} caches @param {string} folder */
  constructor(caches, folder) {
    this.#caches = caches;
    this.#folder = folder;
  }

  /** @param {string} folder the runtime's address */
  static async open(folder) {
    const { caches } = globalThis;
    try {
      await caches.has(PREFIX + folder);
      return new RuntimeCache(caches, folder);
    } catch {
      return new RuntimeCache(null, folder); // the browser has no Cache Storage, or forbids it here
    }
  }

  /** @param {string} url @returns {Promise<Response | undefined>} */
  async find(url) {
    try {
      const found = await this.#caches?.match(url);
      this.used ||= Boolean(found);
      return found;
    } catch {
      return undefined;
    }
  }

  /**
   * Keep a file in memory until `store`.
   * @param {string} url
   * @param {Promise<Blob>} blob the contents; a file whose promise is rejected is not stored
   * @param {string} type
   */
  add(url, blob, type) {
    blob.catch(() => {}); // `store` skips the file
    if (this.#caches) this.#waiting.set(url, { blob, type });
  }

  /**
   * Add modules on a site with `offline = true`. Its service worker stores what it sees, and does not see the
   * imports of a page that was opened before the service worker was installed.
   * @param {string[]} names
   */
  async addModules(names) {
    await this.#attempt(async (caches) => {
      const prefix = `sitegen ${new URL("../..", this.#folder).pathname} `;
      if (!(await caches.keys()).some((name) => name.startsWith(prefix))) return;
      for (const name of names) {
        const url = new URL(name, this.#folder).href;
        if (!(await caches.match(url))) this.add(url, readBlob(url), "text/javascript");
      }
    });
  }

  /** Remove some files, and do not store them. @param {string[]} names */
  async forget(names) {
    const urls = names.map((name) => new URL(name, this.#folder).href);
    for (const url of urls) this.#waiting.delete(url);
    await this.#attempt(async (caches) => {
      if (!(await caches.has(PREFIX + this.#folder))) return;
      const cache = await caches.open(PREFIX + this.#folder);
      await Promise.all(urls.map((url) => cache.delete(url)));
    });
  }

  /** Remove everything that is stored of this runtime or waits to be stored, and find nothing from now on. */
  async clear() {
    this.#waiting.clear();
    await this.#attempt((caches) => caches.delete(PREFIX + this.#folder));
    this.#caches = null;
  }

  /** Store the added files, and remove this site's earlier runtimes. */
  async store() {
    const added = [...this.#waiting];
    this.#waiting.clear();
    if (!added.length) return;
    const site = PREFIX + new URL("..", this.#folder).href;
    await this.#attempt(async (caches) => {
      for (const name of await caches.keys()) {
        if (name.startsWith(site) && name !== PREFIX + this.#folder) await caches.delete(name);
      }
      const cache = await caches.open(PREFIX + this.#folder);
      for (const [url, { blob, type }] of added) {
        const content = await blob.catch(() => null);
        if (!content || (await caches.match(url))) continue;
        const headers = { "Content-Type": type, "Content-Length": String(content.size) };
        await cache.put(url, new Response(content, { headers }));
      }
    });
  }

  /** @param {(caches: CacheStorage) => Promise<unknown>} work may fail when storage is full or forbidden */
  async #attempt(work) {
    try {
      if (this.#caches) await work(this.#caches);
    } catch {
      // The next visit downloads the files again.
    }
  }
}
