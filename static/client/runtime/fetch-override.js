// @ts-check
/** What Pyodide asks the network for, lent to it from elsewhere while it starts. */

import { BootError, staged } from "./download.js";

export class LentFiles {
  #find;
  /** @type {Promise<never>} */
  #failure;

  /** @param {string} folder the runtime's @param {(url: string) => Promise<Response | undefined> | undefined} find */
  constructor(folder, find) {
    this.#find = find;
    /** The address of Pyodide's WebAssembly. */
    this.wasm = new URL("pyodide.asm.wasm", folder).href;
    /** @type {(error: unknown) => void} ends `during` */
    this.fail = () => {};
    this.#failure = new Promise((_resolve, reject) => { this.fail = reject; });
    this.#failure.catch(() => {}); // heard by the race below, or too late to matter
  }

  /**
   * Let Pyodide's requests find the files, and its WebAssembly compiled, while it starts.
   * @template T
   * @param {Promise<WebAssembly.Module>} compiled @param {() => Promise<T>} work @returns {Promise<T>}
   */
  async during(compiled, work) {
    const { fetch: plainFetch } = globalThis;
    const { instantiateStreaming } = WebAssembly;
    compiled.catch((error) => {
      // Pyodide only warns when WebAssembly does not compile, and then waits for ever.
      this.fail(staged(error, "runtime", "Python’s WebAssembly did not start; the file may be damaged."));
    });
    globalThis.fetch = async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : String(input), globalThis.location.href).href;
      if (url === this.wasm) return new Response(null); // it has no body: what is compiled takes its place below
      return (await this.#find(url))?.clone() ?? plainFetch(input, init);
    };
    WebAssembly.instantiateStreaming = async (_source, imports) => {
      const module = await compiled;
      return { module, instance: await WebAssembly.instantiate(module, imports) };
    };
    // Pyodide asks for its files before it waits for them: one that breaks off leaves a promise that nobody hears.
    const unheard = (/** @type {PromiseRejectionEvent} */ event) => {
      event.preventDefault();
      this.fail(new BootError("runtime", "Python did not start.", event.reason));
    };
    globalThis.addEventListener("unhandledrejection", unheard);
    try {
      const result = await Promise.race([this.#failure, work()]);
      globalThis.removeEventListener("unhandledrejection", unheard); // where it failed, such promises may still come
      return result;
    } finally {
      globalThis.fetch = plainFetch;
      WebAssembly.instantiateStreaming = instantiateStreaming;
    }
  }
}
