// @ts-check
/**
 * Load the runtime in the worker: all files at once, counted, then Python, NumPy and the site's demos.
 *
 * The files of `manifest.json` are asked for in parallel, before Pyodide asks for them one after the other. Pyodide's own
 * `fetch` then finds them here, while WebAssembly compiles as it streams and a clone of each file is counted and checked.
 *
 * There are two ways from the files to a NumPy: the start-up image (image.js), and an ordinary start. Whatever goes
 * wrong on the first leads to the second; and what goes wrong with stored files leads to those of the network. Only
 * what goes wrong there is told.
 */

import { BootError, Tally, fetchCounted, staged } from "./download.js";
import { chooseImage, fetchImage, placeOf } from "./image.js";
import { isUnmetered } from "./metered.js";
import { Shelf } from "./shelf.js";

/** @typedef {import("./protocol.js").Stage} Stage */
/** @typedef {{ files: import("./download.js").File[], packages: string[], image?: import("./image.js").ImageFile }} Manifest */
/** @typedef {{ folder: string, manifest: Manifest, shelf: Shelf, report: import("./download.js").Report, asked: Promise<void> }} Plan
 *   asked: when the reader wants Python to run; until then files are only brought here */

/**
 * Load everything and give the Python module that runs demos.
 * @param {string} folder the runtime's folder, absolute, with a slash at its end
 * @param {import("./download.js").Report} report
 * @param {Promise<void>} [asked] files are brought here at once, Python starts when this is fulfilled
 * @returns {Promise<any>} `sitegen.demo.browser`
 */
export async function boot(folder, report, asked = Promise.resolve()) {
  const shelf = await Shelf.open(folder);
  const manifest = await readManifest(folder, shelf);
  const plan = { folder, manifest, shelf, report, asked };
  const python = await attempt(plan).catch(async (error) => {
    if (!shelf.used) throw error;
    await shelf.drop();
    return attempt(plan);
  });
  setTimeout(async () => {
    // A reader who came back over a slow connection: the next start is to be the fast one.
    const { image } = manifest;
    if (image && shelf.used && isUnmetered() && !(await shelf.find(placeOf(folder, image)))) {
      await fetchImage(folder, image, shelf).catch(() => {});
    }
    await shelf.store();
  }, AFTER_MS);
  return python;
}

/** Storing waits until the first frames are out. */
const AFTER_MS = 1500;

/** @param {string} folder @param {Shelf} shelf @returns {Promise<Manifest>} */
async function readManifest(folder, shelf) {
  const url = new URL("manifest.json", folder).href;
  try {
    const stored = await shelf.find(url);
    const response = stored ?? (await fetch(url, { credentials: "same-origin" }));
    if (!response.ok) throw new BootError("runtime", `manifest.json could not be loaded: the server answered ${response.status}.`);
    const text = await response.text();
    const manifest = JSON.parse(text);
    if (!stored) shelf.hold(url, new Blob([text]), "application/json");
    return manifest;
  } catch (error) {
    throw staged(error, "runtime", "manifest.json could not be loaded or read.");
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
    throw staged(error, stage, `${what} ${String(/** @type {any} */ (error)?.message ?? error)}`);
  }
}

/** @param {Plan} plan */
async function attempt(plan) {
  const { folder, manifest, shelf } = plan;
  const tally = new Tally(manifest.files, plan.report);
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
  const chosen = chooseImage(folder, manifest.image, shelf, tally);
  chosen.catch(() => {}); // told where it is awaited
  const giveBack = lendFiles(waiting, fail);
  // Pyodide asks for its files before it waits for them: one that breaks off leaves a promise that nobody hears.
  const unheard = (/** @type {PromiseRejectionEvent} */ event) => {
    event.preventDefault();
    fail(new BootError("runtime", "Python did not start.", event.reason));
  };
  globalThis.addEventListener("unhandledrejection", unheard);
  try {
    const python = await Promise.race([failure, Promise.all(modules).then(() => startPython(plan, tally, waiting, chosen))]);
    globalThis.removeEventListener("unhandledrejection", unheard); // where it failed, such promises may still come
    return python;
  } finally {
    giveBack();
  }
}

/**
 * @param {Plan} plan @param {Tally} tally @param {Map<string, Promise<Response>>} waiting
 * @param {ReturnType<typeof chooseImage>} chosen
 */
async function startPython({ folder, manifest, shelf, asked }, tally, waiting, chosen) {
  const { loadPyodide } = await import(new URL("pyodide.mjs", folder).href);
  const { default: create } = await import(new URL("pyodide.asm.mjs", folder).href);
  await asked;
  try {
    const content = await chosen;
    if (content && manifest.image) {
      const { start } = await content.program;
      const pyodide = await start(folder, { loadPyodide, create }, manifest, content.bytes, waiting);
      tally.starting("demo");
      return await pyodide.pyimport("sitegen.demo.browser");
    }
  } catch (error) {
    console.info("The start-up image is not used:", error);
    if (manifest.image) shelf.forget(placeOf(folder, manifest.image));
  }
  const pyodide = await during("runtime", "Python did not start.", () => loadPyodide({ indexURL: folder }));
  tally.starting("numpy");
  await during("numpy", "NumPy could not be unpacked.", () => pyodide.loadPackage(manifest.packages, { messageCallback: () => {} }));
  tally.starting("demo");
  return during("demo", "The demos’ Python could not be imported.", () => pyodide.pyimport("sitegen.demo.browser"));
}

/**
 * Let Pyodide's requests find the files that are on their way; WebAssembly is compiled as it comes.
 * @param {Map<string, Promise<Response>>} waiting @param {(error: unknown) => void} fail
 * @returns {() => void} puts the originals back
 */
function lendFiles(waiting, fail) {
  const { fetch: plainFetch } = globalThis;
  const { instantiateStreaming } = WebAssembly;
  const [wasm] = [...waiting.keys()].filter((url) => url.endsWith(".wasm"));
  const compiled = WebAssembly.compileStreaming(/** @type {Promise<Response>} */ (waiting.get(wasm)));
  compiled.catch((error) => {
    // Pyodide only warns when WebAssembly does not compile, and then waits for ever.
    fail(staged(error, "runtime", "Python’s WebAssembly did not start; the file may be damaged."));
  });
  globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input), globalThis.location.href).href;
    if (url === wasm) return new Response(null); // it has no body: what is compiled takes its place below
    return (await waiting.get(url))?.clone() ?? plainFetch(input, init);
  };
  WebAssembly.instantiateStreaming = async (_source, imports) => {
    const module = await compiled;
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return () => {
    globalThis.fetch = plainFetch;
    WebAssembly.instantiateStreaming = instantiateStreaming;
  };
}
