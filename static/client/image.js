// @ts-check
/**
 * The start-up image: used when it is here or comes fast enough.
 *
 * What is done with it is no part of the client: the program that understands this very image lies beside it in the
 * runtime's folder, made from `sitegen/runtime/start.mjs`.
 */

import { hasSum } from "./download.js";

/**
 * @typedef {{ name: string, bytes: number, sha256: string, start: { name: string, bytes: number } }} ImageFile
 *   bytes: as it is sent, in gzip (it is stored unpacked); sha256: of its contents, unpacked; start: the program that uses
 *   it, for which there are further facts
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
  for (;;) {
    const { bytes, pace } = arrivals(folder);
    if (tally.complete || bytes >= SAMPLE_BYTES) return pace > 0 && image.bytes / pace < WORTH_MS;
    await new Promise((done) => setTimeout(done, 10));
  }
}

/**
 * Decide whether to start from the image, and begin to bring it here.
 * @param {string} folder @param {ImageFile | undefined} image @param {import("./shelf.js").Shelf} shelf
 * @param {import("./download.js").Tally} tally of all other files
 * @returns {Promise<{ bytes: Promise<ArrayBuffer>, program: Promise<any> } | null>} null when an ordinary start is the better
 *   choice; program: the module that starts from the bytes
 */
export async function chooseImage(folder, image, shelf, tally) {
  if (!image || typeof DecompressionStream !== "function") return null;
  const { fetch: ask } = globalThis; // before boot.js lends Pyodide another one
  const unpacked = await shelf.find(placeOf(folder, image));
  const stored = unpacked ?? (await shelf.find(new URL(image.name, folder).href)); // a service worker holds it as it is sent
  if (!stored && !(await isWorthFetching(folder, image, tally))) return null;
  const bytes = unpacked ? unpacked.arrayBuffer().then((whole) => checked(whole, image))
    : fetchImage(folder, image, shelf, stored ? async () => stored : ask);
  const program = import(new URL(image.start.name, folder).href);
  for (const promise of [bytes, program]) promise.catch(() => {}); // told where it is awaited
  return { bytes, program };
}

/** Where the image is stored, unpacked. @param {string} folder @param {ImageFile} image */
export const placeOf = (folder, { name }) => new URL(`${name}?unpacked`, folder).href;

/**
 * Bring the image here, unpack it while it comes, and keep it for the shelf.
 * @param {string} folder @param {ImageFile} image @param {import("./shelf.js").Shelf} shelf
 * @param {(url: string, options: RequestInit) => Promise<Response>} [ask]
 */
export async function fetchImage(folder, image, shelf, ask = globalThis.fetch) {
  const response = await ask(new URL(image.name, folder).href, { credentials: "same-origin" });
  if (!response.ok || !response.body) throw new Error(`the server answered ${response.status}`);
  const stream = response.body.pipeThrough(new DecompressionStream("gzip"));
  const whole = await checked(await new Response(stream).arrayBuffer(), image);
  shelf.hold(placeOf(folder, image), new Blob([whole]), "application/octet-stream");
  return whole;
}

/** @param {ArrayBuffer} whole @param {ImageFile} image */
async function checked(whole, image) {
  if (!(await hasSum(whole, image.sha256))) throw new Error("the image is not the one that was published");
  return whole;
}
