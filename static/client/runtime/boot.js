// @ts-check
/**
 * Load the runtime in the worker: all files at once, counted, then Python, NumPy and the site's demos.
 *
 * The files that a start needs are requested at the same time, before Pyodide would request them one after
 * the other. Pyodide's `fetch` then receives these responses, while WebAssembly is compiled as it arrives and
 * a clone of each file is counted and checked. A start from the snapshot needs smaller files than one without;
 * the rest of them comes in idle time, or when Python reads one of them.
 *
 * Python starts in one of three ways: from what an earlier visit cached, from the memory snapshot, or without
 * a snapshot. The loader in the runtime's folder (`sitegen/runtime/loader/start.mjs`) does everything that
 * concerns the snapshot. If one way fails, the next is tried; if stored files fail, they are downloaded
 * again. Only a failure of downloaded files is reported.
 */

import { Downloads, staged, Tally } from "./download.js";
import { FetchOverride, PROGRAM } from "./fetch-override.js";
import { isModule, readManifest } from "./manifest.js";
import { RuntimeCache } from "./runtime-cache.js";

/** @typedef {import("../core/protocol.js").Stage} Stage */
/** @typedef {import("./manifest.js").Manifest} Manifest */
/** @typedef {import("./manifest.js").Snapshot} Snapshot */
/** @typedef {import("./download.js").File} File */
/**
 * @typedef {object} Plan
 * @property {string} folder
 * @property {Manifest} manifest
 * @property {RuntimeCache} cache
 * @property {import("./download.js").Report} report
 * @property {Promise<void>} asked resolved when the reader wants Python to run; before that, files are only
 *   downloaded
 * @property {any} loader the module `start.mjs`; null when there is no snapshot, or it failed
 * @property {Downloads | null} downloads of the last attempt
 * @property {any} used what this visit loaded with the snapshot, for the cache of the next visit; null if none
 */
/**
 * @typedef {object} Booted
 * @property {any} pyodide
 * @property {any} python `sitegen.demo.worker_api`
 * @property {any} loader the module `start.mjs`; null where it could not be loaded
 */

/**
 * Load everything and return Python with the module that runs demos.
 * @param {string} folder the runtime's folder, absolute, with a slash at its end
 * @param {import("./download.js").Report} report
 * @param {Promise<void>} [asked] files are downloaded at once, Python starts when this is resolved
 * @returns {Promise<Booted>}
 */
export async function boot(folder, report, asked = Promise.resolve()) {
  const imported = import(new URL(LOADER, folder).href).catch(() => null);
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
    downloads: null,
    used: null,
  };
  const cached = await reading;
  const started = cached && plan.loader && (await startCached(plan, cached));
  if (started) return { ...started, loader: plan.loader };
  const running = await attempt(plan).catch(async (error) => {
    if (!cache.used) throw error;
    await cache.clear();
    return attempt(plan);
  });
  plan.downloads?.finish();
  setTimeout(() => storeForNextVisit(plan), AFTER_MS);
  return { ...running, loader: await imported };
}

/** Files are stored after the first frames were shown. */
const AFTER_MS = 1500;

const PYODIDE = ["pyodide.mjs", "pyodide.asm.mjs"];
const LOADER = "start.mjs";
const MODULES = [...PYODIDE, LOADER];

/** Load the rest, store what was downloaded, and cache what the snapshot needs. @param {Plan} plan */
async function storeForNextVisit({ folder, manifest, cache, loader, downloads, used }) {
  if (!downloads) return;
  // A file that does not come now is requested again when Python reads it.
  if (used) await loader.loadRest(used, downloads).catch(() => {});
  await cache.addModules(MODULES);
  await cache.store();
  // Without room or without a private file system the next visit downloads the snapshot again.
  if (used) await loader.cacheForNextVisit(folder, manifest, downloads, used).catch(() => {});
}

