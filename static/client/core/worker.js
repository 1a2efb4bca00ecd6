// @ts-check
/**
 * The page's one worker: loads the runtime for the first session, then passes every message to the loop. The
 * messages of a session stay in order; those of a session that waits for packages do not delay others.
 */

import { boot } from "../runtime/boot.js";
import { Packages } from "../runtime/packages.js";
import { toWorker } from "./protocol.js";
import { SessionLoop } from "./session-loop.js";

const PROGRESS_MS = 80;

/** @typedef {import("./protocol.js").PackageList} PackageList */
/** @typedef {{ loop: SessionLoop, runtime: import("../runtime/packages.js").Runtime }} Started */

/** @type {Promise<Started> | null} */
let starting = null;
/** The session that waits for packages now, if Python runs. @type {string | null} */
let installingFor = null;
/** What each session that waits for packages waits for. @type {Map<string, Promise<void>>} */
const waiting = new Map();
const packages = new Packages((stage, loaded, total) => {
  if (installingFor !== null) report(stage, loaded, total, installingFor);
});
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
  const runtime = await boot(absolute(folder), report, startRequested);
  const loop = new SessionLoop(runtime.python, {
    post,
    turn: makeTurn(),
    later: (next, ms) => setTimeout(next, ms),
    now: () => performance.now(),
  });
  return { loop, runtime };
}

/** @param {string} address relative to the page */
const absolute = (address) => new URL(address, globalThis.location.href).href;

/** @param {PackageList} list @returns {PackageList} */
const resolved = ({ url, files }) => ({
  url: absolute(url),
  files: files.map((file) => ({ ...file, stage: "packages" })),
});

/**
 * Install packages for a session; say whether its program can run.
 * @param {PackageList} list @param {string} session @param {number} generation
 */
async function install(list, session, generation) {
  const { runtime } = await /** @type {Promise<Started>} */ (starting);
  installingFor = session;
  report("packages", 1, 1, session);
  try {
    await packages.install(list, runtime);
    return true;
  } catch (thrown) {
    const { name, stage, message } = /** @type {any} */ (thrown);
    post({ kind: "error", session, generation, stage, name, message, trace: "", line: null });
    return false;
  } finally {
    installingFor = null;
  }
}

/** Pass a message to the loop, after the packages of its session. @param {import("./session-loop.js").Message} message */
async function pass(message) {
  const { session } = message;
  const list = "packages" in message && message.packages ? resolved(message.packages) : null;
  const before = waiting.get(session);
  if (!list && !before) return (await starting)?.loop.receive(message);
  const generation = "generation" in message ? message.generation : 0;
  const turn = (async () => {
    await before;
    if (!list || (await install(list, session, generation))) (await starting)?.loop.receive(message);
  })();
  waiting.set(session, turn);
  await turn.finally(() => waiting.get(session) === turn && waiting.delete(session));
}

globalThis.addEventListener("message", async ({ data }) => {
  try {
    const message = toWorker(data);
    if ("runtime" in message) starting ??= start(message.runtime);
    if ("packages" in message && message.packages)
      packages.request(resolved(message.packages)).catch(() => {});
    if (message.kind === "preload") {
      await starting;
    } else {
      requestStart();
      await pass(message);
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
