// @ts-check
/** Answers Pyodide's requests with files that the worker has already, while Pyodide starts. */

import { BootError, staged } from "./download.js";

export class FetchOverride {
  #find;
  /** @type {Promise<never>} */
  #failure;

  /**
   * @param {string} folder the runtime's address
   * @param {(url: string) => Promise<Response | undefined> | undefined} find gives a file by its address
   */
  constructor(folder, find) {
    this.#find = find;
    /** The address of Pyodide's WebAssembly. */
    this.wasm = new URL("pyodide.asm.wasm", folder).href;
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
   * @param {Promise<WebAssembly.Module>} compiled Pyodide's WebAssembly
   * @param {() => Promise<T>} work starts Pyodide
   * @returns {Promise<T>}
   */
  async during(compiled, work) {
    const { fetch: plainFetch } = globalThis;
    const { instantiateStreaming } = WebAssembly;
    compiled.catch((error) => {
      // Pyodide only prints a warning when WebAssembly does not compile, and then waits for ever.
      this.fail(staged(error, "runtime", "Python’s WebAssembly did not start; the file may be damaged."));
    });
    globalThis.fetch = async (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      const url = new URL(address, globalThis.location.href).href;
      if (url === this.wasm) return new Response(null); // `instantiateStreaming` below has it compiled
      return (await this.#find(url))?.clone() ?? plainFetch(input, init);
    };
    WebAssembly.instantiateStreaming = async (_source, imports) => {
      const module = await compiled;
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
