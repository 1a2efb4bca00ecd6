// @ts-check
/**
 * The page's one worker: loads the runtime for the first session, then passes every message to the loop, in
 * order.
 */

import { boot } from "../runtime/boot.js";
import { toWorker } from "./protocol.js";
import { SessionLoop } from "./session-loop.js";

const PROGRESS_MS = 80;

/** @type {Promise<SessionLoop> | null} */
let loop = null;
/** Call when the reader starts a demo; before that, only files are downloaded. */
let requestStart = () => {};
/** @type {Promise<void>} */
const startRequested = new Promise((resolve) => {
  requestStart = resolve;
});
let lastProgress = { stage: "", at: -Infinity };

/** @param {import("./protocol.js").ToPage} message */
const post = (message) => globalThis.postMessage(message);

/**
 * Send download progress, but not more often than the page can show it.
 * @type {import("../runtime/download.js").Report}
 */
function report(stage, loaded, total) {
  const now = performance.now();
  if (stage === lastProgress.stage && loaded < total && now - lastProgress.at < PROGRESS_MS) return;
  lastProgress = { stage, at: now };
  post({ kind: "progress", stage, loaded, total });
}

/**
 * Return a function that calls back after all waiting messages; unlike nested timeouts, it is not throttled.
 */
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
  const python = await boot(new URL(runtime, globalThis.location.href).href, report, startRequested);
  return new SessionLoop(python, {
    post,
    turn: makeTurn(),
    later: (next, ms) => setTimeout(next, ms),
    now: () => performance.now(),
  });
}

globalThis.addEventListener("message", async ({ data }) => {
  try {
    const message = toWorker(data);
    if ("runtime" in message) loop ??= makeLoop(message.runtime);
    if (message.kind === "preload") {
      await loop;
    } else {
      requestStart();
      (await loop)?.receive(message);
    }
  } catch (thrown) {
    const error = /** @type {any} */ (thrown);
    post({
      kind: "error",
      session: null,
      generation: 0,
      stage: error.stage ?? "run",
      name: error.name ?? "Error",
      message: String(error.message ?? error),
      trace: String(error.cause?.stack ?? error.cause ?? error.stack ?? ""),
      line: null,
    });
  }
});
