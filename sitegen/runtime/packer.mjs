// Runs the pinned Pyodide under Node: compiles sources to bytecode, or makes the start-up image.
//
// compile FOLDER JOB      JOB: {"numpy", "modules", "zips": [{"source", "target", "whole"}]}; FOLDER holds the pinned files
// image FOLDER JOB        JOB: {"linker", "stdlib", "numpy", "libraries": [{"name", "path", "file"}], "modules", "key", "target"}
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

// Node would print the line of a fault, and the loader is one line of a megabyte.
process.on("uncaughtException", (error) => {
  console.error(error.message.slice(-2000));
  process.exit(1);
});
// What is missing here must fail here: nothing is asked of a network.
globalThis.fetch = () => Promise.reject(new Error("the network was asked"));

const [work, folder, jobFile] = process.argv.slice(2);
const job = JSON.parse(await readFile(jobFile, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const { default: create } = await import(pathToFileURL(join(folder, "pyodide.asm.mjs")).href);
const { python } = job;
const settings = {
  indexURL: folder,
  lockFileContents: JSON.stringify({ info: job.info, packages: {} }),
  packageBaseUrl: folder,
  env: { PYTHONHASHSEED: "0" }, // the same image from the same files
};
// Longer than any other, so that what depends on the program's name lies elsewhere.
const OTHER_NAME = `/${"another/".repeat(40)}program`;
const bytes = async (path) => new Uint8Array(await readFile(path)); // not a Buffer, which Pyodide does not know

await { compile, image }[work]();

async function compile() {
  const pyodide = await loadPyodide({ ...settings, createPyodideModule: create });
  const version = pyodide.runPython("import sys; sys.version.split()[0]");
  if (version !== python) throw new Error(`the interpreter is Python ${version}, the pin says ${python}`);
  pyodide.runPython(await readFile(job.program, "utf8"));
  pyodide.unpackArchive(await bytes(job.numpy), "wheel");
  const early = pyodide.globals.get("imported")(pyodide.toPy(job.modules));
  const run = pyodide.globals.get("compile_all");
  for (const { source, target, whole } of job.zips) {
    const compiled = run(pyodide.toPy(await bytes(source)), whole ? undefined : early);
    await writeFile(target, compiled.toJs());
    compiled.destroy();
  }
}

async function image() {
  const { layOver, linking, packImage, readImage } = await import(pathToFileURL(job.linker).href);
  const libraries = await Promise.all(job.libraries.map(async ({ path, file }) => ({ path, module: await WebAssembly.compile(await bytes(file)) })));
  const stdLibURL = job.stdlib;
  let module;
  let fresh;
  let [table, trampoline, slots] = [0, 0, 0];
  const made = await loadPyodide({ ...settings, stdLibURL, _makeSnapshot: true, createPyodideModule: linking(create, libraries, { started: (facts) => { ({ module, table, trampoline } = facts); slots = module.wasmTable.length; } }) });
  // The interpreter looks for a library's file before it asks the linker, which has it.
  for (const { path, file } of job.libraries) {
    made.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
    made.FS.writeFile(path, await bytes(file));
  }
  made.FS.writeFile(job.place, await bytes(job.numpy));
  made.runPython(await readFile(job.program, "utf8"));
  made.globals.get("prepare")(job.place, made.toPy(Object.fromEntries(job.libraries.map(({ name, path }) => [name, path]))), made.toPy(job.modules));
  made.unpackArchive(await bytes(job.library), "zip", { extractDir: made.runPython("import site; site.getsitepackages()[0]") });
  for (const name of job.last) made.pyimport(name).destroy();
  made.runPython("for name in ('prepare', 'Libraries', 'site'): globals().pop(name, None)");
  const snapshot = made.makeMemorySnapshot();
  // A slot that was lent and given back (ctypes does so) is empty; one in use would be missing in the reader's browser.
  for (let slot = slots; slot < module.wasmTable.length; slot += 1) {
    if (module.wasmTable.get(slot) !== null) throw new Error(`slot ${slot} of the table was filled while Python ran`);
  }
  // A second instance, without Python, is what the reader's browser has before the image is laid over it.
  const memory = module.HEAPU8.length;
  const prefix = snapshot.slice(0, new Uint32Array(snapshot.buffer, 0, 2)[1]);
  const stop = new Error("stop");
  const started = ({ module: one }) => { fresh = one.HEAPU8.slice(); throw stop; };
  await loadPyodide({ ...settings, stdLibURL, _loadSnapshot: prefix, _sysExecutable: OTHER_NAME, createPyodideModule: linking(create, libraries, { memory, started }) }).catch((error) => { if (error !== stop) throw error; });
  const parts = packImage(snapshot, fresh, { key: job.key, table, trampoline, libraries: job.libraries.map(({ path }) => path) });
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
  // Used once before it is kept.
  const kept = readImage(whole, job.key);
  const again = await loadPyodide({ ...settings, stdLibURL, _loadSnapshot: kept.prefix, createPyodideModule: linking(create, libraries, { memory, started: (facts) => layOver(facts, kept) }) });
  again.FS.writeFile(job.place, await bytes(job.numpy));
  again.runPython(job.check);
  await writeFile(job.target, gzipSync(whole, { level: 9 }));
}
