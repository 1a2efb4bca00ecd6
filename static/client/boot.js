// @ts-check
/**
 * Load the runtime in the worker: all files at once, counted, then Python, NumPy and the site's demos.
 *
 * The files of `manifest.json` are asked for in parallel, before Pyodide asks for them one after the other. Pyodide's own
 * `fetch` then finds them here: the very Response of the network, so that WebAssembly compiles while it streams (and
 * the browser may keep the compiled code), while a clone of it counts the bytes and checks them.
 */

import { BootError, Tally, fetchCounted } from "./download.js";

/** @typedef {import("./protocol.js").Stage} Stage */
/** @typedef {{ files: import("./download.js").File[], packages: string[] }} Manifest */

/** @param {string} runtime @returns {Promise<Manifest>} */
async function readManifest(runtime) {
  try {
    const response = await fetch(new URL("manifest.json", runtime), { credentials: "same-origin" });
    if (!response.ok) throw new BootError("runtime", `manifest.json could not be loaded: the server answered ${response.status}.`);
    return await response.json();
  } catch (error) {
    if (error instanceof BootError) throw error;
    throw new BootError("runtime", "manifest.json could not be loaded or read.", error);
  }
}

/**
 * Do a step of the boot; whatever it throws is told with the stage.
 * @template T
 * @param {Stage} stage @param {string} what @param {() => Promise<T> | T} work
 * @returns {Promise<T>}
 */
async function during(stage, what, work) {
  try {
    return await work();
  } catch (error) {
    throw error instanceof BootError ? error : new BootError(stage, `${what} ${String(/** @type {any} */ (error)?.message ?? error)}`, error);
  }
}

/**
 * Load everything and give the Python module that runs demos.
 * @param {string} folder the runtime's folder, absolute, with a slash at its end
 * @param {import("./download.js").Report} report
 * @returns {Promise<any>} `sitegen.demo.browser`
 */
export async function boot(folder, report) {
  const manifest = await readManifest(folder);
  const tally = new Tally(manifest.files, report);
  /** @type {(error: unknown) => void} */
  let fail = () => {};
  /** @type {Promise<never>} */
  const failure = new Promise((_resolve, reject) => { fail = reject; });
  failure.catch(() => {}); // heard by the race below, or too late to matter
  /** @type {Map<string, Promise<Response>>} */
  const waiting = new Map();
  /** @type {Promise<void>[]} */
  const modules = [];
  for (const file of manifest.files) {
    const url = new URL(file.name, folder).href;
    if (/\.m?js$/.test(file.name)) {
      const what = `${file.name} could not be loaded or is damaged.`;
      modules.push(during("runtime", what, () => import(url)).then(() => tally.add(file, file.bytes)));
    } else if (/\.(wasm|zip|json|whl)$/.test(file.name)) {
      const response = fetchCounted(url, file, tally, fail);
      response.catch(() => {}); // told through fail
      waiting.set(url, response);
    }
  }
  const restore = lendFiles(waiting, fail);
  // Pyodide asks for its files before it waits for them: one that breaks off leaves a promise that nobody hears.
  const unheard = (/** @type {PromiseRejectionEvent} */ event) => {
    event.preventDefault();
    fail(new BootError("runtime", "Python did not start.", event.reason));
  };
  globalThis.addEventListener("unhandledrejection", unheard);
  const python = await Promise.race([failure, Promise.all(modules).then(() => startPython(folder, manifest, tally))]);
  // Where it failed, all stays as it is until the page ends this worker.
  restore();
  globalThis.removeEventListener("unhandledrejection", unheard);
  return python;
}

/** @param {string} folder @param {Manifest} manifest @param {Tally} tally */
async function startPython(folder, manifest, tally) {
  const pyodide = await during("runtime", "Python did not start.", async () => {
    const { loadPyodide } = await import(new URL("pyodide.mjs", folder).href);
    return loadPyodide({ indexURL: folder });
  });
  tally.starting("numpy");
  await during("numpy", "NumPy could not be unpacked.", () => pyodide.loadPackage(manifest.packages, { messageCallback: () => {} }));
  tally.starting("demo");
  return during("demo", "The demos’ Python could not be imported.", () => pyodide.pyimport("sitegen.demo.browser"));
}

/**
 * Let Pyodide's requests find the files that are on their way.
 * @param {Map<string, Promise<Response>>} waiting @param {(error: unknown) => void} fail
 * @returns {() => void} puts the originals back
 */
function lendFiles(waiting, fail) {
  const { fetch: plainFetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input), globalThis.location.href).href;
    const response = waiting.get(url);
    waiting.delete(url); // a body can be read once
    return response ?? plainFetch(input, init);
  };
  // Pyodide only warns when WebAssembly does not compile, and then waits for ever.
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      return await instantiateStreaming.call(WebAssembly, source, imports);
    } catch (error) {
      fail(error instanceof BootError ? error : new BootError("runtime", "Python’s WebAssembly did not start; the file may be damaged.", error));
      throw error;
    }
  };
  return () => {
    globalThis.fetch = plainFetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
}
