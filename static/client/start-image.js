// @ts-check
/**
 * The start-up image: the memory of a Python that has imported NumPy, laid over a fresh instance of the same program.
 *
 * Memory alone is not a process: compiled modules (NumPy's libraries) sit in the table of functions and refer to
 * addresses. So the libraries are linked before the runtime starts, in one order, both when the image is made
 * and when it is used: then every address and every table slot is the same, and copying the memory is enough.
 * What was assumed is checked: the size of the table, and a sum over the memory that the image leaves out.
 *
 * The file (gzip): "SGIM", length of the header, header as JSON, then the bytes of the runs. Between them there are
 * zeros, or (`same`) what a fresh instance has. What must be known before the file is here goes beside it (`Facts`).
 */

const MAGIC = 0x4d494753;
const PAGE = 65536;
const GAP = 16; // words; fewer zeros than this between two runs are not worth a new run
const BLOCK = 1024; // words

/** Where the interpreter believes the libraries to lie. */
export const LIBRARIES = "/lib/linked/";

/** @typedef {{ path: string, module: WebAssembly.Module }} Library path: its name in NumPy's wheel */
/** @typedef {{ key: string, memory: number, table: number, trampoline: number, same: number[], sum: number, runs: number[] }} Header */
/** @typedef {{ header: Header, data: Uint8Array }} Image */

export class ImageError extends Error {
  name = "ImageError";
}

/** @typedef {{ module: any, table: number, trampoline: number }} Started
 *   module: Pyodide's; table: slots once the libraries were linked; trampoline: address of the slot that the
 *   interpreter calls through, which depends on what the browser's WebAssembly can do */

/**
 * A maker of Pyodide's module that links libraries before anything else of the program runs.
 * @param {(settings: any) => Promise<any>} create Pyodide's own
 * @param {Library[]} libraries
 * @param {{ memory?: number, started?: (facts: Started) => Promise<void> | void }} [options] bytes of memory to begin
 *   with; hears of the module once it runs
 */
export function linking(create, libraries, { memory = 0, started = () => {} } = {}) {
  return async (/** @type {any} */ settings) => {
    const instantiate = settings.instantiateWasm;
    let table = 0;
    let trampoline = 0;
    settings.instantiateWasm = (/** @type {any} */ imports, /** @type {any} */ done) =>
      instantiate(imports, (/** @type {WebAssembly.Instance} */ instance, /** @type {any} */ program) => {
        const { memory: own, _PyRuntime: runtime, _PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET: offset } = /** @type {any} */ (instance.exports);
        if (memory > own.buffer.byteLength) own.grow((memory - own.buffer.byteLength) / PAGE);
        done(instance, program);
        // Emscripten's settings are its module by now.
        for (const library of libraries) {
          const place = LIBRARIES + library.path;
          const exports = settings.loadWebAssemblyModule(library.module, { loadAsync: false, nodelete: true, global: false, allowUndefined: false }, place, {});
          settings.newDSO(place, undefined, exports).global = false;
        }
        table = settings.wasmTable.length;
        trampoline = runtime.value + settings.HEAP32[offset.value >> 2];
      });
    const module = await create(settings);
    await started({ module, table, trampoline });
    return module;
  };
}

/**
 * The parts of memory that `ranges` (pairs of offset and length, in order) leave out, as such pairs.
 * @param {number[]} ranges @param {number} end
 */
function between(ranges, end) {
  const others = [];
  let at = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    if (ranges[index] > at) others.push(at, ranges[index] - at);
    at = ranges[index] + ranges[index + 1];
  }
  if (at < end) others.push(at, end - at);
  return others;
}

/** @param {Uint32Array} words @param {number[]} ranges in bytes */
function sumOf(words, ranges) {
  let sum = 1;
  for (let index = 0; index < ranges.length; index += 2) {
    const end = (ranges[index] + ranges[index + 1]) >> 2;
    for (let at = ranges[index] >> 2; at < end; at += 1) sum = (Math.imul(sum, 31) + words[at]) | 0;
  }
  return sum;
}

