// @ts-check
/**
 * The loader: starts Python from the memory snapshot beside this file. It fits only that snapshot.
 *
 * This module is published in the runtime's folder. boot.js imports it and calls, in this order, `readCached`
 * (did an earlier visit cache something?), `openCached`, else `isSnapshotWorthwhile` and `openDownloads`, then
 * `start`, and, when the demo runs, `loadRest` and `cacheForNextVisit`.
 * When one of them throws before Python runs, boot.js starts Python without the snapshot.
 */

import { LazyFile, mount } from "./lazy-file.mjs";
import { isCached, readCached, removeCached, writeCached } from "./opfs-cache.mjs";
import { isSnapshotWorthwhile } from "./snapshot-choice.mjs";
import { SnapshotError, linkFirst, readSnapshot, restore } from "./snapshot.mjs";
import { unzip } from "./unzip.mjs";

/** @typedef {import("./opfs-cache.mjs").Member} Member */
/** @typedef {import("./lazy-file.mjs").PublishedFile} PublishedFile */
/**
 * @typedef {object} SnapshotInfo what the manifest says about the snapshot
 * @property {string} key the key inside the snapshot
 * @property {number} memory the size of the memory in bytes
 * @property {string[]} libraries names of NumPy's compiled modules, in the order in which they are linked
 * @property {string} prefix what Pyodide expects of a snapshot, as base64
 * @property {string} sitePackages the folder of unpacked packages
 * @property {(PublishedFile & { path: string })[]} later the archives of the modules that are not in the
 *   snapshot, and their paths in Python's file system
 */
/**
 * @typedef {object} Manifest
 * @property {PublishedFile[]} files
 * @property {PublishedFile & import("./snapshot-choice.mjs").Choice & SnapshotInfo} snapshot
 */
/**
 * @typedef {object} Downloads the files of the runtime
 * @property {(file: PublishedFile) => { content: Promise<Uint8Array<ArrayBuffer>> }} request gives a file when
 *   it was checked
 * @property {(file: PublishedFile, content: Promise<Uint8Array<ArrayBuffer>>) => void} keep gives a file to
 *   the cache
 */
/**
 * @typedef {object} Source
 * @property {Promise<Uint8Array<ArrayBuffer>>} snapshot unpacked
 * @property {Promise<Member[]>} parts NumPy's compiled modules, in the order in which they are linked
 * @property {Promise<Member[]>} site the files of the demos' wheel
 * @property {Promise<import("./snapshot.mjs").Library[]>} libraries NumPy's compiled modules, compiled
 * @property {LazyFile[]} later the archives of the manifest's `later`
 */

export { isSnapshotWorthwhile, readCached, removeCached };

const PROGRAM = "pyodide.asm.wasm";
/** The beginning of the names of the demos' files in the cache. */
const SITE = "site/";

/**
 * What an earlier visit cached, in the form that a start needs.
 * @param {string} folder
 * @param {Manifest} manifest
 * @param {import("./opfs-cache.mjs").Cached} cached
 * @returns {{
 *   program: Promise<WebAssembly.Module>,
 *   find: (name: string) => Uint8Array<ArrayBuffer> | undefined,
 *   source: Source,
 * }} program: Pyodide's; find: gives the files that Pyodide requests, by name
 */
export function openCached(folder, { snapshot: info }, { first, second }) {
  /** @param {import("./opfs-cache.mjs").Contents} contents @param {string} name */
  const take = (contents, name) => {
    const content = contents.get(name);
    if (!content) throw new SnapshotError(`${name} is not in the cache`);
    return content;
  };
  const program = WebAssembly.compile(take(first, PROGRAM));
  const parts = info.libraries.map((name) => ({ name, data: take(first, name) }));
  // Libraries that are compiled at the same time would delay the program, which is needed first.
  const libraries = program.then(() => compileLibraries(parts));
  libraries.catch(() => {}); // `start` sees the error when it awaits the promise
  const later = info.later.map((file) => new LazyFile(folder, file));
  const snapshot = second.then((contents) => {
    // A copy, because a view would keep everything that was read from the cache in memory.
    for (const lazy of later) lazy.data = take(contents, lazy.file.name).slice();
    return take(contents, info.name);
  });
  snapshot.catch(() => {}); // `start` sees the error when it awaits the promise
  return {
    program,
    find: (name) => first.get(name),
    source: {
      snapshot,
      parts: Promise.resolve(parts),
      site: second.then((contents) =>
        [...contents]
          .filter(([name]) => name.startsWith(SITE))
          .map(([name, data]) => ({ name: name.slice(SITE.length), data }))),
      libraries,
      later,
    },
  };
}

