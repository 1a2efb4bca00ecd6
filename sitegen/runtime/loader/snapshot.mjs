// @ts-check
/**
 * The memory snapshot: the memory of a Python that has imported NumPy, copied over the memory of a new
 * instance.
 *
 * Memory alone is not enough: compiled modules (NumPy's libraries) have entries in the table of functions,
 * and their code refers to addresses. Therefore the libraries are linked before Python starts, always in the
 * same order, both when the snapshot is made and when it is used. Then every address and every table slot is
 * the same, and it is enough to copy the memory. `restore` checks these assumptions: the size of the table,
 * and a sum over the memory that the snapshot does not contain. `pack.mjs` makes the snapshot with these
 * functions, `start.mjs` uses it in the reader's browser.
 *
 * The file (gzip): the magic number, the length of the header, the header as JSON, then the bytes of the
 * runs. Memory between the runs is zero, or (`same`) equal to that of a new instance. The manifest holds what
 * the client must know before it has the file.
 */

import { connect, connecting } from "./cold-code.mjs";
import { hashStrings } from "./strings.mjs";

export const MAGIC = 0x534d4753; // "SGMS"
const PAGE = 65536;

/** The folder in which the interpreter expects the libraries. */
export const LIBRARIES = "/lib/linked/";

/**
 * @typedef {object} Library
 * @property {string} path its name in NumPy's wheel
 * @property {WebAssembly.Module} module
 * @property {ColdFile} [cold] its second part, if it was split
 */
/** @typedef {import("./cold-code.mjs").ColdFile} ColdFile */
/**
 * @typedef {object} Header
 * @property {string} key a hash of the files that the snapshot was made from
 * @property {number} memory the size of the memory in bytes
 * @property {number} table the slots of the table of functions after the libraries were linked
 * @property {number} trampoline the address of the slot that the interpreter calls through
 * @property {number[]} same offsets and lengths of the memory that a new instance has, too
 * @property {number} sum over the words of `same`
 * @property {number[]} runs offsets and lengths of the bytes in the file
 */
/** @typedef {{ header: Header, data: Uint8Array }} Snapshot */

/** The snapshot cannot be used. */
export class SnapshotError extends Error {
  name = "SnapshotError";
}

/**
 * @typedef {object} Started a program of Pyodide that has started
 * @property {any} module Pyodide's module
 * @property {number} table the slots of its table of functions, after the libraries were linked
 * @property {number} trampoline the address of the slot that the interpreter calls through; its value depends
 *   on the features of the browser's WebAssembly
 * @property {import("./strings.mjs").StringFunctions} strings
 */

/**
 * Wrap Pyodide's function that creates its module: the libraries are linked before anything else of the
 * program runs.
 * @param {(settings: any) => Promise<any>} create Pyodide's function
 * @param {Library[] | Promise<Library[]>} libraries awaited when the program is ready for them
 * @param {{
 *   memory?: number, cold?: ColdFile, started?: (facts: Started) => Promise<void> | void,
 * }} [options] memory: its size at the start, in bytes; cold: the second part of the program, if it was split;
 *   started: is called when the module runs
 */
export function linkFirst(create, libraries, { memory = 0, cold, started = () => {} } = {}) {
  return async (/** @type {any} */ settings) => {
    const instantiate = settings.instantiateWasm;
    /** @type {Promise<Omit<Started, "module">>} */
    const linked = new Promise((resolve, reject) => {
      settings.instantiateWasm = (/** @type {any} */ imports, /** @type {any} */ done) =>
        instantiate(imports, async (/** @type {any} */ instance, /** @type {any} */ program) => {
          try {
            const { memory: own, _PyRuntime: runtime } = instance.exports;
            const { _PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET: offset } = instance.exports;
            connect(instance.exports, imports, cold);
            if (memory > own.buffer.byteLength) own.grow((memory - own.buffer.byteLength) / PAGE);
            done(instance, program);
            // `done` turns the settings into Emscripten's module, which runs when it has no dependency left.
            settings.addRunDependency(LIBRARIES);
            for (const library of await libraries) link(library, settings, imports);
            const { PyUnicode_Type: type, PyObject_Hash: hash } = instance.exports;
            resolve({
              table: settings.wasmTable.length,
              trampoline: runtime.value + settings.HEAP32[offset.value >> 2],
              strings: { type: type.value, hash },
            });
            settings.removeRunDependency(LIBRARIES);
          } catch (error) {
            reject(error); // without this the program would wait for ever
          }
        });
    });
    const [module, facts] = await Promise.all([create(settings), linked]);
    await started({ module, ...facts });
    return module;
  };
}

