// @ts-check
/**
 * Packages of the reader's Python: downloaded while the runtime loads, compared with their sums, and unpacked
 * into the running interpreter before the first program that imports them.
 */

import { BootError, Downloads, Tally } from "./download.js";
import { RuntimeCache } from "./runtime-cache.js";

/** @typedef {import("./download.js").File} File */
/** @typedef {import("../core/protocol.js").PackageList} PackageList */
/**
 * @typedef {object} Runtime a Python that runs
 * @property {any} pyodide
 * @property {any} loader the module `start.mjs`, or null
 */

/** Stored after the first frames were shown. */
const STORED_AFTER_MS = 1500;
/** The modules of the standard library that the runtime leaves out, in a folder of their own. */
const LEFT_OUT = "modules.zip";
const LEFT_OUT_FOLDER = "/lib/sitegen-modules";

export class Packages {
  #report;
  /** @type {Promise<Downloads> | null} */
  #downloads = null;
  /** @type {RuntimeCache | null} */
  #cache = null;
  /** @type {Map<string, Promise<void>>} by the file's name */
  #installed = new Map();

  /** @param {import("./download.js").Report} report */
  constructor(report) {
    this.#report = report;
  }

  /** Download files that were not requested yet. @param {PackageList} list */
  async request({ url, files }) {
    this.#downloads ??= this.#open(url);
    const downloads = await this.#downloads;
    return files.map((file) => ({ file, content: downloads.request(file, { optional: true }).content }));
  }

  /**
   * Unpack the files that are not unpacked yet. A file that could not be loaded is requested again by the next
   * call.
   * @param {PackageList} list @param {Runtime} runtime
   */
  async install(list, runtime) {
    const requested = await this.request(list);
    try {
      for (const { file, content } of requested) {
        let installing = this.#installed.get(file.name);
        if (!installing) {
          installing = content.then((bytes) => unpack(file, bytes, runtime));
          installing.catch(() => this.#installed.delete(file.name));
          this.#installed.set(file.name, installing);
        }
        await installing;
      }
    } catch (error) {
      this.#downloads = null;
      if (error instanceof BootError) throw error;
      throw new BootError("packages", `A package could not be unpacked. ${error}`, error);
    }
    setTimeout(() => this.#cache?.store(), STORED_AFTER_MS);
  }

  /** @param {string} folder */
  async #open(folder) {
    this.#cache = await RuntimeCache.open(folder);
    return new Downloads(folder, new Tally(this.#report), this.#cache, () => {});
  }
}

/** @param {File} file @param {Uint8Array<ArrayBuffer>} bytes @param {Runtime} runtime */
async function unpack({ name }, bytes, { pyodide, loader }) {
  const folder = name === LEFT_OUT ? LEFT_OUT_FOLDER : sitePackages(pyodide);
  if (loader) await loader.unpackInto(pyodide, folder, bytes);
  else pyodide.unpackArchive(bytes, "zip", { extractDir: folder });
  pyodide.pyimport("importlib").invalidate_caches();
  if (name === LEFT_OUT) {
    // Before the standard library and NumPy, which have modules of the same names that raise errors.
    pyodide.pyimport("sys").path.insert(0, folder);
    pyodide.pyimport("numpy").__path__.insert(0, `${folder}/numpy`);
  }
}

/** @param {any} pyodide */
const sitePackages = (pyodide) => pyodide.pyimport("sysconfig").get_path("purelib");
