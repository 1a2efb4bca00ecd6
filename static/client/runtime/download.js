// @ts-check
/** Downloads of the runtime's files: counted for the progress, compared with the manifest. */

/** @typedef {import("../core/protocol.js").Stage} Stage */
/** @typedef {{ name: string, bytes: number, sha256: string, stage?: Stage }} File stage: else by its name */
/** @typedef {(stage: Stage, loaded: number, total: number) => void} Report */

/** A file that could not be loaded, or a step of the start that failed. */
export class BootError extends Error {
  /** @param {Stage} stage @param {string} message @param {unknown} [cause] */
  constructor(stage, message, cause) {
    super(message, { cause });
    this.name = "BootError";
    this.stage = stage;
  }
}

/**
 * An error that names its stage.
 * @param {unknown} error
 * @param {Stage} stage
 * @param {string} message unless the error has a stage already
 */
export function staged(error, stage, message) {
  return error instanceof BootError ? error : new BootError(stage, message, error);
}

/** @param {File} file @returns {Stage} */
export function stageOf({ name, stage }) {
  if (stage) return stage;
  if (/^numpy-.*\.whl$/.test(name)) return "numpy";
  return name.endsWith(".whl") ? "demo" : "runtime";
}

/** The number of bytes that have arrived, by stage. */
export class Tally {
  #report;
  #stages;

  /** @param {Report} report */
  constructor(report) {
    this.#report = report;
    const stages = /** @type {Stage[]} */ (["runtime", "numpy", "demo", "packages"]);
    /** @type {Map<Stage, { loaded: number, total: number }>} */
    this.#stages = new Map(stages.map((stage) => [stage, { loaded: 0, total: 0 }]));
  }

  /** @param {File} file */
  #stage(file) {
    return /** @type {{ loaded: number, total: number }} */ (this.#stages.get(stageOf(file)));
  }

  /** Wait for a file, too. @param {File} file */
  expect(file) {
    this.#stage(file).total += file.bytes;
  }

  /** Count bytes and report the first stage that is not complete. @param {File} file @param {number} bytes */
  add(file, bytes) {
    this.#stage(file).loaded += bytes;
    for (const [stage, { loaded, total }] of this.#stages) {
      if (loaded < total) return this.#report(stage, loaded, total);
    }
  }

  /** Whether every expected file has arrived. */
  get complete() {
    return [...this.#stages.values()].every(({ loaded, total }) => loaded >= total);
  }

  /** Report that the files of a stage have arrived and are being used. @param {Stage} stage */
  starting(stage) {
    const { total } = /** @type {{ total: number }} */ (this.#stages.get(stage));
    this.#report(stage, total, total);
  }
}

/**
 * Whether bytes have this SHA-256, in hexadecimal. Support: crypto.subtle is missing on plain http other than
 * localhost; nothing is checked there.
 * @param {BufferSource} bytes
 * @param {string} sum
 */
async function hasSum(bytes, sum) {
  if (!globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === sum;
}

/**
 * Read a copy of a file to its end: count it, and compare size and sum with the manifest.
 * @param {Response} copy
 * @param {File} file
 * @param {Tally} tally
 * @returns {Promise<Uint8Array<ArrayBuffer>>} the contents
 */
export async function checkFile(copy, file, tally) {
  const stage = stageOf(file);
  const whole = new Uint8Array(file.bytes);
  let bytes = 0;
  const reader = /** @type {ReadableStream<Uint8Array<ArrayBuffer>>} */ (copy.body).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (bytes + value.byteLength <= file.bytes) whole.set(value, bytes);
    bytes += value.byteLength;
    tally.add(file, value.byteLength);
  }
  if (bytes !== file.bytes) {
    throw new BootError(stage, `${file.name} is incomplete: ${bytes} of ${file.bytes} bytes arrived.`);
  }
  if (!(await hasSum(whole, file.sha256))) {
    throw new BootError(stage, `${file.name} is not the file that was published.`);
  }
  return whole;
}

/**
 * The same Response, with the media type that WebAssembly requires if the host sent another one.
 * @param {Response} response @param {File} file
 */
function typed(response, file) {
  if (!file.name.endsWith(".wasm")) return response;
  if (response.headers.get("Content-Type")?.startsWith("application/wasm")) return response;
  return new Response(response.body, { headers: { "Content-Type": "application/wasm" } });
}

/**
 * @typedef {object} Download
 * @property {Promise<Response>} response at once, for who reads the file as it arrives
 * @property {Promise<Uint8Array<ArrayBuffer>>} content when the whole file has arrived and was checked
 */

/** The files that a start loads, each requested once. */
export class Downloads {
  #folder;
  #tally;
  #cache;
  #fail;
  #ask = globalThis.fetch.bind(globalThis); // before boot.js replaces it for Pyodide
  /** @type {Map<string, Download>} */
  #requested = new Map();

  /**
   * @param {string} folder the runtime's address, absolute
   * @param {Tally} tally
   * @param {import("./runtime-cache.js").RuntimeCache} cache is searched first, and receives what was downloaded
   * @param {(error: unknown) => void} fail is called for a missing, short or altered file
   */
  constructor(folder, tally, cache, fail) {
    this.#folder = folder;
    this.#tally = tally;
    this.#cache = cache;
    this.#fail = fail;
  }

  /**
   * Request a file.
   * @param {File} file
   * @param {{ optional?: boolean }} [options] optional: its failure is not reported to `fail`
   */
  request(file, { optional = false } = {}) {
    const url = new URL(file.name, this.#folder).href;
    let download = this.#requested.get(url);
    if (!download) {
      this.#tally.expect(file);
      download = this.#load(url, file);
      download.content.catch((error) => optional || this.#fail(error));
      download.response.catch(() => {}); // rejected together with `content`
      this.#requested.set(url, download);
    }
    return download;
  }

  /** The Response of a file that was requested. @param {string} url @returns {Promise<Response> | undefined} */
  find(url) {
    return this.#requested.get(url)?.response;
  }

  /** The start is over: files that are requested from now on are not counted, and may be missing. */
  finish() {
    this.#tally = new Tally(() => {});
    this.#fail = () => {};
  }

  /** @param {string} url @param {File} file @returns {Download} */
  #load(url, file) {
    const stage = stageOf(file);
    const [tally, cache] = [this.#tally, this.#cache];
    const begin = async () => {
      const stored = await cache.find(url);
      const response = stored ?? (await this.#ask(url, { credentials: "same-origin" }));
      if (!response.ok) {
        const reason = `the server answered ${response.status}.`;
        throw new BootError(stage, `${file.name} could not be loaded: ${reason}`);
      }
      const copy = response.clone(); // before `typed` takes the body
      return { response: typed(response, file), copy, isStored: Boolean(stored) };
    };
    const begun = begin().catch((error) => {
      throw staged(error, stage, `${file.name} could not be loaded.`);
    });
    const content = begun.then(({ copy }) =>
      checkFile(copy, file, tally).catch((error) => {
        throw staged(error, stage, `${file.name} broke off while it was loading.`);
      }),
    );
    const response = begun.then(({ response, isStored }) => {
      if (!isStored) this.keep(file, content, response.headers.get("Content-Type") ?? "");
      return response;
    });
    return { response, content };
  }

  /**
   * Give a file to the cache.
   * @param {File} file @param {Promise<Uint8Array<ArrayBuffer>>} content @param {string} [type]
   */
  keep(file, content, type = "") {
    const blob = content.then((bytes) => new Blob([bytes]));
    this.#cache.add(new URL(file.name, this.#folder).href, blob, type);
  }
}
