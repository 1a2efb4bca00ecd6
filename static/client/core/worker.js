// @ts-check
/** The page's one worker: loads the runtime at the first start, then hands every message to the loop, in order. */

import { boot } from "../runtime/boot.js";
import { SessionLoop } from "./session-loop.js";

/** @type {Promise<SessionLoop> | null} */
let loop = null;
/** Call when the reader wants Python to run, not only its files. */
let ask = () => {};
/** @type {Promise<void>} */
const asked = new Promise((resolve) => { ask = resolve; });
/** @type {{ stage: string, at: number }} */
let told = { stage: "", at: -Infinity };

/** @param {import("./protocol.js").ToPage} message */
const post = (message) => globalThis.postMessage(message);

/** Tell the page of bytes, not more often than it can show. @type {import("../runtime/download.js").Report} */
function report(stage, loaded, total) {
  const now = performance.now();
  if (stage === told.stage && loaded < total && now - told.at < 80) return;
  told = { stage, at: now };
  post({ kind: "progress", stage, loaded, total });
}

/** A turn of the event loop that is not throttled as nested timeouts are: a message to oneself. */
function makeTurn() {
  const { port1, port2 } = new MessageChannel();
  /** @type {(() => void)[]} */
  const queue = [];
  port1.onmessage = () => queue.shift()?.();
  return (/** @type {() => void} */ next) => {
    queue.push(next);
    port2.postMessage(null);
  };
}

/** @param {string} runtime @returns {Promise<SessionLoop>} */
async function makeLoop(runtime) {
  const python = await boot(new URL(runtime, globalThis.location.href).href, report, asked);
  return new SessionLoop(python, {
    post,
    turn: makeTurn(),
    later: (next, ms) => setTimeout(next, ms),
    now: () => performance.now(),
  });
}

globalThis.addEventListener("message", async ({ data }) => {
  const message = /** @type {import("./protocol.js").ToWorker} */ (data);
  if ("runtime" in message) loop ??= makeLoop(message.runtime);
  if (message.kind !== "preload") ask();
  try {
    const running = await loop;
    if (message.kind !== "preload") running?.receive(message);
  } catch (thrown) {
    const error = /** @type {any} */ (thrown);
    const trace = String(error.cause?.stack ?? error.cause ?? error.stack ?? "");
    post({ kind: "error", session: null, generation: 0, stage: error.stage ?? "run", name: error.name ?? "Error",
      message: String(error.message ?? error), trace, line: null });
  }
});
