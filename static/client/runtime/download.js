// @ts-check
/** Downloads of the runtime's files: counted for the progress, compared with the manifest. */

/** @typedef {import("../core/protocol.js").Stage} Stage */
/** @typedef {{ name: string, bytes: number, sha256: string }} File */
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

/** @param {string} name @returns {Stage} */
export function stageOf(name) {
  if (/^numpy-.*\.whl$/.test(name)) return "numpy";
  return name.endsWith(".whl") ? "demo" : "runtime";
}

/** The number of bytes that have arrived, by stage. */
export class Tally {
  #report;
  #stages;

  /** @param {File[]} files @param {Report} report */
  constructor(files, report) {
    this.#report = report;
    const stages = /** @type {Stage[]} */ (["runtime", "numpy", "demo"]);
    /** @type {Map<Stage, { loaded: number, total: number }>} */
    this.#stages = new Map(stages.map((stage) => [stage, { loaded: 0, total: 0 }]));
    for (const file of files) this.#stage(file).total += file.bytes;
  }

  /** @param {File} file */
  #stage(file) {
    return /** @type {{ loaded: number, total: number }} */ (this.#stages.get(stageOf(file.name)));
  }

  /** Count bytes and report the first stage that is not complete. @param {File} file @param {number} bytes */
  add(file, bytes) {
    this.#stage(file).loaded += bytes;
    for (const [stage, { loaded, total }] of this.#stages) {
      if (loaded < total) return this.#report(stage, loaded, total);
    }
  }

  /** Whether every file has arrived. */
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
export async function hasSum(bytes, sum) {
  if (!globalThis.crypto?.subtle) return true;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("") === sum;
}

/**
 * Read a copy of a file to its end: count it, and compare size and sum with the manifest.
 * @param {Response} copy
 * @param {File} file
 * @param {Tally} tally
 * @returns {Promise<Blob>} the contents
 */
export async function checkFile(copy, file, tally) {
  const stage = stageOf(file.name);
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
  return new Blob([whole]);
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
 * Request a file and return the Response at once; a clone of it is counted and checked at the same time.
 * @param {string} url
 * @param {File} file
 * @param {Tally} tally
 * @param {(error: unknown) => void} fail is called for a missing, short or altered file, also after the
 *   return
 * @param {import("./runtime-cache.js").RuntimeCache} cache is searched first, and receives what was downloaded
 * @returns {Promise<Response>}
 */
export async function fetchCounted(url, file, tally, fail, cache) {
  const stage = stageOf(file.name);
  const { fetch: ask } = globalThis; // before any `await`, because boot.js replaces it for Pyodide
  try {
    const stored = await cache.find(url);
    const response = stored ?? (await ask(url, { credentials: "same-origin" }));
    if (!response.ok) {
      const reason = `the server answered ${response.status}.`;
      throw new BootError(stage, `${file.name} could not be loaded: ${reason}`);
    }
    const copy = response.clone();
    const ready = typed(response, file);
    const checked = checkFile(copy, file, tally);
    checked.catch((error) => fail(staged(error, stage, `${file.name} broke off while it was loading.`)));
    if (!stored) cache.add(url, checked, ready.headers.get("Content-Type") ?? "");
    return ready;
  } catch (error) {
    const failure = staged(error, stage, `${file.name} could not be loaded.`);
    fail(failure);
    throw failure;
  }
}
