// @ts-check
/**
 * The page's side of its one worker: starts it when the first session needs it, passes its messages to the
 * sessions, ends it when it is stuck or no session is left while it loads.
 */

import { toPage, toWorker } from "./protocol.js";

/** @typedef {import("./protocol.js").ToPage} ToPage */
/** @typedef {import("./protocol.js").ToWorker} ToWorker */
/** @typedef {import("./protocol.js").ErrorMessage} ErrorMessage */
/**
 * @typedef {object} Listener one session
 * @property {(message: ToPage) => void} onMessage
 * @property {() => void} onPreempted another session becomes the active one
 * @property {(error: ErrorMessage | null) => void} onWorkerLost the worker ended: through an error, or on
 *   request
 */

export class RuntimeClient {
  #makeWorker;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<string, Listener>} */
  #sessions = new Map();
  /** @type {Set<() => void>} */
  #watchers = new Set();
  /** Whether the runtime is loaded: one of its sessions has answered. */
  booted = false;

  /** @param {() => Worker} makeWorker */
  constructor(makeWorker) {
    this.#makeWorker = makeWorker;
  }

  /** Call a function whenever `booted` changes. @param {() => void} watcher @param {AbortSignal} signal */
  watch(watcher, signal) {
    this.#watchers.add(watcher);
    signal.addEventListener("abort", () => this.#watchers.delete(watcher));
  }

  /** @param {string} session @param {Listener} listener */
  connect(session, listener) {
    this.#sessions.set(session, listener);
  }

  /**
   * Remove a session. While the runtime loads, the worker ends together with the last session.
   * @param {string} session
   */
  disconnect(session) {
    if (!this.#sessions.delete(session)) return;
    if (this.#sessions.size === 0 && !this.booted) this.#endWorker();
    else this.send({ kind: "dispose", session });
  }

  /** Make this session the active one; all others are preempted. @param {string} session */
  activate(session) {
    for (const [id, listener] of this.#sessions) if (id !== session) listener.onPreempted();
  }

  /** @param {ToWorker} message */
  send(message) {
    toWorker(message);
    try {
      if ("runtime" in message) this.#worker ??= this.#startWorker();
    } catch (error) {
      // The page is not allowed to start workers. Reported after this call, as for a worker that fails later.
      queueMicrotask(() =>
        this.#fail(`The worker could not be started: ${/** @type {Error} */ (error).message}`),
      );
    }
    this.#worker?.postMessage(message);
  }

  /**
   * Download the runtime's files before a session starts.
   * @param {string} runtime the folder's URL
   * @param {import("./protocol.js").PackageList} [packages] those of the program
   */
  preload(runtime, packages) {
    if (!this.#worker || packages) this.send({ kind: "preload", runtime, ...(packages && { packages }) });
  }

  /** End a stuck worker. Its sessions are lost; the next start creates a new worker. */
  terminate() {
    this.#endWorker();
    this.#loseSessions(null);
  }

  #startWorker() {
    const worker = this.#makeWorker();
    worker.addEventListener("message", ({ data }) => {
      if (worker === this.#worker) this.#receive(data); // messages of an ended worker may still arrive
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail(event.message || "The worker’s program could not be loaded, or it ended with an error.");
    });
    worker.addEventListener("messageerror", () => this.#fail("A message of the worker could not be read."));
    return worker;
  }

  /** @param {unknown} data */
  #receive(data) {
    let message;
    try {
      message = toPage(data);
    } catch (error) {
      return this.#fail(`The worker sent an invalid message: ${/** @type {Error} */ (error).message}`);
    }
    if (message.kind === "progress") {
      for (const [id, listener] of [...this.#sessions]) {
        if ((message.session ?? id) === id) listener.onMessage(message);
      }
    } else if (message.kind === "error" && message.session === null) {
      this.#endWorker();
      this.#loseSessions(message);
    } else {
      this.#setBooted(true);
      this.#sessions.get(String(message.session))?.onMessage(message);
    }
  }

  /** The worker cannot be used any more. @param {string} message */
  #fail(message) {
    const stage = this.booted ? "run" : "runtime";
    this.#endWorker();
    const error = {
      session: null,
      generation: 0,
      stage,
      name: "WorkerError",
      message,
      trace: "",
      line: null,
    };
    this.#loseSessions(/** @type {ErrorMessage} */ ({ kind: "error", ...error }));
  }

  #endWorker() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#setBooted(false);
  }

  /** @param {boolean} booted */
  #setBooted(booted) {
    if (booted === this.booted) return;
    this.booted = booted;
    for (const watcher of this.#watchers) watcher();
  }

  /** @param {ErrorMessage | null} error */
  #loseSessions(error) {
    const lost = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const listener of lost) listener.onWorkerLost(error);
  }
}

/** The one worker of the page, shared by all islands and cells. */
export const pageRuntime = new RuntimeClient(
  () => new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "demos" }),
);
