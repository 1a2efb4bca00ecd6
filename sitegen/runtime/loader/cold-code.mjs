// @ts-check
/**
 * The second part of a WebAssembly module that `pack/wasm/split.py` has split: the functions that the first
 * seconds of a demo do not call.
 *
 * A function of the second part is called through a table of the first part. Until the second part is there,
 * slot 0 of the table holds a function that loads it, in the middle of the call: workers are allowed to wait
 * for a request, and to compile at once.
 */

/** @typedef {{ name: string, read: () => Uint8Array<ArrayBuffer> }} ColdFile gives the second part, at once */

/**
 * A WebAssembly module that imports a function without arguments and exports it. A table accepts such an export,
 * but no function of JavaScript.
 */
const ADAPTER = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, // header
  1, 4, 1, 96, 0, 0, // type () -> ()
  2, 7, 1, 1, 101, 1, 102, 0, 0, // import "e" "f"
  7, 5, 1, 1, 102, 0, 0, // export "f"
);

/**
 * Let a module load its second part when it calls a function of that part. A module that was not split is left
 * as it is.
 * @param {Record<string, any>} exports of the first part
 * @param {any} imports what the first part imports
 * @param {ColdFile | undefined} file
 */
export function connect(exports, imports, file) {
  const calls = exports["cold.calls"];
  if (!calls) return;
  const load = () => {
    if (!file) throw new Error("the second part of a module is missing");
    performance.mark(`sitegen: cold code ${file.name}`);
    const cold = new WebAssembly.Module(file.read());
    new WebAssembly.Instance(cold, { ...imports, hot: exports }); // fills the table
    calls.set(0, null);
  };
  calls.set(0, new WebAssembly.Instance(new WebAssembly.Module(ADAPTER), { e: { f: load } }).exports.f);
}

/**
 * Run a function that instantiates a module, and connect the module.
 * @template T
 * @param {WebAssembly.Module} module
 * @param {ColdFile | undefined} file
 * @param {() => T} work
 * @returns {T}
 */
export function connecting(module, file, work) {
  const { Instance } = WebAssembly;
  // Emscripten makes the imports of a library itself, and runs the library before it returns.
  WebAssembly.Instance = /** @type {any} */ (
    /** @param {WebAssembly.Module} given @param {any} imports */
    function (given, imports) {
      const instance = new Instance(given, imports);
      if (given === module) connect(instance.exports, imports, file);
      return instance;
    }
  );
  try {
    return work();
  } finally {
    WebAssembly.Instance = Instance;
  }
}
