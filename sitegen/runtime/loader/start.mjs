// @ts-check
/**
 * The loader: starts Python from the memory snapshot beside this file. It fits only that snapshot.
 *
 * This module is published in the runtime's folder. boot.js imports it and calls, in this order, `readCached`
 * (did an earlier visit cache something?), `openCached`, else `chooseSnapshot` (is the snapshot worth its
 * download?) and `openWheels`, then `start`, and, when the demo runs, `cacheForNextVisit`. When any of them
 * throws, boot.js starts Python without the snapshot.
 */

import { isCached, readCached, removeCached, writeCached } from "./opfs-cache.mjs";
import { chooseSnapshot, downloadSnapshot } from "./snapshot-choice.mjs";
import { SnapshotError, linkFirst, readSnapshot, restore } from "./snapshot.mjs";
import { unpackParts } from "./wheel-parts.mjs";

/**
 * @typedef {object} SnapshotInfo what the manifest says about the snapshot
 * @property {string} key the key inside the snapshot
 * @property {number} memory the size of the memory in bytes
 * @property {string[]} libraries names of NumPy's compiled modules in the wheel, in the order in which they
 *   are linked
 * @property {string} prefix what Pyodide expects of a snapshot, as base64
 * @property {string} wheelPath where the Python of the snapshot expects NumPy's wheel
 * @property {string} sitePackages the folder of unpacked packages
 */
/**
 * @typedef {object} Manifest
 * @property {{ name: string }[]} files
 * @property {SnapshotInfo & import("./snapshot-choice.mjs").SnapshotFile} snapshot
 */
/** @typedef {(url: string) => Promise<Response | undefined> | undefined} Find gives a file by its address */
/** @typedef {import("./wheel-parts.mjs").Parts} Parts */
/**
 * @typedef {object} Source
 * @property {Promise<Uint8Array<ArrayBuffer>>} snapshot unpacked
 * @property {Promise<Parts>} parts
 * @property {Promise<import("./snapshot.mjs").Library[]>} libraries NumPy's, compiled
 */

export { chooseSnapshot, readCached, removeCached };

const PROGRAM = "pyodide.asm.wasm";
/** The beginning of the names of the demos' files in the cache. */
const SITE = "site/";

/**
 * @param {string} folder
 * @param {Find} find
 * @param {string} name
 * @returns {Promise<import("./wheel-parts.mjs").Member>}
 */
async function load(folder, find, name) {
  const response = await find(new URL(name, folder).href);
  if (!response) throw new SnapshotError(`${name} is missing`);
  return { name, data: new Uint8Array(await response.clone().arrayBuffer()) };
}

/** @param {{ name: string }[]} files @param {string} beginning of the name of a wheel */
const wheelName = (files, beginning) =>
  files.find(({ name }) => name.startsWith(beginning))?.name ?? beginning;

/**
 * What an earlier visit cached, in the form that a start needs.
 * @param {Manifest} manifest
 * @param {import("./opfs-cache.mjs").Cached} cached
 * @returns {{
 *   program: Promise<WebAssembly.Module>,
 *   find: (name: string) => Uint8Array<ArrayBuffer> | undefined,
 *   source: Source,
 * }} program: Pyodide's; find: gives the files that Pyodide requests, by name
 */
export function openCached({ snapshot, files }, { first, second }) {
  /** @param {import("./opfs-cache.mjs").Contents} contents @param {string} name */
  const take = (contents, name) => {
    const content = contents.get(name);
    if (!content) throw new SnapshotError(`${name} is not in the cache`);
    return content;
  };
  const program = WebAssembly.compile(take(first, PROGRAM));
  // Libraries that are compiled at the same time would delay the program, which is needed first.
  const libraries = program.then(() =>
    compileLibraries(snapshot.libraries.map((name) => ({ name, data: take(first, name) }))));
  libraries.catch(() => {}); // `start` sees the error when it awaits the promise
  const numpy = wheelName(files, "numpy-");
  return {
    program,
    find: (name) => first.get(name),
    source: {
      snapshot: second.then((contents) => take(contents, snapshot.name)),
      parts: second.then((contents) => ({
        numpy: { name: numpy, data: take(contents, numpy) },
        libraries: [],
        site: [...contents]
          .filter(([name]) => name.startsWith(SITE))
          .map(([name, data]) => ({ name: name.slice(SITE.length), data })),
      })),
      libraries,
    },
  };
}

