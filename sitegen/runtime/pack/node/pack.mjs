// Runs the pinned Pyodide in Node, to compile sources to bytecode or to make the memory snapshot.
//
// node pack.mjs compile FOLDER JOB
//   FOLDER: the pinned files. JOB: a JSON file with "python", "lockInfo", "program", "numpy", "modules",
//   "sources", "buildTools": [wheel] and "zips": [{ "source", "target", "kind" }]; and, where docstrings are
//   wanted, "documentation": { "program", "target" }.
// node pack.mjs snapshot FOLDER JOB
//   JOB: "python", "lockInfo", "program", "packingFolder", "publishedFolder", "frozen", "cold", "stdlib", "numpy",
//   "library", "wheelPath", "sitePackages", "libraries": [{ "name", "path", "file", "cold" }], "modules",
//   "documentation", "key", "check", "target" and "info". "cold" is the second part of a split module, or null.
//   "frozen" has of each frozen module that only the program in "packingFolder" has: [row, code, size], see
//   `frozen.py`.
import crypto from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { LIBRARIES, linkFirst, readSnapshot, restore } from "../../loader/snapshot.mjs";
import { clearDocstrings } from "./shorten-strings.mjs";
import { encodeSnapshot } from "./write-snapshot.mjs";

// Node would print the source line of an error, and Pyodide's program is one line of a megabyte.
process.on("uncaughtException", (error) => {
  console.error(error.message.slice(-2000));
  process.exit(1);
});
// A missing file is an error here; nothing is downloaded.
globalThis.fetch = () => Promise.reject(new Error("the network was asked"));

// A fixed clock and fixed random numbers make the snapshot the same every time it is made from the same
// files. The reader gets other ones: start.mjs seeds the generators again, and os.urandom asks the reader's
// browser.
let [state, now] = [1, 0];
crypto.randomFillSync = (view) => {
  for (let at = 0; at < view.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    view[at] = state >>> 24;
  }
  return view;
};
Date.now = () => 315532800000 + now;
performance.now = () => now;
Math.random = () => 0.5;

