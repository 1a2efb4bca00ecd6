// @ts-check
/**
 * The frames that the build saved for an island: the author's run, and runs with one other value each. They
 * answer the reader until Python has started. Does not use the DOM.
 *
 * `sitegen/execution/pack_frames.py` writes the file and describes its format.
 */

/** @typedef {import("./protocol.js").Values} Values */
/** @typedef {import("./protocol.js").Frame} Frame */
/** @typedef {import("../controls/fields.js").Description} Description */
/**
 * @typedef {object} PackedRun
 * @property {Values} changes the values that differ from the author's
 * @property {[number, boolean, boolean][]} frames step, done and finite of each frame
 */
/**
 * @typedef {object} Packed the content of the file
 * @property {PackedRun[]} runs
 * @property {Record<string, (number | string)[]>} columns of every text, three entries per frame: how much of
 *   the text before stays at the start, how much at the end, and what is new between
 */
/**
 * @typedef {object} SavedRun one saved run that answers the reader's values
 * @property {readonly number[]} steps of its frames, in order
 * @property {(place: number) => Frame} frame the frame of a place in `steps`
 * @property {{ name: string, value: number } | null} nearest the slider whose value is only near the reader's,
 *   with the saved value; null where all values are the reader's
 */

/** Return the place of a value on its slider's track, 0 to 1. @param {Description} control @param {number} value */
function position({ min, max, log }, value) {
  const [low, high] = [Number(min), Number(max)];
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** Return the texts of a column. @param {(number | string)[]} column */
function unpack(column) {
  const texts = [];
  for (let place = 0, before = ""; place < column.length; place += 3) {
    const [start, end, between] = column.slice(place, place + 3);
    before = before.slice(0, Number(start)) + between + before.slice(before.length - Number(end));
    texts.push(before);
  }
  return texts;
}

/** How long the reader waits for the file before Python answers alone. */
const PATIENCE_MS = 10_000;

export class SavedFrames {
  #controls;
  #runs;
  #columns;

  /** @param {Packed} packed @param {readonly Description[]} controls all controls of the island */
  constructor({ runs, columns }, controls) {
    this.#controls = controls;
    this.#columns = Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [name, unpack(column)]),
    );
    let first = 0;
    this.#runs = runs.map(({ changes, frames }) => {
      const run = { changes, frames, first };
      first += frames.length;
      return run;
    });
  }

  /**
   * Return the saved run that is nearest to the reader's values. Null where the build could not save one: a
   * text, a drawing, a seed or two sliders differ from the author's.
   * @param {Values} values
   * @returns {SavedRun | null}
   */
  find(values) {
    let best = null;
    let least = Infinity;
    for (const run of this.#runs) {
      const off = this.#controls.filter((control) => values[control.name] !== this.#value(run, control));
      if (off.length > 1 || off.some(({ kind }) => kind !== "slider")) continue;
      const [control] = off;
      const distance = control
        ? Math.abs(
            position(control, Number(values[control.name])) - position(control, this.#value(run, control)),
          )
        : -1;
      if (distance < least) {
        least = distance;
        best = { run, nearest: control ? { name: control.name, value: this.#value(run, control) } : null };
      }
    }
    if (!best) return null;
    const { run, nearest } = best;
    const steps = run.frames.map(([step]) => step);
    return { steps, nearest, frame: (place) => this.#frame(run, place) };
  }

  /** @param {{ changes: Values }} run @param {Description} control @returns {any} */
  #value({ changes }, { name, value }) {
    return Object.hasOwn(changes, name) ? changes[name] : value;
  }

  /** @param {{ frames: PackedRun["frames"], first: number }} run @param {number} place @returns {Frame} */
  #frame({ frames, first }, place) {
    const [step, done, finite] = frames[place];
    const text = (/** @type {string} */ column) => this.#columns[column][first + place];
    return {
      step,
      done,
      finite,
      text: text("text"),
      metrics: JSON.parse(text("metrics")),
      marks: JSON.parse(text("marks")).map((/** @type {[string, string, string]} */ [name, kind, label]) => ({
        name,
        kind,
        label,
        svg: text(`svg:${name}`),
        table: text(`table:${name}`),
        sentence: text(`sentence:${name}`),
      })),
    };
  }
}

/** Load the saved frames of an island. @param {string} url @param {readonly Description[]} controls */
export async function loadSavedFrames(url, controls) {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return new SavedFrames(JSON.parse(await inflate(bytes)), controls);
}

/**
 * Return the text in the gzip format, or the text itself where a server has unpacked it.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function inflate(bytes) {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const whole = new Blob([bytes]).stream();
  return new Response(isPacked ? whole.pipeThrough(new DecompressionStream("gzip")) : whole).text();
}
