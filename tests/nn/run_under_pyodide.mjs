// Boot the Pyodide of a folder under Node, unpack an archive of tests, run pytest on them.
// Arguments: the folder of the runtime; the archive; a kernel variant; the variant that is expected to run; the
// file or folder of tests. The last line printed is pytest's exit code.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

// Node would print the line of a fault, and the loader is one line of a megabyte.
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});

const [folder, archive, SITEGEN_KERNEL, EXPECTED_KERNEL, tests] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const pyodide = await loadPyodide({ indexURL: folder, env: { HOME: "/home/pyodide", SITEGEN_KERNEL, EXPECTED_KERNEL } });
await pyodide.loadPackage("numpy", { messageCallback() {} });
// A Buffer is not taken, the array that it is a kind of is.
pyodide.unpackArchive(new Uint8Array(await readFile(archive)), "zip", { extractDir: "/suite" });
pyodide.globals.set("tests", tests);
const code = pyodide.runPython(`
import os, sys
sys.path[:0] = ["/suite/site", "/suite"]
os.chdir("/suite")
import pytest
int(pytest.main([tests, "-q", "--capture=no", "--tb=short", "-p", "no:cacheprovider"]))
`);
console.log(`exit code ${code}`);
process.exit(code);
