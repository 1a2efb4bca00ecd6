// @ts-check
/**
 * Load the runtime in the worker: all files at once, counted, then Python, NumPy and the site's demos.
 *
 * The files of `manifest.json` are asked for in parallel, before Pyodide asks for them one after the other. Pyodide's own
 * `fetch` then finds them here, while WebAssembly compiles as it streams and a clone of each file is counted and checked.
 *
 * There are three ways to a NumPy: from what an earlier visit kept in one piece, from the start-up image, and an ordinary
 * start. What they have to do with the image is done by the program beside it (`sitegen/runtime/start.mjs`), which
 * understands that very image. Whatever goes wrong on one way leads to the next; and what goes wrong with stored
 * files leads to those of the network. Only what goes wrong there is told.
 */

import { BootError, Tally, fetchCounted, hasSum, staged } from "./download.js";
import { LentFiles } from "./lent-files.js";
import { isUnmetered } from "./metered.js";
import { Shelf } from "./shelf.js";

/** @typedef {import("./protocol.js").Stage} Stage */
/** @typedef {{ files: import("./download.js").File[], packages: string[], image?: object }} Manifest */
/**
 * @typedef {object} Plan
 * @property {string} folder
 * @property {Manifest} manifest
 * @property {Shelf} shelf
 * @property {import("./download.js").Report} report
 * @property {Promise<void>} asked when the reader wants Python to run; until then files are only brought here
 * @property {any} starter the program beside the image; null where there is none, or it does not work here
 * @property {object | null} used what of the image this visit used and the next one would need again
 */

/**
 * Load everything and give the Python module that runs demos.
 * @param {string} folder the runtime's folder, absolute, with a slash at its end
 * @param {import("./download.js").Report} report
 * @param {Promise<void>} [asked] files are brought here at once, Python starts when this is fulfilled
 * @returns {Promise<any>} `sitegen.demo.worker_api`
 */
export async function boot(folder, report, asked = Promise.resolve()) {
  const imported = import(new URL("start.mjs", folder).href).catch(() => null);
  importPyodide(folder).catch(() => {}); // told where it is awaited
  const reading = imported.then((starter) => starter?.readKept(folder));
  const shelf = await Shelf.open(folder);
  const manifest = await readManifest(folder, shelf);
  /** @type {Plan} */
  const plan = { folder, manifest, shelf, report, asked, starter: manifest.image ? await imported : null, used: null };
  const kept = await reading;
  const started = kept && plan.starter && (await startKept(plan, kept));
  if (started) return started;
  const python = await attempt(plan).catch(async (error) => {
    if (!shelf.used) throw error;
    await shelf.drop();
    return attempt(plan);
  });
  setTimeout(() => keepForNext(plan), AFTER_MS);
  return python;
}

/** Storing waits until the first frames are out. */
const AFTER_MS = 1500;

/** Store what came from the network, and what the image gave. @param {Plan} plan */
async function keepForNext({ folder, manifest, shelf, starter, used }) {
  // A reader who came back over a slow connection: the next start is to be the fast one.
  const wanted = used ?? (shelf.used && isUnmetered());
  await shelf.store();
  if (!starter || !wanted) return;
  // What cannot be kept, for want of room or of a private file system, is brought here again.
  await starter.keep(folder, manifest, { hasSum, find: (/** @type {string} */ url) => shelf.find(url) }, used).catch(() => {});
}

/** Pyodide's own two programs. @param {string} folder */
async function importPyodide(folder) {
  const [{ loadPyodide }, { default: create }] = await Promise.all(["pyodide.mjs", "pyodide.asm.mjs"].map((name) => import(new URL(name, folder).href)));
  return { loadPyodide, create };
}

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

/** Start from what an earlier visit kept. @param {Plan} plan @param {any} kept @returns {Promise<any>} null where it does not work */
async function startKept(plan, kept) {
  const { folder, manifest, report, asked, starter } = plan;
  try {
    const { program: compiled, find, source } = starter.openKept(manifest, kept);
    const lent = new LentFiles(folder, async (url) => {
      const data = find(url.slice(folder.length));
      return data && new Response(data);
    });
    return await lent.during(compiled, async () => {
      const program = await importPyodide(folder);
      await asked;
      const pyodide = await starter.start(folder, program, manifest, source);
      new Tally(manifest.files, report).starting("demo");
      return pyodide.pyimport("sitegen.demo.worker_api");
    });
  } catch (error) {
    console.info("What was kept is not used:", error);
    await starter.forgetKept(folder, kept);
    return null;
  }
}

/** @param {Plan} plan */
async function attempt(plan) {
  const { folder, manifest, shelf } = plan;
  const tally = new Tally(manifest.files, plan.report);
  /** @type {Map<string, Promise<Response>>} */
  const waiting = new Map();
  const lent = new LentFiles(folder, (url) => waiting.get(url));
  /** @type {Promise<void>[]} */
  const modules = [];
  for (const file of manifest.files) {
    const url = new URL(file.name, folder).href;
    if (/\.m?js$/.test(file.name)) {
      const what = `${file.name} could not be loaded or is damaged.`;
      modules.push(during("runtime", what, () => import(url)).then(() => tally.add(file, file.bytes)));
    } else if (/\.(wasm|zip|json|whl)$/.test(file.name)) {
      const response = fetchCounted(url, file, tally, lent.fail, shelf);
      response.catch(() => {}); // told through fail
      waiting.set(url, response);
    }
  }
  const { fetch: ask } = globalThis; // before Pyodide is lent another one
  const chosen = plan.starter?.chooseImage(folder, manifest.image, { tally, ask, hasSum, find: (/** @type {string} */ url) => shelf.find(url) });
  chosen?.catch(() => {}); // told where it is awaited
  const compiled = WebAssembly.compileStreaming(/** @type {Promise<Response>} */ (waiting.get(lent.wasm)));
  return lent.during(compiled, () => Promise.all(modules).then(() => startPython(plan, tally, waiting, chosen)));
}

/**
 * @param {Plan} plan @param {Tally} tally @param {Map<string, Promise<Response>>} waiting
 * @param {Promise<Promise<Uint8Array> | null> | undefined} chosen
 */
async function startPython(plan, tally, waiting, chosen) {
  const { folder, manifest, asked } = plan;
  const program = await importPyodide(folder);
  await asked;
  try {
    const image = await chosen;
    if (image) {
      const source = plan.starter.openWheels(folder, manifest, image, (/** @type {string} */ url) => waiting.get(url));
      const pyodide = await plan.starter.start(folder, program, manifest, source);
      tally.starting("demo");
      plan.used = source;
      return await pyodide.pyimport("sitegen.demo.worker_api");
    }
  } catch (error) {
    console.info("The start-up image is not used:", error);
    plan.starter = plan.used = null;
  }
  const pyodide = await during("runtime", "Python did not start.", () => program.loadPyodide({ indexURL: folder }));
  tally.starting("numpy");
  await during("numpy", "NumPy could not be unpacked.", () => pyodide.loadPackage(manifest.packages, { messageCallback: () => {} }));
  tally.starting("demo");
  return during("demo", "The demos’ Python could not be imported.", () => pyodide.pyimport("sitegen.demo.worker_api"));
}
