// @ts-check
/**
 * Every message between page and worker. Both sides take their types from here and check what they send and
 * receive.
 *
 * A session's `generation` increases with every new start and every changed control. A frame carries the
 * generation that it answers, and the page ignores frames of an older one.
 */

/** @typedef {"runtime" | "numpy" | "demo" | "packages" | "run"} Stage loading (kinds of files) or running */
/** @typedef {Record<string, number | string | boolean>} Values control values by name */

/**
 * Packages that a program imports, in the order in which they are installed.
 * @typedef {object} PackageList
 * @property {string} url the folder of the files
 * @property {import("../runtime/download.js").File[]} files
 */
/**
 * @typedef {{ name: string, kind: string, label: string, svg: string, table: string, sentence: string }} Mark
 */
/** @typedef {{ name: string, label: string, text: string, value?: number | null }} Metric */
/** @typedef {{ text: string, metrics: Metric[], marks: Mark[] }} Picture what a frame or a cell shows */
/**
 * @typedef {Picture & { step: number, done: boolean, finite: boolean }} Frame the result of one step of a
 *   demo
 */

/** @typedef {{ name: string, message: string, trace: string, line: number | null }} Exception */
/**
 * The result of one code cell.
 * @typedef {object} CellOutput
 * @property {string} stdout
 * @property {string} value
 * @property {Picture | null} frame
 * @property {{ html: string }[]} displays figures, tables, formulas and pictures
 * @property {Exception & { kinds: string[] } | null} error kinds: the names of its class and of that class's
 *   bases
 */

/**
 * Page to worker: run a demo from the beginning, after loading the runtime where needed.
 * @typedef {object} Start
 * @property {"start"} kind
 * @property {string} session
 * @property {string} demo
 * @property {Values} controls
 * @property {number} generation
 * @property {boolean} playing
 * @property {number} speed steps per second, 0 for as many as possible
 * @property {number} until the step at which the run pauses, 0 for none
 * @property {boolean} [unseen] whether nobody sees the frames before that step
 * @property {string} runtime the folder's URL
 * @property {PackageList} [packages]
 * @property {string} [source] the reader's own version of the program, which runs instead of the author's
 */
/**
 * Page to worker: run a code cell in the namespace of its page.
 * @typedef {object} CellMessage
 * @property {"cell"} kind
 * @property {string} session
 * @property {number} generation
 * @property {string} cell the name that tracebacks show
 * @property {string} source
 * @property {string} alt what its pictures show, or empty
 * @property {boolean} fresh whether to clear the namespace before
 * @property {string} runtime the folder's URL
 * @property {PackageList} [packages]
 */
/**
 * Page to worker: change a running session.
 * @typedef {object} SetMessage
 * @property {"set"} kind
 * @property {string} session
 * @property {number} generation
 * @property {Values} [controls]
 * @property {boolean} [playing]
 * @property {number} [speed]
 * @property {number} [until]
 * @property {boolean} [unseen]
 */
/**
 * @typedef {{ kind: "preload", runtime: string, packages?: PackageList }} Preload download files, start nothing
 */
/** @typedef {{ kind: "step", session: string }} Step compute exactly one frame */
/** @typedef {{ kind: "stop", session: string }} Stop pause the session */
/** @typedef {{ kind: "dispose", session: string }} Dispose end the session */
/** @typedef {Start | CellMessage | SetMessage | Preload | Step | Stop | Dispose} ToWorker */

/**
 * @typedef {{ kind: "progress", stage: Stage, loaded: number, total: number, session?: string }} Progress
 *   bytes of one stage; session: the one that waits for them, all when absent
 */
/** @typedef {{ kind: "ready", session: string, generation: number }} Ready the session exists */
/** @typedef {{ kind: "stopped", session: string, generation: number }} Stopped the session is paused */
/** @typedef {{ kind: "frame", session: string, generation: number, frame: Frame }} FrameMessage */
/** @typedef {{ kind: "output", session: string, generation: number, output: CellOutput }} OutputMessage */
/**
 * Worker to page: an error, which ends the session, or the worker where `session` is null.
 * @typedef {Exception & { kind: "error", session: string | null, generation: number, stage: Stage }}
 *   ErrorMessage
 */
/** @typedef {Progress | Ready | Stopped | FrameMessage | OutputMessage | ErrorMessage} ToPage */

/** The fields that every message of a kind must have. @type {Readonly<Record<string, readonly string[]>>} */
const TO_WORKER = {
  start: ["session", "demo", "controls", "generation", "playing", "speed", "until", "runtime"],
  cell: ["session", "generation", "cell", "source", "alt", "fresh", "runtime"],
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
    throw new TypeError(
      `unknown message ${JSON.stringify(message?.kind)}, expected ${Object.keys(table).join(", ")}`,
    );
  }
  const missing = fields.filter((field) => !(field in message));
  if (missing.length) throw new TypeError(`message ${message.kind} lacks ${missing.join(", ")}`);
  return message;
}

/**
 * Return a message to the worker; throw a TypeError where its kind is unknown or a field is missing.
 * @type {(message: unknown) => ToWorker}
 */
export const toWorker = (message) => checked(TO_WORKER, message);

/** Return a message to the page; throw a TypeError likewise. @type {(message: unknown) => ToPage} */
export const toPage = (message) => checked(TO_PAGE, message);
