// @ts-check
/**
 * The worker's loop over its sessions: pull frames for a slice of time, post the newest, give the event loop a turn.
 *
 * Between two slices every message that waits is taken, so pause, step and changed controls act within one slice
 * without shared memory. Knows neither Pyodide nor the worker: both are given, which lets tests run it anywhere.
 */

/** @typedef {import("./protocol.js").ToPage} ToPage */
/** @typedef {import("./protocol.js").Start} Start */
/**
 * The Python side, JSON text in and out: an answer is `{"frame": …}` or `{"error": …}`.
 * @typedef {{ start: (session: string, demo: string, controls: string, source?: string) => string, step: (session: string) => string,
 *   pull: (session: string, budgetMs: number) => string, set: (session: string, controls: string) => string,
 *   dispose: (session: string) => string,
 *   run_cell: (session: string, cell: string, source: string, fresh: boolean) => string }} Python
 */
/** @typedef {{ generation: number, playing: boolean, speed: number, due: number }} Running due: when the next step may be taken, ms */

const SLICE_MS = 30;

export class SessionLoop {
  #python;
  #host;
  /** @type {Map<string, Running>} */
  #sessions = new Map();
  #waiting = false;

  /**
   * @param {Python} python
   * @param {{ post: (message: ToPage) => void, turn: (next: () => void) => void,
   *   later: (next: () => void, ms: number) => void, now: () => number }} host
   *   `turn` calls back after the messages that wait, `later` after a time
   */
  constructor(python, host) {
    this.#python = python;
    this.#host = host;
  }

  /** Act on one message of the page. @param {import("./protocol.js").ToWorker} message */
  receive(message) {
    if (message.kind === "start") return this.#start(message);
    if (message.kind === "cell") return this.#cell(message);
    const session = this.#sessions.get(message.session);
    if (!session) return; // it ended while the message was under way
    switch (message.kind) {
      case "step":
        session.playing = false;
        return this.#answer(message.session, session, () => this.#python.step(message.session));
      case "stop":
        session.playing = false;
        return this.#host.post({ kind: "stopped", session: message.session, generation: session.generation });
      case "dispose":
        this.#sessions.delete(message.session);
        this.#python.dispose(message.session);
        return;
      case "set":
        session.generation = message.generation;
        session.playing = message.playing ?? session.playing;
        session.speed = message.speed ?? session.speed;
        if (message.speed !== undefined || message.playing) session.due = 0;
        if (message.controls) {
          const controls = JSON.stringify(message.controls);
          this.#answer(message.session, session, () => this.#python.set(message.session, controls));
        }
        return this.#wake();
    }
  }

  /** @param {Start} message */
  #start({ session: id, demo, controls, generation, playing, speed, source }) {
    const session = { generation, playing, speed, due: 0 };
    this.#sessions.set(id, session);
    const post = () => this.#host.post({ kind: "ready", session: id, generation });
    this.#answer(id, session, () => this.#python.start(id, demo, JSON.stringify(controls), ...(source === undefined ? [] : [source])), post);
    session.due = this.#nextDue(session);
    this.#wake();
  }

  /** @param {import("./protocol.js").CellMessage} message */
  #cell({ session, generation, cell, source, fresh }) {
    const { output, error } = this.#ask(() => this.#python.run_cell(session, cell, source, fresh));
    if (!error) return this.#host.post({ kind: "output", session, generation, output });
    this.#fail(session, generation, error);
  }

  /** @param {string} id @param {number} generation @param {any} error as Python gives it; one that is fatal ends the worker */
  #fail(id, generation, { name, message, trace, line = null, fatal }) {
    this.#host.post({ kind: "error", session: fatal ? null : id, generation, stage: "run", name, message, trace, line });
  }

  /**
   * Call Python and post what it says.
   * @param {string} id @param {Running} session @param {() => string} call @param {() => void} [beforeFrame]
   */
  #answer(id, session, call, beforeFrame) {
    const { generation } = session;
    const answer = this.#ask(call);
    if (answer.error) {
      session.playing = false;
      return this.#fail(id, generation, answer.error);
    }
    beforeFrame?.();
    if (answer.frame.done || !answer.frame.finite) session.playing = false;
    this.#host.post({ kind: "frame", session: id, generation, frame: answer.frame });
  }

  /** @param {() => string} call */
  #ask(call) {
    try {
      return JSON.parse(call());
    } catch (thrown) {
      // Python answers a demo's exceptions as JSON; what is thrown here is Pyodide's own end, such as memory that ran out.
      const error = /** @type {any} */ (thrown);
      const fatal = Boolean(error?.pyodide_fatal_error) || error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
      return { error: { name: error?.name ?? "Error", message: String(error?.message ?? error), trace: String(error?.stack ?? ""), fatal } };
    }
  }

  /** Run the loop, unless it runs. */
  #wake() {
    if (this.#waiting) return;
    const playing = [...this.#sessions].filter(([, session]) => session.playing);
    if (!playing.length) return;
    this.#waiting = true;
    const wait = Math.min(...playing.map(([, session]) => session.due)) - this.#host.now();
    const next = () => {
      this.#waiting = false;
      this.#slice();
    };
    if (wait > 0) this.#host.later(next, Math.min(wait, SLICE_MS)); // short, so that a changed speed acts at once
    else this.#host.turn(next);
  }

  /** When a step taken now lets the next one come. @param {Running} session */
  #nextDue({ speed }) {
    return speed > 0 ? this.#host.now() + 1000 / speed : 0;
  }

  /** One slice of every session whose time has come. */
  #slice() {
    const now = this.#host.now();
    for (const [id, session] of this.#sessions) {
      if (!session.playing || session.due > now) continue;
      session.due = this.#nextDue(session);
      this.#answer(id, session, () => (session.speed > 0 ? this.#python.step(id) : this.#python.pull(id, SLICE_MS)));
    }
    this.#wake();
  }
}
