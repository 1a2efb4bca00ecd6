// Start the Pyodide in the folder of a bundle under Node, load its packages as the worker does, run a script.
// Arguments: the folder; a Python expression whose text is printed as the last line.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Node would print the source line of an error, and Pyodide's program is one line of a megabyte.
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});

const [folder, expression] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const { packages } = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
const pyodide = await loadPyodide({ indexURL: folder });
// Under Node, Pyodide would download a missing wheel from a CDN; here that must fail.
globalThis.fetch = () => Promise.reject(new Error("the network was asked"));
const loaded = await pyodide.loadPackage(packages, { messageCallback() {} });
if (loaded.length !== packages.length) throw new Error(`loaded only ${loaded.map((one) => one.name)}`);
console.log(String(pyodide.runPython(expression)));
