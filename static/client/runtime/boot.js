// @ts-check
/**
 * Load the runtime in the worker: all files at once, counted, then Python, NumPy and the site's demos.
 *
 * The files of `manifest.json` are requested at the same time, before Pyodide would request them one after
 * the other. Pyodide's `fetch` then receives these responses, while WebAssembly is compiled as it arrives and
 * a clone of each file is counted and checked.
 *
 * Python starts in one of three ways: from what an earlier visit cached, from the memory snapshot, or without
 * a snapshot. The loader in the runtime's folder (`sitegen/runtime/loader/start.mjs`) does everything that
 * concerns the snapshot. If one way fails, the next is tried; if stored files fail, they are downloaded
 * again. Only a failure of downloaded files is reported.
 */

import { isUnmetered } from "../core/environment.js";
import { BootError, fetchCounted, hasSum, staged, Tally } from "./download.js";
import { FetchOverride } from "./fetch-override.js";
import { RuntimeCache } from "./runtime-cache.js";

/** @typedef {import("../core/protocol.js").Stage} Stage */
/** @typedef {{ files: import("./download.js").File[], packages: string[], snapshot?: object }} Manifest */
/**
 * @typedef {object} Plan
 * @property {string} folder
 * @property {Manifest} manifest
 * @property {RuntimeCache} cache
 * @property {import("./download.js").Report} report
 * @property {Promise<void>} asked resolved when the reader wants Python to run; before that, files are only
 *   downloaded
 * @property {any} loader the module `start.mjs`; null when there is no snapshot, or it failed
 * @property {object | null} used what this visit loaded with the snapshot, for the cache of the next visit
 */

/**
 * Load everything and return the Python module that runs demos.
 * @param {string} folder the runtime's folder, absolute, with a slash at its end
 * @param {import("./download.js").Report} report
 * @param {Promise<void>} [asked] files are downloaded at once, Python starts when this is resolved
 * @returns {Promise<any>} `sitegen.demo.worker_api`
 */
export async function boot(folder, report, asked = Promise.resolve()) {
  const imported = import(new URL("start.mjs", folder).href).catch(() => null);
  importPyodide(folder).catch(() => {}); // a later await sees the error
  const reading = imported.then((loader) => loader?.readCached(folder));
  const cache = await RuntimeCache.open(folder);
  const manifest = await readManifest(folder, cache);
  /** @type {Plan} */
  const plan = {
    folder,
    manifest,
    cache,
    report,
    asked,
    loader: manifest.snapshot ? await imported : null,
    used: null,
  };
  const cached = await reading;
  const started = cached && plan.loader && (await startCached(plan, cached));
  if (started) return started;
  const python = await attempt(plan).catch(async (error) => {
    if (!cache.used) throw error;
    await cache.clear();
    return attempt(plan);
  });
  setTimeout(() => storeForNextVisit(plan), AFTER_MS);
  return python;
}

/** Files are stored after the first frames were shown. */
const AFTER_MS = 1500;

/** Store what was downloaded, and cache what the snapshot needs. @param {Plan} plan */
async function storeForNextVisit({ folder, manifest, cache, loader, used }) {
  // A reader who came back over a slow connection: the next visit starts from the snapshot.
  const wanted = used ?? (cache.used && isUnmetered());
  await cache.store();
  if (!loader || !wanted) return;
  const means = { hasSum, find: (/** @type {string} */ url) => cache.find(url) };
  // Without room or without a private file system the next visit downloads the snapshot again.
  await loader.cacheForNextVisit(folder, manifest, means, used).catch(() => {});
}

/** Import Pyodide's two modules. @param {string} folder */
async function importPyodide(folder) {
  const [{ loadPyodide }, { default: create }] = await Promise.all(
    ["pyodide.mjs", "pyodide.asm.mjs"].map((name) => import(new URL(name, folder).href)),
  );
  return { loadPyodide, create };
}