/**
 * The snapshot and the other files in the form that a start needs, while they are being downloaded.
 * @param {string} folder
 * @param {Manifest} manifest
 * @param {Downloads} downloads
 * @returns {Source}
 */
export function openDownloads(folder, { snapshot: info, files }, downloads) {
  /** @param {PublishedFile} file */
  const load = (file) => downloads.request(file).content;
  const wheel = files.find(({ name }) => name.startsWith("sitegen_"));
  if (!wheel) throw new SnapshotError("the manifest names no wheel of demos");
  const snapshot = load(info).then(inflate);
  const parts = load(info.files[0])
    .then(unpack)
    .then((members) => inOrder(members, info.libraries));
  const libraries = parts.then(compileLibraries);
  const site = load(wheel).then(unpack);
  // `start` sees their errors when it awaits the promises.
  for (const promise of [snapshot, libraries, site]) promise.catch(() => {});
  const later = info.later.map((file) => new LazyFile(folder, file));
  return { snapshot, parts, site, libraries, later };
}

/** @param {Uint8Array<ArrayBuffer>} bytes in gzip */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Uint8Array<ArrayBuffer>} zip @returns {Promise<Member[]>} */
const unpack = (zip) =>
  Promise.all(unzip(zip).map(async ({ name, read }) => ({ name, data: await read() })));

/** @param {Member[]} members @param {string[]} names @returns {Member[]} */
function inOrder(members, names) {
  const byName = new Map(members.map((member) => [member.name, member]));
  return names.map((name) => {
    const member = byName.get(name);
    if (!member) throw new SnapshotError(`${name} is not among NumPy's compiled modules`);
    return member;
  });
}

/** @param {Member[]} members */
const compileLibraries = (members) =>
  Promise.all(members.map(async ({ name, data }) => {
    return { path: name, module: await WebAssembly.compile(data) };
  }));

/**
 * Start Python from the snapshot.
 * @param {string} folder
 * @param {{ loadPyodide: any, create: any }} program Pyodide's functions
 * @param {Manifest} manifest
 * @param {Source} source
 * @returns {Promise<any>} pyodide, with NumPy imported
 */
export async function start(folder, { loadPyodide, create }, { snapshot: info }, source) {
  const { snapshot, site, libraries, later } = source;
  const { key, memory, prefix, sitePackages } = info;
  /** @param {import("./snapshot.mjs").Started} program */
  const started = async (program) => {
    restore(program, readSnapshot(await snapshot, key));
    for (const [index, { path }] of info.later.entries()) mount(program.module.FS, path, later[index]);
  };
  const pyodide = await loadPyodide({
    indexURL: folder,
    enableRunUntilComplete: false,
    _loadSnapshot: Uint8Array.from(atob(prefix), (letter) => letter.charCodeAt(0)),
    createPyodideModule: linkFirst(create, libraries, { memory, started }),
  });
  writeFiles(pyodide.FS, sitePackages, await site);
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
 * @param {Member[]} files
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
 * Unpack a zip into the file system of a Python that runs.
 * @param {any} pyodide
 * @param {string} folder
 * @param {Uint8Array<ArrayBuffer>} zip
 */
export async function unpackInto(pyodide, folder, zip) {
  writeFiles(pyodide.FS, folder, await unpack(zip));
}

/**
 * Load the archives that no program has read yet, and give those that a program has read to the cache.
 * @param {{ later: LazyFile[] }} source
 * @param {Downloads} downloads
 */
export async function loadRest({ later }, downloads) {
  for (const lazy of later) {
    if (lazy.data) downloads.keep(lazy.file, Promise.resolve(lazy.data));
    else lazy.data = await downloads.request(lazy.file).content;
  }
}

/**
 * Cache everything that the next visit needs.
 * @param {string} folder
 * @param {Manifest} manifest
 * @param {Downloads} downloads
 * @param {Source | null} source what this visit started from; null if that was not the snapshot
 */
export async function cacheForNextVisit(folder, manifest, downloads, source) {
  if (await isCached(folder)) return; // by another page
  const { snapshot: info, files } = manifest;
  const { snapshot, parts, site, later } = source ?? openDownloads(folder, manifest, downloads);
  await loadRest({ later }, downloads);
  const small = files.filter(({ name }) => name === PROGRAM || name.endsWith(".json"));
  const first = small.map(async (file) => ({ name: file.name, data: await downloads.request(file).content }));
  await writeCached(folder, [
    [...(await Promise.all(first)), ...(await parts)],
    [
      { name: info.name, data: await snapshot },
      ...later.map((lazy) => ({ name: lazy.file.name, data: lazy.read() })),
      ...(await site).map(({ name, data }) => ({ name: SITE + name, data })),
    ],
  ]);
}
