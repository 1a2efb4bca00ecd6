// Runs a module and its two parts with the same calls. Arguments: the folder of whole.wasm, hot.wasm and
// cold.wasm, and whether the second part can be loaded. Prints what each returned, logged and left behind.
import { readFileSync } from "node:fs";
import { connect } from "../../../../sitegen/runtime/loader/cold-code.mjs";

const [folder, hasCold] = process.argv.slice(2);
const bytes = (name) => new Uint8Array(readFileSync(`${folder}/${name}.wasm`));

function run(name, cold) {
  const logged = [];
  const imports = { env: { log: (value) => logged.push(value) } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes(name)), imports);
  connect(exports, imports, cold);
  const results = [];
  const attempt = (work) => {
    try {
      results.push(work());
    } catch (error) {
      results.push(error.message);
    }
  };
  attempt(() => exports.twice(4));
  results.push(`${reads} reads`);
  for (const value of [1, 5, 250]) attempt(() => exports.start(value));
  attempt(() => exports.table.get(0)(7));
  attempt(() => exports.named(9));
  return { results, logged, memory: [...new Uint8Array(exports.memory.buffer, 0, 32)] };
}

let reads = 0;
const read = () => {
  reads += 1;
  if (hasCold !== "true") throw new Error("no network");
  return bytes("cold");
};
const whole = run("whole", undefined);
const parts = run("hot", { name: "cold.wasm", read });
console.log(JSON.stringify({ whole, parts, reads }));
