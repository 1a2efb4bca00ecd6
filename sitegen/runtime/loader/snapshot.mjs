// @ts-check
/**
 * The start-up image: the memory of a Python that has imported NumPy, laid over a fresh instance of the same program.
 *
 * Memory alone is not a process: compiled modules (NumPy's libraries) sit in the table of functions and refer to
 * addresses. So the libraries are linked before the runtime starts, in one order, both when the image is made
 * and when it is used: then every address and every table slot is the same, and copying the memory is enough.
 * What was assumed is checked: the size of the table, and a sum over the memory that the image leaves out.
 * `packer.mjs` makes the image with these functions (and `pack-image.mjs`), `start.mjs` uses it in the reader's browser.
 *
 * The file (gzip): "SGIM", length of the header, header as JSON, then the bytes of the runs. Between them there are
 * zeros, or (`same`) what a fresh instance has. What must be known before the file is here goes beside it (`Facts`).
 */

export const MAGIC = 0x4d494753;
const PAGE = 65536;

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
 * @param {Library[] | Promise<Library[]>} libraries awaited when the program is ready for them
 * @param {{ memory?: number, started?: (facts: Started) => Promise<void> | void }} [options] bytes of memory to begin
 *   with; hears of the module once it runs
 */
export function linking(create, libraries, { memory = 0, started = () => {} } = {}) {
  return async (/** @type {any} */ settings) => {
    const instantiate = settings.instantiateWasm;
    let table = 0;
    let trampoline = 0;
    const linked = new Promise((resolve, reject) => {
      settings.instantiateWasm = (/** @type {any} */ imports, /** @type {any} */ done) =>
        instantiate(imports, async (/** @type {WebAssembly.Instance} */ instance, /** @type {any} */ program) => {
          try {
            const { memory: own, _PyRuntime: runtime, _PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET: offset } = /** @type {any} */ (instance.exports);
            if (memory > own.buffer.byteLength) own.grow((memory - own.buffer.byteLength) / PAGE);
            done(instance, program);
            // Emscripten's settings are its module by now, which does not run before what it depends on is there.
            settings.addRunDependency(LIBRARIES);
            for (const library of await libraries) link(library, settings, imports);
            table = settings.wasmTable.length;
            trampoline = runtime.value + settings.HEAP32[offset.value >> 2];
            resolve(undefined);
            settings.removeRunDependency(LIBRARIES);
          } catch (error) {
            reject(error); // the program would wait for ever
          }
        });
    });
    const [module] = await Promise.all([create(settings), linked]);
    await started({ module, table, trampoline });
    return module;
  };
}

/** @param {Library} library @param {any} module the program's @param {any} imports of the program */
function link(library, module, imports) {
  const place = LIBRARIES + library.path;
  const flags = { loadAsync: false, nodelete: true, global: false, allowUndefined: isResolved(library.module, imports) };
  module.newDSO(place, undefined, module.loadWebAssemblyModule(library.module, flags, place, {})).global = false;
}

/**
 * Whether every address that a library takes from outside is known. If not, Emscripten must look through all of
 * its thousands of names for the missing ones, which takes longer than all else of linking.
 * @param {WebAssembly.Module} library @param {any} imports of the program
 */
function isResolved(library, imports) {
  const own = new Set(WebAssembly.Module.exports(library).map(({ name }) => name));
  return WebAssembly.Module.imports(library).every(({ module, name }) => !module.startsWith("GOT.") || own.has(name) || imports[module][name].value !== -1);
}

/**
 * The parts of memory that `ranges` (pairs of offset and length, in order) leave out, as such pairs.
 * @param {number[]} ranges @param {number} end
 */
export function between(ranges, end) {
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
export function sumOf(words, ranges) {
  let sum = 1;
  for (let index = 0; index < ranges.length; index += 2) {
    const end = (ranges[index] + ranges[index + 1]) >> 2;
    for (let at = ranges[index] >> 2; at < end; at += 1) sum = (Math.imul(sum, 31) + words[at]) | 0;
  }
  return sum;
}

/** @param {Uint8Array} bytes not compressed, aligned to words @param {string} key what the image must have been made from @returns {Image} */
export function readImage(bytes, key) {
  const [magic, length] = new Uint32Array(bytes.buffer, bytes.byteOffset, 2);
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
  let [at, run] = [0, 0];
  for (let index = 0; index < others.length; index += 2) {
    let to = others[index];
    const end = to + others[index + 1];
    for (; run < header.runs.length && header.runs[run] < end; run += 2) {
      const [begin, length] = [header.runs[run], header.runs[run + 1]];
      memory.fill(0, to, begin);
      memory.set(data.subarray(at, at + length), begin);
      at += length;
      to = begin + length;
    }
    memory.fill(0, to, end);
  }
  module.HEAP32[trampoline >> 2] = own;
}
