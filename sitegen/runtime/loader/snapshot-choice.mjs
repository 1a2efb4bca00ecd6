// @ts-check
/** Decides whether a first visit downloads the snapshot. */

/** @typedef {import("./lazy-file.mjs").PublishedFile} PublishedFile */
/**
 * @typedef {object} Choice what the manifest says about the snapshot
 * @property {PublishedFile[]} files what a start from it needs besides
 * @property {string[]} replaces names of files that only a start without it needs
 * @property {number} saves_ms what it saves on an average machine; on a phone it is more
 */

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
 * Whether the snapshot is stored already, or arrives before a start without it would be done, judging by the
 * files that come first.
 * @param {string} folder
 * @param {{ files: PublishedFile[], snapshot: PublishedFile & Choice }} manifest
 * @param {{
 *   tally: { complete: boolean },
 *   isStored: (file: PublishedFile) => Promise<boolean>,
 * }} means tally: of the files that every start needs
 * @returns {Promise<boolean>}
 */
export async function isSnapshotWorthwhile(folder, { files, snapshot }, { tally, isStored }) {
  if (typeof DecompressionStream !== "function") return false;
  if (await isStored(snapshot)) return true;
  const size = (/** @type {PublishedFile[]} */ some) => some.reduce((total, { bytes }) => total + bytes, 0);
  const more =
    size([snapshot, ...snapshot.files]) - size(files.filter(({ name }) => snapshot.replaces.includes(name)));
  for (;;) {
    const { bytes, speed } = measureDownloads(folder);
    if (tally.complete || bytes >= SAMPLE_BYTES) return speed > 0 && more / speed < snapshot.saves_ms;
    await new Promise((done) => setTimeout(done, 10));
  }
}
