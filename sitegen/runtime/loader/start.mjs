// @ts-check
/**
 * The loader: starts Python from the memory snapshot beside this file. It fits only that snapshot.
 *
 * This module is published in the runtime's folder. boot.js imports it and calls, in this order, `readCached`
 * (did an earlier visit cache something?), `openCached`, else `openDownloads`, then `start`, and, when the demo
 * runs, `loadRest` and `cacheForNextVisit`.
 * When one of them throws before Python runs, boot.js starts Python without the snapshot.
 */

import { LazyFile, mount } from "./lazy-file.mjs";
import { isCached, readCached, removeCached, writeCached } from "./opfs-cache.mjs";
import { SnapshotError, linkFirst, readSnapshot, restore } from "./snapshot.mjs";
import { unpack, unpackInto, writeFiles } from "./unpack.mjs";

/** @typedef {import("./opfs-cache.mjs").Member} Member */
/** @typedef {import("./lazy-file.mjs").PublishedFile} PublishedFile */
/**
 * @typedef {object} SnapshotInfo what the manifest says about the snapshot
 * @property {string} key the key inside the snapshot
 * @property {number} memory the size of the memory in bytes
 * @property {string[]} libraries names of NumPy's compiled modules, in the order in which they are linked
 * @property {string} prefix what Pyodide expects of a snapshot, as base64
 * @property {string} sitePackages the folder of unpacked packages
 * @property {PublishedFile[]} files Pyodide's program, NumPy's compiled modules, and the demos' modules
 * @property {LaterFile[]} later
 * @property {(PublishedFile & { path: string })[]} data the demos' data files, with their paths in the folder of
 *   unpacked packages
 */
/**
 * @typedef {object} Later
 * @property {string} [path] of the archive of modules that are not in the snapshot, in Python's file system
 * @property {string} [of] the name of the split module whose second part the file is
 */
/** @typedef {PublishedFile & Later} LaterFile */
/**
 * @typedef {object} Manifest
 * @property {PublishedFile[]} files
 * @property {PublishedFile & SnapshotInfo} snapshot
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
 * @property {Promise<Member[]>} site the files of the demos
 * @property {Promise<import("./snapshot.mjs").Library[]>} libraries NumPy's compiled modules, compiled
 * @property {LazyFile[]} later the files of the manifest's `later`
 * @property {LazyFile[]} data the demos' data files
 */

