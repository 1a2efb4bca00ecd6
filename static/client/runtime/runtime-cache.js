// @ts-check
/**
 * The files of a runtime in Cache Storage, under the runtime's own address, which is a hash of its contents.
 *
 * A reader who comes back, or goes on to another post, starts from here whatever the host says about caching.
 * Where there is no Cache Storage (plain http, some private windows) everything is a miss. What the site's service
 * worker holds (offline) is found too, and not stored twice.
 */

const PREFIX = "sitegen-runtime ";

export class Shelf {
  #folder;

  /** Whether something was found. */
  used = false;
  /** @type {Map<string, { blob: Blob, type: string }>} */
  #held = new Map();
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
      return new Shelf(caches, folder);
    } catch {
      return new Shelf(null, folder); // there is none, or it is not allowed here
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

  /** Keep a file that came from the network and was found to be right. @param {string} url @param {Blob} blob @param {string} type */
  hold(url, blob, type) {
    if (this.#caches) this.#held.set(url, { blob, type });
  }

  /** Forget what was held and what is stored of this runtime, and find nothing any more. */
  async drop() {
    this.#held.clear();
    await this.#attempt((caches) => caches.delete(PREFIX + this.#folder));
    this.#caches = null;
  }

  /** Store what was held, and remove this site's earlier runtimes. */
  async store() {
    const held = [...this.#held];
    this.#held.clear();
    if (!held.length) return;
    const site = PREFIX + new URL("..", this.#folder).href;
    await this.#attempt(async (caches) => {
      for (const name of await caches.keys()) {
        if (name.startsWith(site) && name !== PREFIX + this.#folder) await caches.delete(name);
      }
      const cache = await caches.open(PREFIX + this.#folder);
      for (const [url, { blob, type }] of held) {
        if (await caches.match(url)) continue;
        await cache.put(url, new Response(blob, { headers: { "Content-Type": type, "Content-Length": String(blob.size) } }));
      }
    });
  }

  /** @param {(caches: CacheStorage) => Promise<unknown>} work what is full or forbidden is asked of the network again */
  async #attempt(work) {
    try {
      if (this.#caches) await work(this.#caches);
    } catch {
      // the next visit is as this one
    }
  }
}
