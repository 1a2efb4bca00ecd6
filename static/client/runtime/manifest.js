// @ts-check
/** The manifest of the published runtime: its files with their sizes and hashes, and what a snapshot replaces. */

import { BootError, staged } from "./download.js";

/** @typedef {import("./runtime-cache.js").RuntimeCache} RuntimeCache */
/** @typedef {import("./download.js").File} File */
/**
 * @typedef {object} SnapshotFiles
 * @property {File[]} files what a start from the snapshot needs besides: Pyodide's program, NumPy's libraries
 * @property {string[]} replaces names of files that only a start without it needs
 * @property {File[]} later what the loader loads later
 */
/** @typedef {File & SnapshotFiles} Snapshot */
/** @typedef {{ files: File[], packages: string[], snapshot?: Snapshot }} Manifest */

/**
 * Return the manifest, from what an earlier visit stored or from the network.
 * @param {string} folder absolute, with a slash at its end
 * @param {RuntimeCache} cache receives a manifest that was downloaded
 * @returns {Promise<Manifest>}
 */
export async function readManifest(folder, cache) {
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

/** Whether a file is a module of JavaScript, which is imported instead of requested. @param {string} name */
export const isModule = (name) => /\.m?js$/.test(name);
