// @ts-check
/**
 * The worker's loop over its sessions: run demos for a slice of time, post the newest frame, let the event
 * loop turn.
 *
 * All waiting messages are handled between two slices, so pause, step and changed controls act within one
 * slice without shared memory. Uses neither Pyodide nor the worker's globals: both are passed in, so tests
 * run it anywhere.
 */

/** @typedef {import("./protocol.js").ToPage} ToPage */
/** @typedef {import("./protocol.js").ToWorker} ToWorker */
/** @typedef {import("./protocol.js").Start} Start */
/** @typedef {Exclude<ToWorker, import("./protocol.js").Preload>} Message */
/**
 * The Python side. Arguments and results are JSON texts; a result is `{"frame": …}` or `{"error": …}`.
 * @typedef {object} Python
 * @property {(session: string, demo: string, controls: string, source?: string) => string} start
 * @property {(session: string) => string} step
 * @property {(session: string, budgetMs: number, last: number) => string} pull
 * @property {(session: string, controls: string) => string} set
 * @property {(session: string) => string} dispose
 * @property {(session: string, cell: string, source: string, fresh: boolean, alt: string) => string} run_cell
 */
/**
 * @typedef {object} Host
 * @property {(message: ToPage) => void} post
 * @property {(next: () => void) => void} turn calls back after the waiting messages
 * @property {(next: () => void, ms: number) => void} later calls back after a time
 * @property {() => number} now milliseconds
 */
/**
 * @typedef {object} Running
 * @property {number} generation
 * @property {boolean} playing
 * @property {number} speed steps per second, 0 for as many as possible
 * @property {number} until the step at which the run pauses, 0 for none
 * @property {boolean} unseen whether nobody sees the frames before that step
 * @property {number} step of the newest frame
 * @property {number} due time of the next step
 */

const SLICE_MS = 30;
/** A slice of a run that nobody sees yet: each slice draws a frame, and few frames leave time for steps. */
const UNSEEN_SLICE_MS = 200;
/** Frames per second of a run that is faster: it takes several steps for each frame. */
const MOST_FRAMES = 30;

export class SessionLoop {
  #python;
  #host;
  /** @type {Map<string, Running>} */
  #sessions = new Map();
  #scheduled = false;

  /** @param {Python} python @param {Host} host */
  constructor(python, host) {
    this.#python = python;
    this.#host = host;
  }

  /** Handle one message of the page. @param {Message} message */
  receive(message) {
    if (message.kind === "start") return this.#start(message);
    if (message.kind === "cell") return this.#runCell(message);
    const session = this.#sessions.get(message.session);
    if (!session) return; // it ended before the message arrived
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
        return this.#set(message, session);
      default:
        throw new TypeError(`unknown message ${JSON.stringify(/** @type {any} */ (message).kind)}`);
    }
  }

  /** @param {Start} message */
  #start({ session: id, demo, controls, generation, playing, speed, until, unseen = false, source }) {
    const session = { generation, playing, speed, until, unseen, step: 0, due: 0 };
    this.#sessions.set(id, session);
    const args = /** @type {const} */ ([id, demo, JSON.stringify(controls)]);
    const call = () =>
      source === undefined ? this.#python.start(...args) : this.#python.start(...args, source);
    const postReady = () => this.#host.post({ kind: "ready", session: id, generation });
    this.#answer(id, session, call, postReady);
    session.due = this.#nextDue(session);
    this.#schedule();
  }

  /** @param {import("./protocol.js").SetMessage} message @param {Running} session */
  #set(message, session) {
    session.generation = message.generation;
    session.playing = message.playing ?? session.playing;
    session.speed = message.speed ?? session.speed;
    session.until = message.until ?? session.until;
    session.unseen = message.unseen ?? session.unseen;
    if (message.speed !== undefined || message.playing) session.due = 0;
    if (message.controls) {
      const controls = JSON.stringify(message.controls);
      this.#answer(message.session, session, () => this.#python.set(message.session, controls));
    }
    this.#schedule();
  }

  /** @param {import("./protocol.js").CellMessage} message */
  #runCell({ session, generation, cell, source, alt, fresh }) {
    const { output, error } = this.#call(() => this.#python.run_cell(session, cell, source, fresh, alt));
    if (error) return this.#postError(session, generation, error);
    this.#host.post({ kind: "output", session, generation, output });
  }

  /**
   * Post an error of Python; a fatal one ends the worker.
   * @param {string} id
   * @param {number} generation
   * @param {any} error
   */
  #postError(id, generation, { name, message, trace, line = null, fatal }) {
    const session = fatal ? null : id;
    this.#host.post({ kind: "error", session, generation, stage: "run", name, message, trace, line });
  }

  /**
   * Call Python and post its result.
   * @param {string} id
   * @param {Running} session
   * @param {() => string} call
   * @param {() => void} [beforeFrame]
   */
  #answer(id, session, call, beforeFrame) {
    const { generation } = session;
    const answer = this.#call(call);
    if (answer.error) {
      session.playing = false;
      return this.#postError(id, generation, answer.error);
    }
    beforeFrame?.();
    session.step = answer.frame.step;
    const isReached = session.until > 0 && session.step >= session.until;
    if (answer.frame.done || !answer.frame.finite || isReached) session.playing = false;
    this.#host.post({ kind: "frame", session: id, generation, frame: answer.frame });
  }

  /** @param {() => string} call */
  #call(call) {
    try {
      return JSON.parse(call());
    } catch (thrown) {
      // Python returns a demo's exceptions as JSON. What is thrown here comes from Pyodide, such as lack of
      // memory.
      const error = /** @type {any} */ (thrown);
      const isFatal =
        Boolean(error?.pyodide_fatal_error) ||
        error instanceof WebAssembly.RuntimeError ||
        error instanceof RangeError;
      const [message, trace] = [String(error?.message ?? error), String(error?.stack ?? "")];
      return { error: { name: error?.name ?? "Error", message, trace, fatal: isFatal } };
    }
  }

  /** Schedule the next slice, if a session is playing. */
  #schedule() {
    if (this.#scheduled) return;
    const playing = [...this.#sessions.values()].filter((session) => session.playing);
    if (!playing.length) return;
    this.#scheduled = true;
    const wait = Math.min(...playing.map((session) => session.due)) - this.#host.now();
    const next = () => {
      this.#scheduled = false;
      this.#runSlice();
    };
    if (wait > 0)
      this.#host.later(next, Math.min(wait, SLICE_MS)); // short, so that a changed speed acts at once
    else this.#host.turn(next);
  }

  /** Return the time of the frame after one that is made now. @param {Running} session */
  #nextDue({ speed }) {
    return speed > 0 ? this.#host.now() + (1000 * stepsOf(speed)) / speed : 0;
  }

  /** Run every session whose next step is due. */
  #runSlice() {
    const now = this.#host.now();
    for (const [id, session] of this.#sessions) {
      if (!session.playing || session.due > now) continue;
      session.due = this.#nextDue(session);
      const count = session.speed > 0 ? stepsOf(session.speed) : Infinity;
      const last = Math.min(session.until || Infinity, session.step + count);
      const limit = last === Infinity ? 0 : last;
      const ms = session.unseen ? UNSEEN_SLICE_MS : SLICE_MS;
      const call = () => (count === 1 ? this.#python.step(id) : this.#python.pull(id, ms, limit));
      this.#answer(id, session, call);
    }
    this.#schedule();
  }
}

/** Return how many steps a frame stands for. @param {number} speed steps per second */
function stepsOf(speed) {
  return Math.max(1, Math.round(speed / MOST_FRAMES));
}
