// Runs the pinned Pyodide under Node: compiles sources to bytecode, or makes the start-up image.
//
// compile FOLDER JOB      JOB: {"numpy", "modules", "compiler": [wheel], "zips": [{"source", "target", "whole"}]};
//                         FOLDER holds the pinned files
// image FOLDER JOB        JOB: {"stdlib", "numpy", "place", "library", "libraries": [{"name", "path", "file"}],
//                         "modules", "key", "check", "target", "facts"}
import chance from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { packImage } from "./pack-image.mjs";
import { LIBRARIES, layOver, linking, readImage } from "./start-image.mjs";

// Node would print the line of a fault, and the loader is one line of a megabyte.
process.on("uncaughtException", (error) => {
  console.error(error.message.slice(-2000));
  process.exit(1);
});
// What is missing here must fail here: nothing is asked of a network.
globalThis.fetch = () => Promise.reject(new Error("the network was asked"));

// The same memory from the same files: time stands still, and chance is a row of numbers. No reader sees either:
// start.mjs seeds what is random once more, and os.urandom asks the reader's own browser.
let [state, now] = [1, 0];
chance.randomFillSync = (view) => {
  for (let at = 0; at < view.length; at += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    view[at] = state >>> 24;
  }
  return view;
};
Date.now = () => 315532800000 + now;
performance.now = () => now;
Math.random = () => 0.5;

const [work, folder, jobFile] = process.argv.slice(2);
const job = JSON.parse(await readFile(jobFile, "utf8"));
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const { default: create } = await import(pathToFileURL(join(folder, "pyodide.asm.mjs")).href);
const settings = {
  indexURL: folder,
  lockFileContents: JSON.stringify({ info: job.info, packages: {} }),
  packageBaseUrl: folder,
  // The same from the same files: py-compile writes no times, sets have one order.
  env: { PYTHONHASHSEED: "0", SOURCE_DATE_EPOCH: "315532800" },
};
const bytes = async (path) => new Uint8Array(await readFile(path)); // not a Buffer, which Pyodide does not know

await { compile, image }[work]();

async function compile() {
  const pyodide = await loadPyodide({ ...settings, createPyodideModule: create });
  const version = pyodide.runPython("import sys; sys.version.split()[0]");
  if (version !== job.python) throw new Error(`the interpreter is Python ${version}, the pin says ${job.python}`);
  pyodide.runPython(await readFile(job.program, "utf8"));
  pyodide.unpackArchive(await bytes(job.numpy), "wheel");
  const early = pyodide.globals.get("imported")(pyodide.toPy(job.modules));
  for (const wheel of job.compiler) pyodide.unpackArchive(await bytes(wheel), "wheel");
  const run = pyodide.globals.get("compile_zip");
  for (const { source, target, whole } of job.zips) {
    const wanted = job.compiler.length === 0 ? pyodide.toPy([]) : whole ? undefined : early;
    const compiled = run(pyodide.toPy(await bytes(source)), wanted);
    await writeFile(target, compiled.toJs());
    compiled.destroy();
  }
}

async function image() {
  const libraries = await Promise.all(job.libraries.map(async ({ path, file }) => ({ path, module: await WebAssembly.compile(await bytes(file)) })));
  const load = (more, options) => loadPyodide({ ...settings, stdLibURL: job.stdlib, ...more, createPyodideModule: linking(create, libraries, options) });
  let started;
  const made = await load({ _makeSnapshot: true }, { started: (facts) => { started = { ...facts, slots: facts.module.wasmTable.length }; } });
  // The interpreter looks for a library's file before it asks the linker, which has it.
  for (const { path, file } of job.libraries) {
    const place = LIBRARIES + path;
    made.FS.mkdirTree(place.slice(0, place.lastIndexOf("/")));
    made.FS.writeFile(place, await bytes(file));
  }
  made.FS.writeFile(job.place, await bytes(job.numpy));
  made.unpackArchive(await bytes(job.library), "zip", { extractDir: job.site });
  made.runPython(await readFile(job.program, "utf8"));
  const places = Object.fromEntries(job.libraries.map(({ name, path }) => [name, LIBRARIES + path]));
  made.globals.get("prepare")(job.place, job.site, made.toPy(places), made.toPy(job.modules));
  made.runPython("for name in [name for name in globals() if not name.startswith('__')]: del globals()[name]\ndel name");
  const snapshot = made.makeMemorySnapshot();
  // A slot that was lent and given back (ctypes does so) is empty; one in use would be missing in the reader's browser.
  const { module, table, trampoline, slots } = started;
  for (let slot = slots; slot < module.wasmTable.length; slot += 1) {
    if (module.wasmTable.get(slot) !== null) throw new Error(`slot ${slot} of the table was filled while Python ran`);
  }
  const { parts, memory, prefix } = packImage(snapshot, await freshMemory(load, snapshot), { key: job.key, table, trampoline });
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  // Used once before it is kept.
  const kept = readImage(whole, job.key);
  const again = await load({ _loadSnapshot: prefix }, { memory, started: (facts) => layOver(facts, kept) });
  again.FS.writeFile(job.place, await bytes(job.numpy));
  again.runPython(job.check);
  await writeFile(job.target, whole);
  await writeFile(`${job.target}.gz`, gzipSync(whole, { level: 9 }));
  await writeFile(job.facts, JSON.stringify({ memory, libraries: job.libraries.map(({ path }) => path), prefix: Buffer.from(prefix).toString("base64") }));
}

/** The memory of a second instance, without Python: what the reader's browser has before the image is laid over it. */
async function freshMemory(load, snapshot) {
  const stop = new Error("stop");
  let fresh;
  const started = ({ module }) => { fresh = module.HEAPU8.slice(); throw stop; };
  const [, prefix] = new Uint32Array(snapshot.buffer, 0, 2);
  // Whatever depends on the machine must be different, or the image would expect the same of every reader's browser.
  [state, now] = [state + 1, 123456789];
  const name = `/${"another/".repeat(40)}program`;
  await load({ _loadSnapshot: snapshot.slice(0, prefix), _sysExecutable: name }, { memory: snapshot.length - prefix, started }).catch((error) => { if (error !== stop) throw error; });
  return fresh;
}
