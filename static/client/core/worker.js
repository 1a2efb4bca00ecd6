// @ts-check
/**
 * The page's one worker: loads the runtime for the first session, then passes every message to the loop, in
 * order. From the first program that imports packages on, messages go through `runtime/packages.js`.
 */

import { boot } from "../runtime/boot.js";
import { toWorker } from "./protocol.js";
import { SessionLoop } from "./session-loop.js";

const PROGRESS_MS = 80;

/** @typedef {{ loop: SessionLoop, runtime: import("../runtime/boot.js").Booted }} Started */

/** @type {Promise<Started> | null} */
let starting = null;
/** @type {Promise<import("../runtime/packages.js").PackagedSessions> | null} */
let packaged = null;
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
 * @param {import("./protocol.js").Stage} stage @param {number} loaded @param {number} total
 * @param {string} [session] the one that waits for it; all when absent
 */
function report(stage, loaded, total, session) {
  const now = performance.now();
  if (stage === lastProgress.stage && loaded < total && now - lastProgress.at < PROGRESS_MS) return;
  lastProgress = { stage, at: now };
  post({ kind: "progress", stage, loaded, total, ...(session === undefined ? {} : { session }) });
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

/** @param {string} folder @returns {Promise<Started>} */
async function start(folder) {
  const runtime = await boot(new URL(folder, globalThis.location.href).href, report, startRequested);
  const loop = new SessionLoop(runtime.python, {
    post,
    turn: makeTurn(),
    later: (next, ms) => setTimeout(next, ms),
    now: () => performance.now(),
  });
  return { loop, runtime };
}

/** @param {Promise<Started>} started */
async function loadPackaged(started) {
  const { PackagedSessions } = await import("../runtime/packages.js");
  return new PackagedSessions(started, post, report);
}

globalThis.addEventListener("message", async ({ data }) => {
  try {
    const message = toWorker(data);
    if ("runtime" in message) starting ??= start(message.runtime);
    if ("packages" in message && starting) packaged ??= loadPackaged(starting);
    if (message.kind !== "preload") requestStart();
    if (packaged) await (await packaged).receive(message);
    else if (message.kind === "preload") await starting;
    else (await starting)?.loop.receive(message);
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
