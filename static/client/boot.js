// @ts-check
/**
 * Load the runtime in the worker: all files at once, counted, then Python, NumPy and the site's demos.
 *
 * The files of `manifest.json` are asked for in parallel, before Pyodide asks for them one after the other. Pyodide's own
 * `fetch` then finds them here: the very Response of the network, so that WebAssembly compiles while it streams (and
 * the browser may keep the compiled code), while a clone of it counts the bytes and checks them.
 *
 * There are two ways from the files to a NumPy: the start-up image (restore.js), and an ordinary start. Whatever goes
 * wrong on the first leads to the second, from the network; only what goes wrong there is told.
 */

import { isUnmetered } from "./conditions.js";
import { BootError, Tally, checkFile, fetchCounted } from "./download.js";
import { findImage, restore } from "./restore.js";
import { Shelf } from "./shelf.js";

/** @typedef {import("./protocol.js").Stage} Stage */
/** @typedef {{ files: import("./download.js").File[], packages: string[], image?: import("./restore.js").ImageFile }} Manifest */

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
  const [manifest, shelf] = await Promise.all([readManifest(folder), Shelf.open(folder)]);
  let python;
  try {
    if (!manifest.image || typeof DecompressionStream !== "function") throw new Error("no start-up image");
    python = await attempt(folder, manifest, shelf, report, true);
  } catch (error) {
    // Without an image, or where it was passed over for a slow connection, the first attempt was an ordinary one.
    if (manifest.image) await shelf.drop();
    python = await attempt(folder, manifest, shelf, report, false);
  }
  later(() => storeAll(folder, manifest, shelf));
  return python;
}

/**
 * @param {string} folder @param {Manifest} manifest @param {Shelf} shelf @param {import("./download.js").Report} report
 * @param {boolean} imaged whether to look for an image
 */
async function attempt(folder, manifest, shelf, report, imaged) {
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
      const response = fetchCounted(url, file, tally, fail, shelf);
      response.catch(() => {}); // told through fail
      waiting.set(url, response);
    }
  }
  const { image } = manifest;
  const found = imaged && image ? findImage(folder, image, shelf, tally) : null;
  found?.catch(() => {}); // told where it is awaited
  const giveBack = lendFiles(waiting, fail);
  try {
    return await Promise.race([failure, Promise.all(modules).then(() => startPython(folder, manifest, tally, waiting, found))]);
  } finally {
    giveBack();
  }
}

/**
 * @param {string} folder @param {Manifest} manifest @param {Tally} tally
 * @param {Map<string, Promise<Response>>} waiting @param {Promise<Uint8Array | null> | null} found the image
 */
async function startPython(folder, manifest, tally, waiting, found) {
  const { loadPyodide } = await import(new URL("pyodide.mjs", folder).href);
  /** @param {RegExp} name */
  const take = async (name) => {
    const url = new URL(/** @type {any} */ (manifest.files.find((file) => name.test(file.name))).name, folder).href;
    return (await /** @type {Promise<Response>} */ (waiting.get(url))).clone().arrayBuffer();
  };
  if (found && manifest.image) {
    const { default: create } = await import(new URL("pyodide.asm.mjs", folder).href);
    const restored = await restore(folder, { loadPyodide, create }, manifest.image, found, take(/^numpy-.*\.whl$/), take(/^sitegen_.*\.whl$/));
    if (restored) {
      tally.starting("demo");
      return restored.pyimport("sitegen.demo.browser");
    }
  }
  const pyodide = await during("runtime", "Python did not start.", () => loadPyodide({ indexURL: folder }));
  tally.starting("numpy");
  await during("numpy", "NumPy could not be unpacked.", () => pyodide.loadPackage(manifest.packages, { messageCallback: () => {} }));
  tally.starting("demo");
  return during("demo", "The demos’ Python could not be imported.", () => pyodide.pyimport("sitegen.demo.browser"));
}

const AFTER_MS = 1500;
/** Call when the first frames are out. @param {() => unknown} work */
function later(work) {
  setTimeout(work, AFTER_MS);
}

/**
 * Store what came over the network, and the image too where the connection is not metered: the next start has it.
 * @param {string} folder @param {Manifest} manifest @param {Shelf} shelf
 */
async function storeAll(folder, { image }, shelf) {
  await shelf.store();
  if (!image || !isUnmetered() || !shelf.cache) return;
  const url = new URL(image.name, folder).href;
  if (await shelf.find(url)) return;
  try {
    const response = await fetch(url, { credentials: "same-origin", priority: "low" });
    if (response.ok) shelf.hold(url, await checkFile(response, image, { add() {} }), "application/octet-stream");
    await shelf.store();
  } catch {
    // the next start is an ordinary one
  }
}

/**
 * Let Pyodide's requests find the files that are on their way, and compile WebAssembly as soon as it comes.
 * @param {Map<string, Promise<Response>>} waiting @param {(error: unknown) => void} fail
 * @returns {() => void} puts the originals back
 */
function lendFiles(waiting, fail) {
  const { fetch: plainFetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  const [wasm] = [...waiting.keys()].filter((url) => url.endsWith(".wasm"));
  const compiled = WebAssembly.compileStreaming(/** @type {Promise<Response>} */ (waiting.get(wasm)));
  compiled.catch(() => {}); // told where it is awaited
  globalThis.fetch = (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input), globalThis.location.href).href;
    if (url === wasm) return Promise.resolve(new Response(null)); // compiled already
    const response = waiting.get(url);
    return response ? response.then((one) => one.clone()) : plainFetch(input, init);
  };
  // Pyodide only warns when WebAssembly does not compile, and then waits for ever.
  WebAssembly.instantiateStreaming = async (source, imports) => {
    try {
      if (!(await source).body) {
        const module = await compiled;
        return { module, instance: await WebAssembly.instantiate(module, imports) };
      }
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
