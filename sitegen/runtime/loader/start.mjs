// @ts-check
/**
 * The short way to a running NumPy: from the start-up image beside this file, which works with no other.
 *
 * Published in the runtime's folder with the image. boot.js imports it and asks, in this order: `readKept`, whether an
 * earlier visit kept something, and `openKept`, what; if not `chooseImage`, whether the image comes fast enough; then `start`; and later,
 * when the demo runs, `keep`. Whatever throws here costs no more than an ordinary start.
 */

import { chooseImage, fetchImage } from "./start-choice.mjs";
import { ImageError, layOver, linking, readImage } from "./start-image.mjs";
import { forgetKept, isKept, readKept, writeKept } from "./start-kept.mjs";
import { takeParts } from "./start-parts.mjs";

/**
 * @typedef {{ key: string, memory: number, libraries: string[], prefix: string, place: string, site: string }} ImageFacts
 *   key: what the image must carry inside; memory: bytes of the memory it was made of; libraries: NumPy's compiled
 *   modules, by their names in the wheel, in the order in which they were linked; prefix: what Pyodide wants of a
 *   snapshot, as base64; place: where the image's Python looks for NumPy's wheel; site: the folder of unpacked packages
 */
/** @typedef {{ files: { name: string }[], image: ImageFacts & import("./start-choice.mjs").ImageFile }} Manifest */
/** @typedef {(url: string) => Promise<Response | undefined> | undefined} Find gives a file of the runtime by its address */
/** @typedef {import("./start-parts.mjs").Parts} Parts */
/**
 * @typedef {object} Source
 * @property {Promise<Uint8Array<ArrayBuffer>>} image unpacked, as published
 * @property {Promise<Parts>} parts
 * @property {Promise<import("./start-image.mjs").Library[]>} libraries NumPy's, compiled
 */

export { chooseImage, forgetKept, readKept };

const PROGRAM = "pyodide.asm.wasm";
/** Before the names of the demos' files where they are kept. */
const SITE = "site/";

/** @param {string} folder @param {Find} find @param {string} name @returns {Promise<import("./start-parts.mjs").Member>} */
async function load(folder, find, name) {
  const response = await find(new URL(name, folder).href);
  if (!response) throw new ImageError(`${name} is not here`);
  return { name, data: new Uint8Array(await response.clone().arrayBuffer()) };
}

/** @param {{ name: string }[]} files @param {string} beginning of the name of a wheel */
const wheelOf = (files, beginning) => files.find(({ name }) => name.startsWith(beginning))?.name ?? beginning;

/**
 * What an earlier visit kept, as what a start needs.
 * @param {Manifest} manifest @param {import("./start-kept.mjs").Kept} kept
 * @returns {{ program: Promise<WebAssembly.Module>, find: (name: string) => Uint8Array<ArrayBuffer> | undefined, source: Source }}
 *   program: Pyodide's; find: gives what Pyodide asks for, by its name
 */
export function openKept({ image, files }, { first, second }) {
  /** @param {import("./start-kept.mjs").Contents} contents @param {string} name */
  const take = (contents, name) => {
    const content = contents.get(name);
    if (!content) throw new ImageError(`${name} was not kept`);
    return content;
  };
  const program = WebAssembly.compile(take(first, PROGRAM));
  // The program is needed first: what is compiled beside it would only make it late.
  const libraries = program.then(() =>
    Promise.all(image.libraries.map(async (path) => ({ path, module: await WebAssembly.compile(take(first, path)) }))));
  libraries.catch(() => {}); // told where it is awaited
  const numpy = wheelOf(files, "numpy-");
  return {
    program,
    find: (name) => first.get(name),
    source: {
      image: second.then((contents) => take(contents, image.name)),
      parts: second.then((contents) => ({
        numpy: { name: numpy, data: take(contents, numpy) },
        libraries: [],
        site: [...contents].filter(([name]) => name.startsWith(SITE)).map(([name, data]) => ({ name: name.slice(SITE.length), data })),
      })),
      libraries,
    },
  };
}

/**
 * What the image and the wheels give, while they come.
 * @param {string} folder @param {Manifest} manifest @param {Promise<Uint8Array<ArrayBuffer>>} image unpacked @param {Find} find
 * @returns {Source}
 */
export function openWheels(folder, manifest, image, find) {
  const parts = unpackWheels(folder, manifest, find);
  const libraries = parts.then((unpacked) =>
    Promise.all(unpacked.libraries.map(async ({ name, data }) => ({ path: name, module: await WebAssembly.compile(data) }))));
  libraries.catch(() => {}); // told where it is awaited
  return { image, parts, libraries };
}

/** @param {string} folder @param {Manifest} manifest @param {Find} find @returns {Promise<Parts>} */
async function unpackWheels(folder, manifest, find) {
  const [numpy, demos] = await Promise.all(["numpy-", "sitegen_"].map((beginning) => load(folder, find, wheelOf(manifest.files, beginning))));
  return takeParts(numpy, demos, manifest.image.libraries);
}

/**
 * Start Python from the image.
 * @param {string} folder @param {{ loadPyodide: any, create: any }} program Pyodide's own
 * @param {Manifest} manifest @param {Source} source
 * @returns {Promise<any>} pyodide, NumPy imported
 */
export async function start(folder, { loadPyodide, create }, { image }, { image: bytes, parts, libraries }) {
  const { key, memory, prefix, place, site } = image;
  const pyodide = await loadPyodide({
    indexURL: folder,
    _loadSnapshot: Uint8Array.from(atob(prefix), (letter) => letter.charCodeAt(0)),
    createPyodideModule: linking(create, libraries, { memory, started: async (facts) => layOver(facts, readImage(await bytes, key)) }),
  });
  const { numpy, site: files } = await parts;
  pyodide.FS.writeFile(place, numpy.data.slice(), { canOwn: true }); // a copy: a view would hold all that was kept in memory
  writeFiles(pyodide.FS, site, files);
  // Every reader gets chance of their own, not what was drawn when the image was made.
  for (const name of ["random", "numpy.random"]) pyodide.pyimport(name).seed();
  performance.mark("sitegen: start-up image restored");
  return pyodide;
}

/**
 * Write files into folders that may not be there. Emscripten's own functions look every path up part by part, several
 * times for each file.
 * @param {any} fs @param {string} root @param {import("./start-parts.mjs").Member[]} files
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
 * Keep for the next visit what it will need.
 * @param {string} folder @param {Manifest} manifest
 * @param {{ find: Find, hasSum: import("./start-choice.mjs").HasSum }} means
 * @param {Source | null} source what this visit started from, if it was the image
 */
export async function keep(folder, manifest, { find, hasSum }, source) {
  if (await isKept(folder)) return; // another page was first
  const { libraries, site } = await (source?.parts ?? unpackWheels(folder, manifest, find));
  const image = { name: manifest.image.name, data: await (source?.image ?? fetchImage(folder, manifest.image, fetch, hasSum)) };
  const names = manifest.files.map(({ name }) => name).filter((name) => !/\.m?js$|^sitegen_/.test(name));
  const files = await Promise.all(names.map((name) => load(folder, find, name)));
  const wheel = wheelOf(files, "numpy-");
  await writeKept(folder, [
    [...files.filter(({ name }) => name !== wheel), ...libraries],
    [image, ...files.filter(({ name }) => name === wheel), ...site.map(({ name, data }) => ({ name: SITE + name, data }))],
  ]);
}