/**
 * The bytes of an image file, not compressed. Blocks of memory that a fresh instance has too are left out.
 * @param {Uint8Array} snapshot what Pyodide's makeMemorySnapshot gave
 * @param {Uint8Array} fresh the memory of a started module without Python, libraries linked; everything that depends on
 *   the machine (name of the program, chance, time) must be different from the snapshot's
 * @param {{ key: string, table: number, trampoline: number }} facts
 * @returns {{ parts: Uint8Array[], memory: number, prefix: Uint8Array }} the file's parts, bytes of memory, and what
 *   Pyodide wants of a snapshot
 */
export function packImage(snapshot, fresh, { key, table, trampoline }) {
  const prefix = new Uint32Array(snapshot.buffer, snapshot.byteOffset, 2)[1];
  const memory = snapshot.slice(prefix); // aligned
  const now = new Uint32Array(memory.buffer);
  const before = new Uint32Array(fresh.buffer);
  now[trampoline >> 2] = 0;
  before[trampoline >> 2] = 1; // its block is never left out
  /** @type {number[]} */
  const same = [];
  for (let block = 0; block < now.length; block += BLOCK) {
    const part = now.subarray(block, block + BLOCK);
    if (part.every((word, at) => word === before[block + at]) && part.some((word) => word)) same.push(block * 4, BLOCK * 4);
  }
  /** @type {number[]} */
  const runs = [];
  const others = between(same, memory.length);
  for (let index = 0; index < others.length; index += 2) {
    const end = (others[index] + others[index + 1]) >> 2;
    let last = -Infinity;
    for (let at = others[index] >> 2; at < end; at += 1) {
      if (!now[at]) continue;
      if (at - last > GAP) runs.push(at * 4, 4);
      else runs[runs.length - 1] += (at - last) * 4;
      last = at;
    }
  }
  /** @type {Header} */
  const header = { key, memory: memory.length, table, trampoline, same, sum: sumOf(now, same), runs };
  let text = JSON.stringify(header);
  text += " ".repeat((4 - (text.length % 4)) % 4);
  const head = new TextEncoder().encode(text);
  const parts = [new Uint8Array(new Uint32Array([MAGIC, head.length]).buffer), head];
  for (let index = 0; index < runs.length; index += 2) parts.push(memory.subarray(runs[index], runs[index] + runs[index + 1]));
  return { parts, memory: memory.length, prefix: snapshot.slice(0, prefix) };
}

/** @param {ArrayBuffer} whole not compressed @param {string} key what the image must have been made from @returns {Image} */
export function readImage(whole, key) {
  const bytes = new Uint8Array(whole);
  const [magic, length] = new Uint32Array(whole, 0, 2);
  if (magic !== MAGIC) throw new ImageError("not a start-up image");
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  if (header.key !== key) throw new ImageError("the image was made from other files");
  const size = header.runs.reduce((total, value, index) => (index % 2 ? total + value : total), 0);
  const start = 8 + length;
  if (bytes.length !== start + size) throw new ImageError("the image is incomplete");
  return { header, data: bytes.subarray(start) };
}

/** Lay an image over a started module's memory. @param {Started} facts @param {Image} image */
export function layOver({ module, table, trampoline }, { header, data }) {
  /** @type {Uint8Array} */
  const memory = module.HEAPU8;
  if (memory.length !== header.memory) throw new ImageError(`memory of ${memory.length} bytes, expected ${header.memory}`);
  if (table !== header.table) throw new ImageError("the table of functions differs");
  if (trampoline !== header.trampoline) throw new ImageError("the interpreter's state lies elsewhere");
  const own = module.HEAP32[trampoline >> 2];
  if (sumOf(module.HEAPU32, header.same) !== header.sum) throw new ImageError("the memory below the image differs");
  const others = between(header.same, memory.length);
  for (let index = 0; index < others.length; index += 2) memory.fill(0, others[index], others[index] + others[index + 1]);
  let at = 0;
  for (let index = 0; index < header.runs.length; index += 2) {
    const [to, length] = [header.runs[index], header.runs[index + 1]];
    memory.set(data.subarray(at, at + length), to);
    at += length;
  }
  module.HEAP32[trampoline >> 2] = own;
}