/**
 * The snapshot and the wheels in the form that a start needs, while they are being downloaded.
 * @param {string} folder
 * @param {Manifest} manifest
 * @param {Promise<Uint8Array<ArrayBuffer>>} snapshot unpacked
 * @param {Find} find
 * @returns {Source}
 */
export function openWheels(folder, manifest, snapshot, find) {
  const parts = unpackWheels(folder, manifest, find);
  const libraries = parts.then((unpacked) => compileLibraries(unpacked.libraries));
  libraries.catch(() => {}); // `start` sees the error when it awaits the promise
  return { snapshot, parts, libraries };
}

/** @param {import("./wheel-parts.mjs").Member[]} members */
const compileLibraries = (members) =>
  Promise.all(members.map(async ({ name, data }) => {
    return { path: name, module: await WebAssembly.compile(data) };
  }));

/** @param {string} folder @param {Manifest} manifest @param {Find} find @returns {Promise<Parts>} */
async function unpackWheels(folder, manifest, find) {
  const names = ["numpy-", "sitegen_"].map((beginning) => wheelName(manifest.files, beginning));
  const [numpy, demos] = await Promise.all(names.map((name) => load(folder, find, name)));
  return unpackParts(numpy, demos, manifest.snapshot.libraries);
}

/**
 * Start Python from the snapshot.
 * @param {string} folder
 * @param {{ loadPyodide: any, create: any }} program Pyodide's functions
 * @param {Manifest} manifest
 * @param {Source} source
 * @returns {Promise<any>} pyodide, with NumPy imported
 */
export async function start(folder, { loadPyodide, create }, { snapshot: info }, source) {
  const { snapshot, parts, libraries } = source;
  const { key, memory, prefix, wheelPath, sitePackages } = info;
  /** @param {import("./snapshot.mjs").Started} program */
  const started = async (program) => restore(program, readSnapshot(await snapshot, key));
  const pyodide = await loadPyodide({
    indexURL: folder,
    _loadSnapshot: Uint8Array.from(atob(prefix), (letter) => letter.charCodeAt(0)),
    createPyodideModule: linkFirst(create, libraries, { memory, started }),
  });
  const { numpy, site } = await parts;
  // A copy, because a view would keep everything that was read from the cache in memory.
  pyodide.FS.writeFile(wheelPath, numpy.data.slice(), { canOwn: true });
  writeFiles(pyodide.FS, sitePackages, site);
  // Without new seeds every reader would get the random numbers that followed when the snapshot was made.
  for (const name of ["random", "numpy.random"]) pyodide.pyimport(name).seed();
  performance.mark("sitegen: memory snapshot restored");
  return pyodide;
}

/**
 * Write files, and create their folders. Emscripten's own functions resolve every path part by part, several
 * times for each file.
 * @param {any} fs
 * @param {string} root
 * @param {import("./wheel-parts.mjs").Member[]} files
 */
function writeFiles(fs, root, files) {
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
 * Cache everything that the next visit needs.
 * @param {string} folder
 * @param {Manifest} manifest
 * @param {{ find: Find, hasSum: import("./snapshot-choice.mjs").HasSum }} means
 * @param {Source | null} source what this visit started from; null if that was not the snapshot
 */
export async function cacheForNextVisit(folder, manifest, { find, hasSum }, source) {
  if (await isCached(folder)) return; // by another page
  const { libraries, site } = await (source?.parts ?? unpackWheels(folder, manifest, find));
  const snapshot = await (source?.snapshot ?? downloadSnapshot(folder, manifest.snapshot, fetch, hasSum));
  const names = manifest.files.map(({ name }) => name).filter((name) => !/\.m?js$|^sitegen_/.test(name));
  const files = await Promise.all(names.map((name) => load(folder, find, name)));
  const wheel = wheelName(files, "numpy-");
  await writeCached(folder, [
    [...files.filter(({ name }) => name !== wheel), ...libraries],
    [
      { name: manifest.snapshot.name, data: snapshot },
      ...files.filter(({ name }) => name === wheel),
      ...site.map(({ name, data }) => ({ name: SITE + name, data })),
    ],
  ]);
}
