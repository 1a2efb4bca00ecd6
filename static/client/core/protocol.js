// @ts-check
/**
 * Every message between page and worker, and nothing else. Both sides take their types from here; neither adds a field.
 * The tests hold every message that they see against these tables; readers do not load them.
 *
 * `generation` counts what makes older frames of a session stale: a new start, a changed control.
 * A frame carries the generation that it answers, and the page drops frames of an older one.
 */

/** @typedef {"runtime" | "numpy" | "demo" | "run"} Stage what was being done: loading (three kinds of files) or running */
/** @typedef {Record<string, number | string | boolean>} Values control values by name */

/** @typedef {{ name: string, kind: string, label: string, svg: string, table: string, sentence: string }} Mark */
/** @typedef {{ name: string, label: string, text: string, value?: number | null }} Metric */
/**
 * What one step shows, as the demo's Python gives it.
 * @typedef {{ step: number, done: boolean, finite: boolean, text: string, metrics: Metric[], marks: Mark[] }} Frame
 */

/**
 * What one code cell shows, as Python gives it.
 * @typedef {{ stdout: string, value: string, frame: Pick<Frame, "text" | "metrics" | "marks"> | null,
 *   error: { name: string, kinds: string[], message: string, trace: string, line: number | null } | null }} CellOutput
 */

/**
 * page → worker
 * @typedef {{ kind: "start", session: string, demo: string, controls: Values, generation: number, playing: boolean,
 *   speed: number, runtime: string, source?: string }} Start run from the beginning, loading the runtime (a folder's
 *   URL) if need be; with a source, the reader's own program in the place of the author's
 * @typedef {{ kind: "cell", session: string, generation: number, cell: string, source: string, fresh: boolean,
 *   runtime: string }} CellMessage run a code cell among the names of its page; fresh forgets them before
 * @typedef {{ kind: "preload", runtime: string }} Preload bring the runtime's files here, but start nothing
 * @typedef {{ kind: "step", session: string }} Step exactly one frame
 * @typedef {{ kind: "set", session: string, generation: number, controls?: Values, playing?: boolean,
 *   speed?: number }} SetMessage change what runs; speed is in steps per second, 0 for as many as fit
 * @typedef {{ kind: "stop", session: string }} Stop pause; the session is kept
 * @typedef {{ kind: "dispose", session: string }} Dispose forget the session
 * @typedef {Start | CellMessage | Preload | Step | SetMessage | Stop | Dispose} ToWorker
 */

/**
 * worker → page
 * @typedef {{ kind: "progress", stage: Stage, loaded: number, total: number }} Progress bytes of one stage
 * @typedef {{ kind: "ready", session: string, generation: number }} Ready the session exists
 * @typedef {{ kind: "stopped", session: string, generation: number }} Stopped the pause was heard: nothing runs
 * @typedef {{ kind: "frame", session: string, generation: number, frame: Frame }} FrameMessage
 * @typedef {{ kind: "output", session: string, generation: number, output: CellOutput }} OutputMessage of a code cell
 * @typedef {{ kind: "error", session: string | null, generation: number, stage: Stage, name: string, message: string,
 *   trace: string, line: number | null }} ErrorMessage without a session the whole worker is lost
 * @typedef {Progress | Ready | Stopped | FrameMessage | OutputMessage | ErrorMessage} ToPage
 */

/** The fields that every message of a kind must have. @type {Readonly<Record<string, readonly string[]>>} */
const TO_WORKER = {
  start: ["session", "demo", "controls", "generation", "playing", "speed", "runtime"],
  cell: ["session", "generation", "cell", "source", "fresh", "runtime"],
  preload: ["runtime"],
  step: ["session"],
  set: ["session", "generation"],
  stop: ["session"],
  dispose: ["session"],
};

/** @type {Readonly<Record<string, readonly string[]>>} */
const TO_PAGE = {
  progress: ["stage", "loaded", "total"],
  ready: ["session", "generation"],
  stopped: ["session", "generation"],
  frame: ["session", "generation", "frame"],
  output: ["session", "generation", "output"],
  error: ["session", "generation", "stage", "name", "message", "trace", "line"],
};

/**
 * @param {Readonly<Record<string, readonly string[]>>} table
 * @param {any} message
 * @returns {any}
 */
function checked(table, message) {
  const fields = Object.hasOwn(table, message?.kind) ? table[message.kind] : undefined;
  if (!fields) {
    throw new TypeError(`unknown message ${JSON.stringify(message?.kind)}, expected ${Object.keys(table).join(", ")}`);
  }
  const missing = fields.filter((field) => !(field in message));
  if (missing.length) throw new TypeError(`message ${message.kind} lacks ${missing.join(", ")}`);
  return message;
}

/** The message as the worker may take it; a TypeError for an unknown kind or a missing field. @type {(message: any) => ToWorker} */
export const toWorker = (message) => checked(TO_WORKER, message);

/** The message as the page may take it; a TypeError likewise. @type {(message: any) => ToPage} */
export const toPage = (message) => checked(TO_PAGE, message);
