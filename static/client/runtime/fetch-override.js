// @ts-check
/** Answers Pyodide's requests with files that the worker has already, while Pyodide starts. */

import { BootError } from "./download.js";

/** The name by which Pyodide requests its program. */
export const PROGRAM = "pyodide.asm.wasm";

export class FetchOverride {
  #find;
  #folder;
  /** @type {Promise<never>} */
  #failure;
  /** @type {WebAssembly.Module | null} Pyodide's program; set before Pyodide starts */
  program = null;

  /**
   * @param {string} folder the runtime's address
   * @param {(url: string) => Promise<Response | undefined> | undefined} find gives a file by its address
   */
  constructor(folder, find) {
    this.#find = find;
    this.#folder = folder;
    /** @type {(error: unknown) => void} makes `during` fail */
    this.fail = () => {};
    this.#failure = new Promise((_resolve, reject) => {
      this.fail = reject;
    });
    this.#failure.catch(() => {}); // the race in `during` sees the error, unless it is over
  }

  /**
   * Replace `fetch` and `WebAssembly.instantiateStreaming` while Pyodide starts.
   * @template T
   * @param {() => Promise<T>} work starts Pyodide
   * @returns {Promise<T>}
   */
  async during(work) {
    const { fetch: plainFetch } = globalThis;
    const { instantiateStreaming } = WebAssembly;
    const wasm = new URL(PROGRAM, this.#folder).href;
    globalThis.fetch = async (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      const url = new URL(address, globalThis.location.href).href;
      if (url === wasm) return new Response(null); // `instantiateStreaming` below has it compiled
      return (await this.#find(url))?.clone() ?? plainFetch(input, init);
    };
    WebAssembly.instantiateStreaming = async (_source, imports) => {
      const module = /** @type {WebAssembly.Module} */ (this.program);
      return { module, instance: await WebAssembly.instantiate(module, imports) };
    };
    // Pyodide requests its files before it awaits them: a download that breaks off rejects a promise too
    // early.
    const onRejection = (/** @type {PromiseRejectionEvent} */ event) => {
      event.preventDefault();
      this.fail(new BootError("runtime", "Python did not start.", event.reason));
    };
    globalThis.addEventListener("unhandledrejection", onRejection);
    try {
      const result = await Promise.race([this.#failure, work()]);
      // Only after success: after a failure more such promises may be rejected.
      globalThis.removeEventListener("unhandledrejection", onRejection);
      return result;
    } finally {
      globalThis.fetch = plainFetch;
      WebAssembly.instantiateStreaming = instantiateStreaming;
    }
  }
}
