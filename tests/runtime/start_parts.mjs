// Start Python from the snapshot of a published runtime under Node, as start.mjs does in a browser, and run a
// program. Arguments: the published folder; a folder for Pyodide's program; the file of the program. Prints the
// names of the second parts that the program loaded, then the program's result.
import { readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { mount } from "../../sitegen/runtime/loader/lazy-file.mjs";
import { linkFirst, readSnapshot, restore } from "../../sitegen/runtime/loader/snapshot.mjs";
import { unzip } from "../../sitegen/runtime/loader/unzip.mjs";

process.on("uncaughtException", (error) => {
  console.error(String(error.message).slice(-2000));
  process.exit(1);
});

const [folder, programFolder, programFile] = process.argv.slice(2);
const bytes = (name) => new Uint8Array(readFileSync(join(folder, name)));
const { loadPyodide } = await import(pathToFileURL(resolve(folder, "pyodide.mjs")).href);
const { default: create } = await import(pathToFileURL(resolve(folder, "pyodide.asm.mjs")).href);
const { snapshot: info } = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
const [program, libraryZip, siteZip] = info.files;

const loaded = [];
const lazy = (file) => ({
  file,
  name: file.name,
  read: () => {
    if (file.of) loaded.push(file.name);
    return bytes(file.name);
  },
});
const secondPart = (name) => info.later.filter(({ of }) => of === name).map(lazy)[0];
const members = new Map(unzip(bytes(libraryZip.name)).map(({ name, read }) => [name, read]));
const libraries = await Promise.all(
  info.libraries.map(async (path) => {
    const module = await WebAssembly.compile(await members.get(path)());
    return { path, module, cold: secondPart(path) };
  }),
);
symlinkSync(resolve(folder, program.name), join(programFolder, "pyodide.asm.wasm"));
const image = new Uint8Array(gunzipSync(bytes(info.name)));
const started = (facts) => {
  restore(facts, readSnapshot(image.slice(), info.key));
  for (const file of info.later) if (file.path) mount(facts.module.FS, file.path, lazy(file));
};
const pyodide = await loadPyodide({
  indexURL: `${programFolder}/`,
  lockFileContents: readFileSync(join(folder, "pyodide-lock.json"), "utf8"),
  stdLibURL: resolve(folder, "python_stdlib.zip"),
  enableRunUntilComplete: false,
  _loadSnapshot: Uint8Array.from(atob(info.prefix), (letter) => letter.charCodeAt(0)),
  createPyodideModule: linkFirst(create, libraries, {
    memory: info.memory,
    cold: secondPart(program.name),
    started,
  }),
});
for (const { name, read } of unzip(bytes(siteZip.name))) {
  const path = `${info.sitePackages}/${name}`;
  pyodide.FS.mkdirTree(path.slice(0, path.lastIndexOf("/")));
  pyodide.FS.writeFile(path, await read());
}
const result = pyodide.runPython(readFileSync(programFile, "utf8"));
console.log(JSON.stringify(loaded));
console.log(String(result));
