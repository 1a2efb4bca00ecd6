// @ts-check
/**
 * The files of a runtime in Cache Storage, under the runtime's own address, which is a hash of its contents.
 *
 * A reader who comes back, or goes on to another post, starts from here whatever the host says about caching.
 * Where there is no Cache Storage (plain http, some private windows) everything is a miss.
 */

const PREFIX = "sitegen-runtime ";

export class Shelf {
  /** @type {{ url: string, blob: Blob, type: string }[]} */
  #held = [];

  /** @param {Cache | null} cache @param {string} folder */
  constructor(cache, folder) {
    this.cache = cache;
    this.folder = folder;
  }

  /** @param {string} folder the runtime's address */
  static async open(folder) {
    try {
      return new Shelf((await globalThis.caches?.open(PREFIX + folder)) ?? null, folder);
    } catch {
      return new Shelf(null, folder); // not allowed here
    }
  }

  /** @param {string} url @returns {Promise<Response | undefined>} */
  async find(url) {
    try {
      return await this.cache?.match(url);
    } catch {
      return undefined;
    }
  }

  /** Keep a file that came from the network and was found to be right. @param {string} url @param {Blob} blob @param {string} type */
  hold(url, blob, type) {
    if (this.cache) this.#held.push({ url, blob, type });
  }

  /** Forget what was held, and what is stored of this runtime: something of it did not work. */
  async drop() {
    this.#held = [];
    try {
      if (this.cache) await globalThis.caches.delete(PREFIX + this.folder);
    } catch {
      // what cannot be deleted is checked again before it is used
    }
    this.cache = null;
  }

  /** Store what was held, and remove this site's earlier runtimes. */
  async store() {
    const { cache } = this;
    const held = this.#held.splice(0);
    if (!cache || !held.length) return;
    const site = PREFIX + new URL("..", this.folder).href;
    try {
      for (const name of await globalThis.caches.keys()) {
        if (name.startsWith(site) && name !== PREFIX + this.folder) await globalThis.caches.delete(name);
      }
      for (const { url, blob, type } of held) {
        await cache.put(url, new Response(blob, { headers: { "Content-Type": type, "Content-Length": String(blob.size) } }));
      }
    } catch {
      // full, or forbidden: the next visit asks the network again
    }
  }
}
