// @ts-check
/** Decides whether a first visit downloads the snapshot, and downloads it. */

import { SnapshotError } from "./snapshot.mjs";

/**
 * @typedef {object} SnapshotFile
 * @property {string} name
 * @property {number} bytes its size as it is sent, in gzip
 * @property {string} sha256 of its unpacked contents
 */
/** @typedef {(url: string, options?: RequestInit) => Promise<Response>} Fetch */
/** @typedef {(bytes: ArrayBuffer, sha256: string) => Promise<boolean>} HasSum */

/** What the snapshot saves on an average machine; on a phone it is more. See tests/benchmarks/startup.py. */
const SAVED_MS = 1600;
/** This many bytes are enough to measure the speed of the connection. */
const SAMPLE_BYTES = 800_000;

/**
 * How much came over the network so far, and how fast all connections together are. The numbers come from the
 * browser's resource timing, because the worker is too busy to measure time itself.
 * @param {string} folder the runtime's
 * @returns {{ bytes: number, speed: number }} speed in bytes per ms
 */
function measureDownloads(folder) {
  let [bytes, speed] = [0, 0];
  for (const entry of /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType("resource"))) {
    // Other files, and files from the browser's cache, do not count.
    if (!entry.name.startsWith(folder) || !entry.transferSize || !entry.responseEnd) continue;
    bytes += entry.encodedBodySize;
    speed += entry.encodedBodySize / Math.max(1, entry.responseEnd - entry.startTime);
  }
  return { bytes, speed };
}

/**
 * Whether the snapshot arrives before a start without it would be done, judging by the files that come first.
 * @param {string} folder
 * @param {SnapshotFile} snapshot
 * @param {{ complete: boolean }} tally of all other files
 */
async function isWorthwhile(folder, snapshot, tally) {
  for (;;) {
    const { bytes, speed } = measureDownloads(folder);
    if (tally.complete || bytes >= SAMPLE_BYTES) return speed > 0 && snapshot.bytes / speed < SAVED_MS;
    await new Promise((done) => setTimeout(done, 10));
  }
}

/**
 * Begin to download the snapshot, if that is faster than a start without it.
 * @param {string} folder
 * @param {SnapshotFile} snapshot
 * @param {{
 *   tally: { complete: boolean },
 *   find: (url: string) => Promise<Response | undefined>,
 *   ask: Fetch,
 *   hasSum: HasSum,
 * }} means tally: of all other files; find: searches the stored files; ask: requests from the network
 * @returns {Promise<Promise<Uint8Array<ArrayBuffer>> | null>} the unpacked snapshot, which is still being
 *   downloaded; null when a start without it is faster
 */
export async function chooseSnapshot(folder, snapshot, { tally, find, ask, hasSum }) {
  if (typeof DecompressionStream !== "function") return null;
  const stored = await find(new URL(snapshot.name, folder).href);
  if (!stored && !(await isWorthwhile(folder, snapshot, tally))) return null;
  const bytes = downloadSnapshot(folder, snapshot, stored ? async () => stored : ask, hasSum);
  bytes.catch(() => {}); // the caller sees the error when it awaits the promise
  return bytes;
}

/**
 * Download the snapshot and unpack it at the same time.
 * @param {string} folder
 * @param {SnapshotFile} snapshot
 * @param {Fetch} ask
 * @param {HasSum} hasSum
 */
export async function downloadSnapshot(folder, snapshot, ask, hasSum) {
  const response = await ask(new URL(snapshot.name, folder).href, { credentials: "same-origin" });
  if (!response.ok || !response.body) throw new SnapshotError(`the server answered ${response.status}`);
  const unpacked = response.body.pipeThrough(new DecompressionStream("gzip"));
  const whole = await new Response(unpacked).arrayBuffer();
  if (!(await hasSum(whole, snapshot.sha256))) throw new SnapshotError("this is not the published snapshot");
  return new Uint8Array(whole);
}