/** @param {string} folder @param {RuntimeCache} cache @returns {Promise<Manifest>} */
async function readManifest(folder, cache) {
  const url = new URL("manifest.json", folder).href;
  try {
    const stored = await cache.find(url);
    const response = stored ?? (await fetch(url, { credentials: "same-origin" }));
    if (!response.ok)
      throw new BootError(
        "runtime",
        `manifest.json could not be loaded: the server answered ${response.status}.`,
      );
    const text = await response.text();
    const manifest = JSON.parse(text);
    if (!stored) cache.add(url, Promise.resolve(new Blob([text])), "application/json");
    return manifest;
  } catch (error) {
    throw staged(error, "runtime", "manifest.json could not be loaded or read.");
  }
}

/**
 * Run a step of the start; its errors get the stage.
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

/**
 * Start from what an earlier visit cached.
 * @param {Plan} plan
 * @param {any} cached
 * @returns {Promise<any>} null if that failed
 */
async function startCached(plan, cached) {
  const { folder, manifest, report, asked, loader } = plan;
  try {
    const { program: compiled, find, source } = loader.openCached(manifest, cached);
    const override = new FetchOverride(folder, async (url) => {
      const data = find(url.slice(folder.length));
      return data && new Response(data);
    });
    return await override.during(compiled, async () => {
      const program = await importPyodide(folder);
      await asked;
      const pyodide = await loader.start(folder, program, manifest, source);
      new Tally(manifest.files, report).starting("demo");
      return pyodide.pyimport("sitegen.demo.worker_api");
    });
  } catch (error) {
    console.info("The cached runtime is not used:", error);
    await loader.removeCached(folder, cached);
    return null;
  }
}

/** @param {Plan} plan */
async function attempt(plan) {
  const { folder, manifest, cache } = plan;
  const tally = new Tally(manifest.files, plan.report);
  /** @type {Map<string, Promise<Response>>} */
  const waiting = new Map();
  const override = new FetchOverride(folder, (url) => waiting.get(url));
  /** @type {Promise<void>[]} */
  const modules = [];
  for (const file of manifest.files) {
    const url = new URL(file.name, folder).href;
    if (/\.m?js$/.test(file.name)) {
      const what = `${file.name} could not be loaded or is damaged.`;
      modules.push(during("runtime", what, () => import(url)).then(() => tally.add(file, file.bytes)));
    } else if (/\.(wasm|zip|json|whl)$/.test(file.name)) {
      const response = fetchCounted(url, file, tally, override.fail, cache);
      response.catch(() => {}); // `fail` reports the error
      waiting.set(url, response);
    }
  }
  const { fetch: ask } = globalThis; // before it is replaced for Pyodide
  const means = { tally, ask, hasSum, find: (/** @type {string} */ url) => cache.find(url) };
  const chosen = plan.loader?.chooseSnapshot(folder, manifest.snapshot, means);
  chosen?.catch(() => {}); // a later await sees the error
  const compiled = WebAssembly.compileStreaming(
    /** @type {Promise<Response>} */ (waiting.get(override.wasm)),
  );
  return override.during(compiled, () =>
    Promise.all(modules).then(() => startPython(plan, tally, waiting, chosen)),
  );
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
    const snapshot = await chosen;
    if (snapshot) {
      const find = (/** @type {string} */ url) => waiting.get(url);
      const source = plan.loader.openWheels(folder, manifest, snapshot, find);
      const pyodide = await plan.loader.start(folder, program, manifest, source);
      tally.starting("demo");
      plan.used = source;
      return await pyodide.pyimport("sitegen.demo.worker_api");
    }
  } catch (error) {
    console.info("The memory snapshot is not used:", error);
    plan.loader = plan.used = null;
  }
  const pyodide = await during("runtime", "Python did not start.", () =>
    program.loadPyodide({ indexURL: folder }),
  );
  tally.starting("numpy");
  await during("numpy", "NumPy could not be unpacked.", () =>
    pyodide.loadPackage(manifest.packages, { messageCallback: () => {} }),
  );
  tally.starting("demo");
  return during("demo", "The demos’ Python could not be imported.", () =>
    pyodide.pyimport("sitegen.demo.worker_api"),
  );
}