/**
 * Link a library to the program.
 * @param {Library} library
 * @param {any} module the program's
 * @param {any} imports the program's
 */
function link(library, module, imports) {
  const path = LIBRARIES + library.path;
  const allowUndefined = isResolved(library.module, imports);
  const flags = { loadAsync: false, nodelete: true, global: false, allowUndefined };
  const linked = connecting(library.module, library.cold, () =>
    module.loadWebAssemblyModule(library.module, flags, path, {}));
  module.newDSO(path, undefined, linked).global = false;
}

/**
 * Whether every address that a library imports is known. If not, Emscripten has to search all of its
 * thousands of names for the missing ones, which takes longer than the rest of linking.
 * @param {WebAssembly.Module} library
 * @param {any} imports the program's
 */
function isResolved(library, imports) {
  const own = new Set(WebAssembly.Module.exports(library).map(({ name }) => name));
  return WebAssembly.Module.imports(library).every(
    ({ module, name }) => !module.startsWith("GOT.") || own.has(name) || imports[module][name].value !== -1,
  );
}

/**
 * The gaps between ranges, as pairs of offset and length like the ranges.
 * @param {number[]} ranges pairs of offset and length, in order
 * @param {number} end the end of the last gap
 */
export function gapsBetween(ranges, end) {
  const gaps = [];
  let at = 0;
  for (let index = 0; index < ranges.length; index += 2) {
    if (ranges[index] > at) gaps.push(at, ranges[index] - at);
    at = ranges[index] + ranges[index + 1];
  }
  if (at < end) gaps.push(at, end - at);
  return gaps;
}

/**
 * A sum over the words in some ranges.
 * @param {Uint32Array} words
 * @param {number[]} ranges pairs of offset and length, in bytes
 */
export function sumOf(words, ranges) {
  let sum = 1;
  for (let index = 0; index < ranges.length; index += 2) {
    const end = (ranges[index] + ranges[index + 1]) >> 2;
    for (let at = ranges[index] >> 2; at < end; at += 1) sum = (Math.imul(sum, 31) + words[at]) | 0;
  }
  return sum;
}

/**
 * Read a snapshot's header.
 * @param {Uint8Array} bytes the unpacked file, aligned to words
 * @param {string} key the hash of the files that the snapshot must have been made from
 * @returns {Snapshot}
 * @throws {SnapshotError} it was made from other files, or is not complete
 */
export function readSnapshot(bytes, key) {
  const [magic, length] = new Uint32Array(bytes.buffer, bytes.byteOffset, 2);
  if (magic !== MAGIC) throw new SnapshotError("not a memory snapshot");
  /** @type {Header} */
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  if (header.key !== key) throw new SnapshotError("the snapshot was made from other files");
  const size = header.runs.reduce((total, value, index) => (index % 2 ? total + value : total), 0);
  const start = 8 + length;
  if (bytes.length !== start + size) throw new SnapshotError("the snapshot is incomplete");
  return { header, data: bytes.subarray(start) };
}

/**
 * Copy a snapshot over the memory of a program that has started.
 * @param {Started} started
 * @param {Snapshot} snapshot
 * @throws {SnapshotError} the program is not in the state that the snapshot assumes; its memory is then
 *   unchanged
 */
export function restore({ module, table, trampoline, strings }, { header, data }) {
  /** @type {Uint8Array} */
  const memory = module.HEAPU8;
  if (memory.length !== header.memory) {
    throw new SnapshotError(`the memory has ${memory.length} bytes, expected ${header.memory}`);
  }
  if (table !== header.table) throw new SnapshotError("the table of functions has another size");
  if (trampoline !== header.trampoline) throw new SnapshotError("the interpreter is at another address");
  const own = module.HEAP32[trampoline >> 2];
  if (sumOf(module.HEAPU32, header.same) !== header.sum) {
    throw new SnapshotError("the memory that the snapshot does not contain differs");
  }
  const gaps = gapsBetween(header.same, memory.length);
  let [at, run] = [0, 0];
  for (let index = 0; index < gaps.length; index += 2) {
    let to = gaps[index];
    const end = to + gaps[index + 1];
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
  hashStrings(module.HEAPU32, header.runs, strings);
}
