// @ts-check
/** The short way to a running NumPy: from the start-up image, when it is here or comes fast enough. */

import { hasSum } from "./download.js";
import { ImageError, layOver, linking, readImage } from "./start-image.js";
import { unzip } from "./unzip.js";

/**
 * @typedef {{ name: string, bytes: number, sha256: string, key: string, memory: number, libraries: string[], prefix: string,
 *   place: string, site: string }} ImageFile
 *   bytes: as it is sent, in gzip (it is stored unpacked); sha256: of its contents, unpacked; key: what the image must carry inside; memory: bytes of
 *   the memory it was made of; libraries: NumPy's compiled modules, by their names in the wheel, in the order in which
 *   they were linked; prefix: what Pyodide wants of a snapshot, as base64; place: where the image's Python looks for
 *   NumPy's wheel; site: the folder of unpacked packages
 */

/** What the image saves on a middling machine; on a phone it is more. Measured: tests/benchmarks/startup.py. */
const WORTH_MS = 1600;
/** So many bytes tell how fast the connection is. */
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
 * Decide whether to start from the image, and begin to bring it here.
 * @param {string} folder @param {ImageFile | undefined} image @param {import("./shelf.js").Shelf} shelf
 * @param {import("./download.js").Tally} tally of all other files
 * @returns {Promise<{ bytes: Promise<ArrayBuffer> } | null>} null when an ordinary start is the better choice
 */
export async function chooseImage(folder, image, shelf, tally) {
  if (!image || typeof DecompressionStream !== "function") return null;
  const { fetch: ask } = globalThis; // before boot.js lends Pyodide another one
  const unpacked = await shelf.find(addressOf(folder, image).unpacked);
  const stored = unpacked ?? (await shelf.find(addressOf(folder, image).sent)); // a service worker holds it as it is sent
  if (!stored && !(await isWorthFetching(folder, image, tally))) return null;
  const bytes = unpacked ? unpacked.arrayBuffer().then((whole) => checked(whole, image))
    : fetchImage(folder, image, shelf, stored ? async () => stored : ask);
  bytes.catch(() => {}); // told where it is awaited
  return { bytes };
}

/** @param {string} folder @param {ImageFile} image */
export function addressOf(folder, { name }) {
  const sent = new URL(name, folder).href;
  return { sent, unpacked: `${sent}?unpacked` };
}

/**
 * Bring the image here, unpack it while it comes, and keep it for the shelf.
 * @param {string} folder @param {ImageFile} image @param {import("./shelf.js").Shelf} shelf
 * @param {(url: string, options: RequestInit) => Promise<Response>} [ask]
 */
export async function fetchImage(folder, image, shelf, ask = globalThis.fetch) {
  const { sent, unpacked } = addressOf(folder, image);
  const response = await ask(sent, { credentials: "same-origin" });
  if (!response.ok || !response.body) throw new ImageError(`the server answered ${response.status}`);
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  const whole = await checked(await new Response(stream).arrayBuffer(), image);
  shelf.hold(unpacked, new Blob([whole]), "application/octet-stream");
  return whole;
}

/** @param {ArrayBuffer} whole @param {ImageFile} image */
async function checked(whole, image) {
  if (!(await hasSum(whole, image.sha256))) throw new ImageError("the image is not the one that was published");
  return whole;
}

/**
 * Start Python from the image.
 * @param {string} folder @param {{ loadPyodide: any, create: any }} program
 * @param {import("./boot.js").Manifest} manifest
 * @param {{ bytes: Promise<ArrayBuffer> }} content
 * @param {Map<string, Promise<Response>>} waiting the other files
 * @returns {Promise<any>} pyodide, NumPy imported
 */
export async function restore(folder, { loadPyodide, create }, { files, image }, content, waiting) {
  const { key, memory, libraries, prefix, place, site } = /** @type {ImageFile} */ (image);
  /** @param {string} start of the wheel's name */
  const take = async (start) => {
    const url = new URL(/** @type {any} */ (files.find(({ name }) => name.startsWith(start))).name, folder).href;
    return new Uint8Array(await (await /** @type {Promise<Response>} */ (waiting.get(url))).clone().arrayBuffer());
  };
  const [numpy, demos] = await Promise.all([take("numpy-"), take("sitegen_")]);
  const unpacked = Promise.all(unzip(demos).map(async ({ name, open }) => ({ name, data: new Uint8Array(await open().arrayBuffer()) })));
  unpacked.catch(() => {}); // told below
  const members = new Map(unzip(numpy).map(({ name, open }) => [name, open]));
  const linked = await Promise.all(libraries.map(async (path) => {
    const open = members.get(path);
    if (!open) throw new ImageError(`${path} is not in the wheel`);
    return { path, module: await WebAssembly.compileStreaming(open("application/wasm")) };
  }));
  const pyodide = await loadPyodide({
    indexURL: folder,
    _loadSnapshot: Uint8Array.from(atob(prefix), (letter) => letter.charCodeAt(0)),
    createPyodideModule: linking(create, linked, { memory, started: async (facts) => layOver(facts, readImage(await content.bytes, key)) }),
  });
  pyodide.FS.writeFile(place, numpy, { canOwn: true });
  for (const { name, data } of await unpacked) {
    const path = `${site}/${name}`;
    pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    pyodide.FS.writeFile(path, data, { canOwn: true });
  }
  // Every reader gets chance of their own, not what was drawn when the image was made.
  pyodide.runPython("import random, numpy.random\nrandom.seed()\nnumpy.random.seed()\ndel random, numpy");
  performance.mark("sitegen: start-up image restored");
  return pyodide;
}
