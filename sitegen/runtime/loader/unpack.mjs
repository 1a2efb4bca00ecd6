// @ts-check
/** Unpacks zips, also into the file system of a Python that runs. */

import { unzip } from "./unzip.mjs";

/** @typedef {import("./opfs-cache.mjs").Member} Member */

/** @param {Uint8Array<ArrayBuffer>} zip @returns {Promise<Member[]>} */
export const unpack = (zip) =>
  Promise.all(unzip(zip).map(async ({ name, read }) => ({ name, data: await read() })));

/**
 * Write files, and create their folders. Emscripten's own functions resolve every path part by part, several
 * times for each file.
 * @param {any} fs
 * @param {string} root
 * @param {Member[]} files
 */
export function writeFiles(fs, root, files) {
  const made = new Set();
  for (const { name, data } of files) {
    const path = `${root}/${name}`;
    const slash = path.lastIndexOf("/");
    const folder = path.slice(0, slash);
    if (!made.has(folder)) fs.mkdirTree(folder);
    made.add(folder);
    const node = fs.createFile(folder, path.slice(slash + 1), {}, true, true);
    node.contents = data.slice();
    node.usedBytes = data.length;
  }
}

/**
 * Unpack a zip into the file system of a Python that runs.
 * @param {any} pyodide
 * @param {string} folder
 * @param {Uint8Array<ArrayBuffer>} zip
 */
export async function unpackInto(pyodide, folder, zip) {
  writeFiles(pyodide.FS, folder, await unpack(zip));
}
