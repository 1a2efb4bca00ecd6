// @ts-check
/**
 * Packages of the reader's Python: downloaded while the runtime loads, compared with their sums, and unpacked
 * into the running interpreter before the first program that imports them. The worker loads this program for
 * pages that have packages, so that others do not download it.
 */

import { BootError, Downloads, Tally } from "./download.js";
import { RuntimeCache } from "./runtime-cache.js";

/** @typedef {import("./download.js").File} File */
/** @typedef {import("../core/protocol.js").PackageList} PackageList */
/** @typedef {import("../core/protocol.js").ToWorker} ToWorker */
/** @typedef {Exclude<ToWorker, import("../core/protocol.js").Preload>} Message */
/** @typedef {Pick<import("./boot.js").Booted, "pyodide" | "loader">} Runtime a Python that runs */
/** @typedef {(...progress: [...Parameters<import("./download.js").Report>, session: string]) => void} Report */

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

/**
 * Passes messages to the loop. The messages of a session stay in order, and those of a session that waits for
 * packages do not delay others.
 */
export class PackagedSessions {
  #started;
  #post;
  #report;
  #packages;
  /** The session that waits for packages now, if Python runs. @type {string | null} */
  #installingFor = null;
  /** What each session waits for. @type {Map<string, Promise<void>>} */
  #waiting = new Map();

  /**
   * @param {Promise<{ loop: { receive: (message: any) => void }, runtime: Runtime }>} started
   * @param {(message: import("../core/protocol.js").ToPage) => void} post
   * @param {Report} report
   */
  constructor(started, post, report) {
    this.#started = started;
    this.#post = post;
    this.#report = report;
    this.#packages = new Packages((stage, loaded, total) => {
      if (this.#installingFor !== null) report(stage, loaded, total, this.#installingFor);
    });
  }

  /** @param {ToWorker} message */
  async receive(message) {
    const list = "packages" in message && message.packages ? resolved(message.packages) : null;
    if (list) this.#packages.request(list).catch(() => {}); // `install` sees the error
    if (message.kind === "preload") return void (await this.#started);
    const { session } = message;
    const turn = this.#pass(message, list, this.#waiting.get(session));
    this.#waiting.set(session, turn);
    await turn.finally(() => this.#waiting.get(session) === turn && this.#waiting.delete(session));
  }

  /** @param {Message} message @param {PackageList | null} list @param {Promise<void> | undefined} before */
  async #pass(message, list, before) {
    await before;
    const { loop, runtime } = await this.#started;
    const generation = "generation" in message ? message.generation : 0;
    if (!list || (await this.#install(list, runtime, message.session, generation))) loop.receive(message);
  }

  /**
   * Install packages; return whether the program can run.
   * @param {PackageList} list @param {Runtime} runtime @param {string} session @param {number} generation
   */
  async #install(list, runtime, session, generation) {
    this.#installingFor = session;
    this.#report("packages", 1, 1, session);
    try {
      await this.#packages.install(list, runtime);
      return true;
    } catch (thrown) {
      const { name, stage, message } = /** @type {any} */ (thrown);
      this.#post({ kind: "error", session, generation, stage, name, message, trace: "", line: null });
      return false;
    } finally {
      this.#installingFor = null;
    }
  }
}

/** @param {PackageList} list @returns {PackageList} */
const resolved = ({ url, files }) => ({
  url: new URL(url, globalThis.location.href).href,
  files: files.map((file) => ({ ...file, stage: "packages" })),
});

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