/** Import Pyodide's two modules. @param {string} folder */
async function importPyodide(folder) {
  const [{ loadPyodide }, { default: create }] = await Promise.all(
    PYODIDE.map((name) => import(new URL(name, folder).href)),
  );
  return { loadPyodide, create };
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
 * @returns {Promise<{ pyodide: any, python: any } | null>} null if that failed
 */
async function startCached(plan, cached) {
  const { folder, manifest, report, asked, loader } = plan;
  try {
    const { program: compiled, find, source } = loader.openCached(folder, manifest, cached);
    const override = new FetchOverride(folder, async (url) => {
      const name = url.slice(folder.length);
      const data = find(name);
      return data ? new Response(data) : later(manifest, name);
    });
    return await override.during(async () => {
      override.program = await compiled;
      const program = await importPyodide(folder);
      await asked;
      const pyodide = await loader.start(folder, program, manifest, source);
      new Tally(report).starting("demo");
      return { pyodide, python: pyodide.pyimport("sitegen.demo.worker_api") };
    });
  } catch (error) {
    console.info("The cached runtime is not used:", error);
    await loader.removeCached(folder, cached);
    return null;
  }
}

/**
 * What Pyodide receives instead of a file that the loader puts in place later.
 * @param {Manifest} manifest @param {string} name
 */
const later = ({ snapshot }, name) =>
  snapshot?.later.some((file) => file.name === name) ? Promise.resolve(new Response("")) : undefined;

/** @param {Plan} plan */
async function attempt(plan) {
  const { folder, manifest, cache, loader } = plan;
  const tally = new Tally(plan.report);
  const override = new FetchOverride(
    folder,
    (url) => downloads.find(url) ?? later(manifest, url.slice(folder.length)),
  );
  const downloads = new Downloads(folder, tally, cache, override.fail);
  plan.downloads = downloads;
  const modules = manifest.files
    .filter(({ name }) => isModule(name))
    .map(async (file) => {
      tally.expect(file);
      const url = new URL(file.name, folder).href;
      await during("runtime", `${file.name} could not be loaded or is damaged.`, () => import(url));
      tally.add(file, file.bytes);
    });
  const snapshot = loader && typeof DecompressionStream === "function" ? manifest.snapshot : undefined;
  const replaced = snapshot?.replaces ?? [];
  for (const file of snapshot ? [...snapshot.files, snapshot] : [])
    downloads.request(file, { optional: true });
  for (const file of manifest.files) {
    if (!isModule(file.name) && !replaced.includes(file.name)) downloads.request(file);
  }
  const compiled = snapshot && compile(downloads, snapshot.files[0]);
  return override.during(() => Promise.all(modules).then(() => startPython(plan, tally, override, compiled)));
}

/** Compile a program while it arrives. @param {Downloads} downloads @param {File} file */
function compile(downloads, file) {
  const compiled = WebAssembly.compileStreaming(downloads.request(file).response);
  compiled.catch(() => {}); // a later await sees the error
  return compiled;
}

/**
 * @param {Plan} plan @param {Tally} tally @param {FetchOverride} override
 * @param {Promise<WebAssembly.Module> | undefined} compiled the program of a start from the snapshot
 */
async function startPython(plan, tally, override, compiled) {
  const { folder, manifest, asked } = plan;
  const downloads = /** @type {Downloads} */ (plan.downloads);
  const program = await importPyodide(folder);
  await asked;
  if (compiled) {
    try {
      const source = plan.loader.openDownloads(folder, manifest, downloads);
      override.program = await compiled;
      const pyodide = await plan.loader.start(folder, program, manifest, source);
      tally.starting("demo");
      plan.used = source;
      return { pyodide, python: await pyodide.pyimport("sitegen.demo.worker_api") };
    } catch (error) {
      console.info("The memory snapshot is not used:", error);
      plan.loader = plan.used = null;
      // The files may be the reason; the next visit downloads them again.
      const { name, files, replaces } = /** @type {Snapshot} */ (manifest.snapshot);
      await plan.cache.forget([name, ...files.map((file) => file.name)]);
      for (const file of manifest.files) if (replaces.includes(file.name)) downloads.request(file);
    }
  }
  const whole = /** @type {File} */ (manifest.files.find(({ name }) => name === PROGRAM));
  override.program = await during(
    "runtime",
    "Python’s WebAssembly did not start; the file may be damaged.",
    () => compile(downloads, whole),
  );
  const pyodide = await during("runtime", "Python did not start.", () =>
    program.loadPyodide({ indexURL: folder, enableRunUntilComplete: false }),
  );
  tally.starting("numpy");
  await during("numpy", "NumPy could not be unpacked.", () =>
    pyodide.loadPackage(manifest.packages, { messageCallback: () => {} }),
  );
  tally.starting("demo");
  const python = await during("demo", "The demos’ Python could not be imported.", () =>
    pyodide.pyimport("sitegen.demo.worker_api"),
  );
  return { pyodide, python };
}