const [step, folder, jobFile] = process.argv.slice(2);
const job = JSON.parse(await readFile(jobFile, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const { default: create } = await import(pathToFileURL(join(folder, "pyodide.asm.mjs")).href);
/** The bytes of the smallest piece that the allocator gives. */
const SMALLEST = 8;
const settings = {
  indexURL: folder,
  lockFileContents: JSON.stringify({ info: job.lockInfo, packages: {} }),
  packageBaseUrl: folder,
  // For equal bytecode: py-compile writes no times, and sets have a fixed order.
  env: { PYTHONHASHSEED: "0", SOURCE_DATE_EPOCH: "315532800" },
};
// Pyodide does not accept Node's Buffer.
const bytes = async (path) => new Uint8Array(await readFile(path));
const coldFile = (path) => path && { name: path, read: () => new Uint8Array(readFileSync(path)) };

await { compile, snapshot: makeSnapshot }[step]();

async function compile() {
  const pyodide = await loadPyodide({ ...settings, createPyodideModule: create });
  const version = pyodide.runPython("import sys; sys.version.split()[0]");
  if (version !== job.python) throw new Error(`Python is ${version}, but the pin says ${job.python}`);
  pyodide.runPython(await readFile(job.program, "utf8"));
  pyodide.unpackArchive(await bytes(job.numpy), "wheel");
  const preloaded = pyodide.globals.get("import_all")(pyodide.toPy(job.modules));
  if (job.documentation) {
    pyodide.runPython(await readFile(job.documentation.program, "utf8"));
    const texts = pyodide.globals.get("all_documentation")(pyodide.toPy(job.modules));
    await writeFile(job.documentation.target, texts.toJs());
    texts.destroy();
  }
  for (const wheel of job.buildTools) pyodide.unpackArchive(await bytes(wheel), "wheel");
  const run = pyodide.globals.get("compile_zip");
  const sources = pyodide.toPy(job.sources);
  const none = pyodide.toPy([]);
  for (const { source, target, kind } of job.zips) {
    const modules = job.buildTools.length === 0 ? none : kind === "pinned" ? preloaded : undefined;
    const compiled = run(pyodide.toPy(await bytes(source)), modules, sources, kind === "library");
    await writeFile(target, compiled.toJs());
    compiled.destroy();
  }
}

async function makeSnapshot() {
  const libraries = await Promise.all(
    job.libraries.map(async ({ path, file, cold }) => {
      return { path, module: await WebAssembly.compile(await bytes(file)), cold: coldFile(cold) };
    }),
  );
  const load = (more, options, programFolder = job.packingFolder) => {
    const createPyodideModule = linkFirst(create, libraries, { cold: coldFile(job.cold), ...options });
    const indexURL = `${programFolder}/`;
    return loadPyodide({ ...settings, indexURL, stdLibURL: job.stdlib, ...more, createPyodideModule });
  };
  let start;
  const started = (facts) => {
    start = { ...facts, slots: facts.module.wasmTable.length };
  };
  const pyodide = await load({ _makeSnapshot: true }, { started });
  // The interpreter looks for a library's file before it asks the linker, which has the library already.
  for (const { path, file } of job.libraries) {
    const place = LIBRARIES + path;
    pyodide.FS.mkdirTree(place.slice(0, place.lastIndexOf("/")));
    pyodide.FS.writeFile(place, await bytes(file));
  }
  pyodide.FS.writeFile(job.wheelPath, await bytes(job.numpy));
  pyodide.unpackArchive(await bytes(job.library), "zip", { extractDir: job.sitePackages });
  pyodide.runPython(await readFile(job.program, "utf8"));
  const paths = Object.fromEntries(job.libraries.map(({ name, path }) => [name, LIBRARIES + path]));
  const modules = pyodide.toPy(job.modules);
  pyodide.globals.get("import_modules")(job.wheelPath, job.sitePackages, pyodide.toPy(paths), modules);
  const imported = pyodide.runPython("import sys; [name for name in sys.modules if name.startswith('sitegen')]");
  const inSnapshot = imported.toJs();
  imported.destroy();
  pyodide.runPython(
    "for name in [name for name in globals() if not name.startswith('__')]: del globals()[name]\ndel name",
  );
  clearFreeMemory(pyodide._module);
  const { module, slots, strings } = start;
  clearDocstrings(module.HEAPU32, strings.type, await bytes(job.documentation));
  const made = pyodide.makeMemorySnapshot();
  // A table slot that was used and freed (ctypes does so) is empty. One in use would be missing for the
  // reader.
  for (let slot = slots; slot < module.wasmTable.length; slot += 1) {
    if (module.wasmTable.get(slot) !== null) throw new Error(`Python filled slot ${slot} of the table`);
  }
  const fresh = await freshMemory(load, made);
  const { parts, memory, prefix } = encodeSnapshot(made, fresh, start, job);
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  // Use the snapshot once before it is stored.
  const snapshot = readSnapshot(whole, job.key);
  const options = { memory, started: (program) => restore(program, snapshot) };
  const again = await load({ _loadSnapshot: prefix }, options, job.publishedFolder);
  again.FS.writeFile(job.wheelPath, await bytes(job.numpy));
  again.runPython(job.check);
  await writeFile(job.target, whole);
  const names = job.libraries.map(({ path }) => path);
  const base64 = Buffer.from(prefix).toString("base64");
  await writeFile(job.info, JSON.stringify({ memory, libraries: names, modules: inSnapshot, prefix: base64 }));
}

/**
 * Fill the memory that was used and freed with zeros, which take no room in the snapshot: allocate all of it, in
 * pieces that get smaller, and free it again.
 */
function clearFreeMemory(module) {
  const end = module.HEAPU32[module._emscripten_get_sbrk_ptr() >> 2];
  const pieces = [];
  for (let size = 1 << 20; size >= SMALLEST; size -= Math.max(8, (size >> 4) & ~7)) {
    for (;;) {
      const at = module._malloc(size);
      if (at + size > end) {
        module._free(at); // the piece is behind all memory that was used
        break;
      }
      pieces.push([at, size]);
    }
  }
  for (const [at, size] of pieces) {
    module.HEAPU8.fill(0, at, at + size);
    module._free(at);
  }
}

/** The memory of another instance, without Python, as the reader's browser has it before the snapshot. */
async function freshMemory(load, made) {
  const stop = new Error("stop");
  let fresh;
  const started = ({ module }) => {
    fresh = module.HEAPU8.slice();
    throw stop;
  };
  const [, prefix] = new Uint32Array(made.buffer, 0, 2);
  // What depends on the machine must differ, or the snapshot would assume the same in every reader's browser.
  [state, now] = [state + 1, 123456789];
  const name = `/${"another/".repeat(40)}program`;
  const memory = made.length - prefix;
  try {
    await load({ _loadSnapshot: made.slice(0, prefix), _sysExecutable: name }, { memory, started });
  } catch (error) {
    if (error !== stop) throw error;
  }
  return fresh;
}
