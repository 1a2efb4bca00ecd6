// @ts-check
/** Whether the image comes fast enough to be used on a first visit, and bringing it here. */

import { ImageError } from "./start-image.mjs";

/**
 * @typedef {{ name: string, bytes: number, sha256: string }} ImageFile
 *   bytes: as it is sent, in gzip; sha256: of its contents, unpacked
 */
/** @typedef {(url: string, options?: RequestInit) => Promise<Response>} Ask as `fetch` */
/** @typedef {(bytes: ArrayBuffer, sum: string) => Promise<boolean>} HasSum whether bytes have a SHA-256, in hexadecimal */

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
 * @param {string} folder @param {ImageFile} image @param {{ complete: boolean }} tally of all other files
 */
async function isWorthFetching(folder, image, tally) {
  for (;;) {
    const { bytes, pace } = arrivals(folder);
    if (tally.complete || bytes >= SAMPLE_BYTES) return pace > 0 && image.bytes / pace < WORTH_MS;
    await new Promise((done) => setTimeout(done, 10));
  }
}

/**
 * Begin to bring the image here, if it is worth its way.
 * @param {string} folder @param {ImageFile} image
 * @param {{ tally: { complete: boolean }, find: (url: string) => Promise<Response | undefined>, ask: Ask, hasSum: HasSum }} means
 *   tally: of all other files; find: looks where a service worker holds what was sent; ask: the network; hasSum: the client's
 * @returns {Promise<Promise<Uint8Array<ArrayBuffer>> | null>} the image, unpacked, still on its way; null when an ordinary start
 *   is the better choice
 */
export async function chooseImage(folder, image, { tally, find, ask, hasSum }) {
  if (typeof DecompressionStream !== "function") return null;
  const sent = await find(new URL(image.name, folder).href);
  if (!sent && !(await isWorthFetching(folder, image, tally))) return null;
  const bytes = fetchImage(folder, image, sent ? async () => sent : ask, hasSum);
  bytes.catch(() => {}); // told where it is awaited
  return bytes;
}

/**
 * Bring the image here, unpacked while it comes.
 * @param {string} folder @param {ImageFile} image @param {Ask} ask @param {HasSum} hasSum
 */
export async function fetchImage(folder, image, ask, hasSum) {
  const response = await ask(new URL(image.name, folder).href, { credentials: "same-origin" });
  if (!response.ok || !response.body) throw new ImageError(`the server answered ${response.status}`);
  const whole = await new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
  if (!(await hasSum(whole, image.sha256))) throw new ImageError("the image is not the one that was published");
  return new Uint8Array(whole);
}
