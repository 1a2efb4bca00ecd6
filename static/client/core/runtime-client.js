// @ts-check
/**
 * The page's side of the one worker: starts it when the first session needs it, passes messages on to the sessions,
 * ends it when it is stuck, lost, or nobody is left.
 */

/** @typedef {import("./protocol.js").ToPage} ToPage */
/** @typedef {import("./protocol.js").ToWorker} ToWorker */
/** @typedef {import("./protocol.js").ErrorMessage} ErrorMessage */
/**
 * What a session must be able to hear.
 * @typedef {{ receive: (message: ToPage) => void, yield: () => void, lose: (error: ErrorMessage | null) => void }} Listener
 *   yield: another session becomes the active one; lose: the worker is gone, through an error or because it was ended
 */

export class RuntimeClient {
  #makeWorker;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Map<string, Listener>} */
  #sessions = new Map();
  /** @type {Set<() => void>} */
  #watchers = new Set();
  /** Whether the runtime is there: a session of it has answered. */
  booted = false;

  /** @param {() => Worker} makeWorker */
  constructor(makeWorker) {
    this.#makeWorker = makeWorker;
  }

  /** Hear when the runtime comes or goes. @param {() => void} watcher @param {AbortSignal} signal */
  watch(watcher, signal) {
    this.#watchers.add(watcher);
    signal.addEventListener("abort", () => this.#watchers.delete(watcher));
  }

  /** @param {string} session @param {Listener} listener */
  connect(session, listener) {
    this.#sessions.set(session, listener);
  }

  /** Forget a session; the last one takes the worker with it while it is still loading. @param {string} session */
  disconnect(session) {
    if (!this.#sessions.delete(session)) return;
    if (this.#sessions.size === 0 && !this.booted) this.#end();
    else this.#worker?.postMessage({ kind: "dispose", session });
  }

  /** Make this session the active one: every other pauses. @param {string} session */
  activate(session) {
    for (const [id, listener] of this.#sessions) if (id !== session) listener.yield();
  }

  /** @param {ToWorker} message */
  send(message) {
    try {
      if ("runtime" in message) this.#worker ??= this.#begin();
    } catch (error) {
      // Forbidden here. Told as a worker that breaks off is told: after this call.
      queueMicrotask(() => this.#fail(`The worker could not be started: ${/** @type {Error} */ (error).message}`));
    }
    this.#worker?.postMessage(message);
  }

  /** Bring the runtime's files here before they are asked for. @param {string} runtime its folder's URL */
  preload(runtime) {
    if (!this.#worker) this.send({ kind: "preload", runtime });
  }

  /** End a stuck worker. The next start makes a fresh one; sessions that lived in it are told. */
  terminate() {
    this.#end();
    this.#lose(null);
  }

  #begin() {
    const worker = this.#makeWorker();
    worker.addEventListener("message", ({ data }) => {
      if (worker === this.#worker) this.#receive(data); // words of an ended worker may still be under way
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail(event.message || "The worker’s program could not be loaded or broke off.");
    });
    worker.addEventListener("messageerror", () => this.#fail("The worker sent something that cannot be read."));
    return worker;
  }

  /** @param {string} message */
  #fail(message) {
    this.#receive({ kind: "error", session: null, generation: 0, stage: this.booted ? "run" : "runtime",
      name: "WorkerError", message, trace: "", line: null });
  }

  /** @param {ToPage} message */
  #receive(message) {
    if (message.kind === "progress") {
      for (const listener of [...this.#sessions.values()]) listener.receive(message);
      return;
    }
    if (message.kind === "error" && message.session === null) {
      this.#end();
      this.#lose(message);
      return;
    }
    this.#become(true);
    this.#sessions.get(String(message.session))?.receive(message);
  }

  #end() {
    this.#worker?.terminate();
    this.#worker = null;
    this.#become(false);
  }

  /** @param {boolean} booted */
  #become(booted) {
    if (booted === this.booted) return;
    this.booted = booted;
    for (const watcher of this.#watchers) watcher();
  }

  /** @param {ErrorMessage | null} error */
  #lose(error) {
    const lost = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const listener of lost) listener.lose(error);
  }
}

/** One worker for all islands of the page. */
export const pageRuntime = new RuntimeClient(
  () => new Worker(new URL("./worker.js", import.meta.url), { type: "module", name: "demos" }),
);
