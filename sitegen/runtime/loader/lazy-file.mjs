// @ts-check
/**
 * Files whose contents come later: in idle time, or at the first read.
 *
 * The memory snapshot contains the modules that a demo starts with, so the archives of all other modules are
 * not needed for its first result, and neither are the second parts of split modules. A program that reads one
 * of them before it has arrived waits for a synchronous request, which workers are allowed to make.
 */

import { sha256 } from "./sha256.mjs";

/** @typedef {{ name: string, bytes: number, sha256: string }} PublishedFile */
/** The number of the error "input/output error" in Emscripten's file system. */
const EIO = 29;

export class LazyFile {
  #url;

  /** @type {Uint8Array<ArrayBuffer> | null} the contents, once they have arrived */
  data = null;

  /** The file's name. */
  get name() {
    return this.file.name;
  }

  /** @param {string} folder the runtime's address, absolute @param {PublishedFile} file */
  constructor(folder, file) {
    this.file = file;
    this.#url = new URL(file.name, folder).href;
  }

  /**
   * The contents; a request is made if they have not arrived.
   * @throws {Error} they cannot be loaded, or are not what was published
   */
  read() {
    this.data ??= this.#request();
    return this.data;
  }

  #request() {
    const request = new XMLHttpRequest();
    request.open("GET", this.#url, false);
    request.responseType = "arraybuffer";
    request.send();
    if (request.status !== 200) throw new Error(`${this.file.name}: the server answered ${request.status}`);
    const data = new Uint8Array(request.response);
    if (data.length !== this.file.bytes || sha256(data) !== this.file.sha256) {
      throw new Error(`${this.file.name} is not the file that was published`);
    }
    return data;
  }
}

/**
 * Put a file into Python's file system, in place of one of the same name, and create its folder.
 * @param {any} fs Emscripten's file system
 * @param {string} path
 * @param {LazyFile} lazy
 */
export function mount(fs, path, lazy) {
  if (fs.analyzePath(path).exists) fs.unlink(path);
  const slash = path.lastIndexOf("/");
  fs.mkdirTree(path.slice(0, slash));
  const node = fs.createFile(path.slice(0, slash), path.slice(slash + 1), {}, true, false);
  node.usedBytes = lazy.file.bytes;
  Object.defineProperty(node, "contents", {
    get() {
      try {
        return lazy.read();
      } catch (error) {
        console.error(`Python’s file ${path} could not be read:`, error);
        throw new fs.ErrnoError(EIO); // an OSError in Python; the next read tries again
      }
    },
  });
}
