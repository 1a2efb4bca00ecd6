// @ts-check
/**
 * The short way to a running NumPy: from the start-up image beside this file, which works with no other.
 *
 * Published in the runtime's folder with the image; boot.js imports it from there where it uses the image.
 */

import { ImageError, layOver, linking, readImage } from "./start-image.mjs";
import { unzip } from "./unzip.mjs";

/**
 * @typedef {{ key: string, memory: number, libraries: string[], prefix: string, place: string, site: string }} ImageFacts
 *   key: what the image must carry inside; memory: bytes of the memory it was made of; libraries: NumPy's compiled
 *   modules, by their names in the wheel, in the order in which they were linked; prefix: what Pyodide wants of a
 *   snapshot, as base64; place: where the image's Python looks for NumPy's wheel; site: the folder of unpacked packages
 */

/**
 * Start Python from the image.
 * @param {string} folder the runtime's, absolute, with a slash at its end
 * @param {{ loadPyodide: any, create: any }} program Pyodide's own
 * @param {{ files: { name: string }[], image: ImageFacts }} manifest
 * @param {Promise<ArrayBuffer>} bytes of the image, unpacked, as published
 * @param {Map<string, Promise<Response>>} waiting the other files, by address
 * @returns {Promise<any>} pyodide, NumPy imported
 */
export async function start(folder, { loadPyodide, create }, { files, image }, bytes, waiting) {
  const { key, memory, libraries, prefix, place, site } = image;
  /** @param {string} beginning of the wheel's name */
  const take = async (beginning) => {
    const url = new URL(/** @type {any} */ (files.find(({ name }) => name.startsWith(beginning))).name, folder).href;
    return new Uint8Array(await (await /** @type {Promise<Response>} */ (waiting.get(url))).clone().arrayBuffer());
  };
  const [numpy, demos] = await Promise.all([take("numpy-"), take("sitegen_")]);
  const unpacked = Promise.all(unzip(demos).map(async ({ name, open }) => ({ name, data: new Uint8Array(await open().arrayBuffer()) })));
  unpacked.catch(() => {}); // told below
  const members = new Map(unzip(numpy).map(({ name, open }) => [name, open]));
  const linked = await Promise.all(libraries.map(async (path) => {
    const open = members.get(path);
    if (!open) throw new ImageError(`${path} is not in the wheel`);
    return { path, module: await WebAssembly.compileStreaming(open("application/wasm")) };
  }));
  const pyodide = await loadPyodide({
    indexURL: folder,
    _loadSnapshot: Uint8Array.from(atob(prefix), (letter) => letter.charCodeAt(0)),
    createPyodideModule: linking(create, linked, { memory, started: async (facts) => layOver(facts, readImage(await bytes, key)) }),
  });
  pyodide.FS.writeFile(place, numpy, { canOwn: true });
  for (const { name, data } of await unpacked) {
    const path = `${site}/${name}`;
    pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    pyodide.FS.writeFile(path, data, { canOwn: true });
  }
  // Every reader gets chance of their own, not what was drawn when the image was made.
  pyodide.runPython("import random, numpy.random\nrandom.seed()\nnumpy.random.seed()\ndel random, numpy");
  performance.mark("sitegen: start-up image restored");
  return pyodide;
}