export { readCached, removeCached, unpackInto };

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
  const [later, data] = [openLazy(folder, info.later), openLazy(folder, info.data)];
  const program = WebAssembly.compile(take(first, info.files[0].name));
  const parts = info.libraries.map((name) => ({ name, data: take(first, name) }));
  // Libraries that are compiled at the same time would delay the program, which is needed first.
  const libraries = program.then(() => compileLibraries(parts, later));
  const snapshot = second.then((contents) => {
    // A copy, because a view would keep everything that was read from the cache in memory.
    for (const lazy of later) lazy.data = take(contents, lazy.name).slice();
    for (const lazy of data) lazy.data = contents.get(lazy.name)?.slice() ?? null;
    return take(contents, info.name);
  });
  const site = second.then((contents) =>
    [...contents]
      .filter(([name]) => name.startsWith(SITE))
      .map(([name, data]) => ({ name: name.slice(SITE.length), data })));
  // `start` sees their errors when it awaits the promises.
  for (const promise of [snapshot, libraries, site]) promise.catch(() => {});
  return {
    program,
    find: (name) => first.get(name),
    source: {
      snapshot,
      parts: Promise.resolve(parts),
      site,
      libraries,
      later,
      data,
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
export function openDownloads(folder, { snapshot: info }, downloads) {
  /** @param {PublishedFile} file */
  const load = (file) => downloads.request(file).content;
  const snapshot = load(info).then(inflate);
  const [later, data] = [openLazy(folder, info.later), openLazy(folder, info.data)];
  const parts = load(info.files[1])
    .then(unpack)
    .then((members) => inOrder(members, info.libraries));
  const libraries = parts.then((members) => compileLibraries(members, later));
  const site = load(info.files[2]).then(unpack);
  // `start` sees their errors when it awaits the promises.
  for (const promise of [snapshot, libraries, site]) promise.catch(() => {});
  return { snapshot, parts, site, libraries, later, data };
}

/** @param {string} folder @param {PublishedFile[]} files */
const openLazy = (folder, files) => files.map((file) => new LazyFile(folder, file));

/** @param {LazyFile[]} later @param {string} name of a split module */
const secondPart = (later, name) => later.find(({ file }) => /** @type {LaterFile} */ (file).of === name);

/** @param {Uint8Array<ArrayBuffer>} bytes in gzip */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** @param {Member[]} members @param {string[]} names @returns {Member[]} */
function inOrder(members, names) {
  const byName = new Map(members.map((member) => [member.name, member]));
  return names.map((name) => {
    const member = byName.get(name);
    if (!member) throw new SnapshotError(`${name} is not among NumPy's compiled modules`);
    return member;
  });
}

/** @param {Member[]} members @param {LazyFile[]} later */
const compileLibraries = (members, later) =>
  Promise.all(members.map(async ({ name, data }) => {
    return { path: name, module: await WebAssembly.compile(data), cold: secondPart(later, name) };
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
  const { snapshot, site, libraries, later, data } = source;
  const { key, memory, prefix, sitePackages } = info;
  /** @param {import("./snapshot.mjs").Started} program */
  const started = async (program) => {
    restore(program, readSnapshot(await snapshot, key));
    for (const [index, { path }] of info.later.entries()) {
      if (path) mount(program.module.FS, path, later[index]);
    }
  };
  const cold = secondPart(later, info.files[0].name);
  const pyodide = await loadPyodide({
    indexURL: folder,
    enableRunUntilComplete: false,
    _loadSnapshot: Uint8Array.from(atob(prefix), (letter) => letter.charCodeAt(0)),
    createPyodideModule: linkFirst(create, libraries, { memory, cold, started }),
  });
  writeFiles(pyodide.FS, sitePackages, await site);
  for (const [index, { path }] of info.data.entries()) mount(pyodide.FS, `${sitePackages}/${path}`, data[index]);
  // Without new seeds every reader would get the random numbers that followed when the snapshot was made.
  for (const name of ["random", "numpy.random"]) pyodide.pyimport(name).seed();
  performance.mark("sitegen: memory snapshot restored");
  return pyodide;
}

/**
 * Load the files of `later` that nothing has read yet, and give the others to the cache.
 * @param {{ later: LazyFile[], data: LazyFile[] }} source of `data`, only what was read goes to the cache
 * @param {Downloads} downloads
 */
export async function loadRest({ later, data }, downloads) {
  for (const lazy of [...later, ...data]) {
    if (lazy.data) downloads.keep(lazy.file, Promise.resolve(lazy.data));
  }
  for (const lazy of later) lazy.data ??= await downloads.request(lazy.file).content;
}

/**
 * Cache everything that the next visit needs.
 * @param {string} folder
 * @param {Manifest} manifest
 * @param {Downloads} downloads
 * @param {Source} source what this visit started from
 */
export async function cacheForNextVisit(folder, manifest, downloads, source) {
  if (await isCached(folder)) return; // by another page
  const { snapshot: info, files } = manifest;
  const { snapshot, parts, site, later, data } = source;
  await loadRest({ later, data }, downloads);
  const small = files.filter(({ name }) => name.endsWith(".json"));
  const first = [info.files[0], ...small].map(async (file) => {
    return { name: file.name, data: await downloads.request(file).content };
  });
  await writeCached(folder, [
    [...(await Promise.all(first)), ...(await parts)],
    [
      { name: info.name, data: await snapshot },
      ...later.map((lazy) => ({ name: lazy.name, data: lazy.read() })),
      ...data.flatMap((lazy) => (lazy.data ? [{ name: lazy.name, data: lazy.data }] : [])),
      ...(await site).map(({ name, data }) => ({ name: SITE + name, data })),
    ],
  ]);
}
