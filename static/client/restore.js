// @ts-check
/** The short way to a running NumPy: from the start-up image, when it is here or comes fast enough. */

import { checkFile } from "./download.js";
import { ImageError, layOver, linking, readImage } from "./start-image.js";
import { unzip } from "./unzip.js";

/** @typedef {{ name: string, bytes: number, sha256: string, key: string, place: string, libraries: string, site: string }} ImageFile
 *   key: what the image must carry; place: where the image's Python looks for NumPy's wheel; libraries: the folder
 *   in which it believes the wheel's compiled modules to lie; site: the folder of unpacked packages */

const WORTH_MS = 1100;
/** What the image saves on a middling machine. Measured: tests/benchmarks/startup.py. */
const SAMPLE_BYTES = 800_000;

/**
 * How much came over the network so far, and how fast all connections together are, as the network itself tells it:
 * the worker is too busy to be a clock.
 * @param {string} folder @returns {{ bytes: number, pace: number }} pace in bytes per ms
 */
function arrivals(folder) {
  let [bytes, pace] = [0, 0];
  for (const entry of /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"))) {
    if (!entry.name.startsWith(folder) || !entry.transferSize || !entry.responseEnd) continue; // another's, or cached
    bytes += entry.encodedBodySize;
    pace += entry.encodedBodySize / Math.max(1, entry.responseEnd - entry.startTime);
  }
  return { bytes, pace };
}

/**
 * Whether the image arrives before an ordinary start would be done, judged by the files that come before it.
 * @param {string} folder @param {ImageFile} image @param {import("./download.js").Tally} tally
 */
async function isWorthFetching(folder, image, tally) {
  while (!tally.complete && arrivals(folder).bytes < SAMPLE_BYTES) await new Promise((done) => setTimeout(done, 10));
  const { pace } = arrivals(folder);
  return pace > 0 && image.bytes / pace < WORTH_MS;
}

/**
 * The image's bytes, or null when an ordinary start is the better choice.
 * @param {string} folder @param {ImageFile} image @param {import("./shelf.js").Shelf} shelf
 * @param {import("./download.js").Tally} tally of all other files
 * @returns {Promise<Uint8Array | null>} checked, not compressed
 */
export async function findImage(folder, image, shelf, tally) {
  const url = new URL(image.name, folder).href;
  const { fetch: ask } = globalThis; // before boot.js lends Pyodide another one
  const stored = await shelf.find(url);
  if (!stored && !(await isWorthFetching(folder, image, tally))) return null;
  const response = stored ?? (await ask(url, { credentials: "same-origin" }));
  if (!response.ok) return null;
  const blob = await checkFile(response, image, { add() {} });
  if (!stored) shelf.hold(url, blob, "application/octet-stream");
  const stream = blob.stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Start Python from the image.
 * @param {string} folder
 * @param {{ loadPyodide: any, create: any }} program
 * @param {ImageFile} image
 * @param {Promise<Uint8Array | null>} found
 * @param {Promise<ArrayBuffer>} wheel NumPy's
 * @param {Promise<ArrayBuffer>} demos the wheel of the site's demos
 * @returns {Promise<any>} pyodide, NumPy imported; null when there is no image to use
 */
export async function restore(folder, { loadPyodide, create }, image, found, wheel, demos) {
  const libraries = wheel.then(async (data) => {
    const files = unzip(new Uint8Array(data), (name) => name.endsWith(".so"));
    return new Map(await Promise.all(files.map(async ({ name, stream }) => /** @type {[string, WebAssembly.Module]} */ (
      [`${image.libraries}/${name}`, await WebAssembly.compileStreaming(new Response(stream(), { headers: { "Content-Type": "application/wasm" } }))]))));
  });
  libraries.catch(() => {}); // told below, or not needed
  const unpacked = demos.then((data) => Promise.all(unzip(new Uint8Array(data), () => true).map(async ({ name, stream }) => (
    { path: `${image.site}/${name}`, data: new Uint8Array(await new Response(stream()).arrayBuffer()) }))));
  unpacked.catch(() => {}); // ditto
  const bytes = await found;
  if (!bytes) return null;
  const content = readImage(bytes, image.key);
  const compiled = await libraries;
  const linked = content.header.libraries.map((path) => {
    const module = compiled.get(path);
    if (!module) throw new ImageError(`${path} is not in the wheel`);
    return { path, module };
  });
  const pyodide = await loadPyodide({
    indexURL: folder,
    _loadSnapshot: content.prefix,
    createPyodideModule: linking(create, linked, { memory: content.header.memory, started: (facts) => layOver(facts, content) }),
  });
  pyodide.FS.writeFile(image.place, new Uint8Array(await wheel), { canOwn: true });
  for (const { path, data } of await unpacked) {
    pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    pyodide.FS.writeFile(path, data, { canOwn: true });
  }
  // Every reader gets chance of their own, not what was drawn when the image was made.
  pyodide.runPython("import importlib, random, numpy.random\nimportlib.invalidate_caches()\nrandom.seed()\nnumpy.random.seed()\ndel importlib, random, numpy");
  return pyodide;
}
