// @ts-check
/** A drawing: strokes of points from 0 to 1, right and down, and their text `x,y x,y;x,y` with three decimals. */

/** @typedef {[number, number]} Point */
/** @typedef {Point[]} Stroke */

const MOST_POINTS = 5000;

/** @param {number} place */
const share = (place) => Math.round(Math.min(1, Math.max(0, place)) * 1000) / 1000;

/** The strokes of a text, or null where it is none. @param {string} text @returns {Stroke[] | null} */
export function readStrokes(text) {
  const strokes = text.split(";").filter((part) => part.trim()).map((part) => part.trim().split(/\s+/).map((pair) => {
    const numbers = pair.split(",");
    return /** @type {Point} */ (numbers.length === 2 ? numbers.map((number) => (number ? Number(number) : NaN)) : [NaN, NaN]);
  }));
  const points = strokes.flat();
  return points.length <= MOST_POINTS && points.flat().every((number) => number >= 0 && number <= 1) ? strokes : null;
}

/** @param {Stroke[]} strokes */
export function writeStrokes(strokes) {
  return strokes.map((stroke) => stroke.map((point) => point.map(share).join(",")).join(" ")).join(";");
}

/** What is on a pad, with the way back. */
export class Drawing {
  #gap;

  /** @type {Stroke[]} */
  strokes = [];
  /** @type {string[]} what there was before each change */
  #past = [];
  #full = 0;

  /** @param {number} gap points nearer to each other than this are one */
  constructor(gap) {
    this.#gap = gap;
  }

  get text() {
    return writeStrokes(this.strokes);
  }

  /** Take another drawing; there is no way back from it. @param {string} text */
  load(text) {
    this.strokes = readStrokes(text) ?? [];
    this.#past = [];
  }

  /** Begin a stroke. @param {number} x @param {number} y */
  begin(x, y) {
    this.#past.push(this.text);
    this.#full = this.strokes.flat().length;
    if (this.#full < MOST_POINTS) this.strokes.push([[share(x), share(y)]]);
  }

  /** Draw on to here. The end of a stroke follows the pen; the points before it stay. @param {number} x @param {number} y */
  extend(x, y) {
    const stroke = this.strokes.at(-1);
    if (!stroke || this.#full + stroke.length >= MOST_POINTS) return;
    /** @type {Point} */
    const point = [share(x), share(y)];
    const [end, before] = [stroke[stroke.length - 1], stroke[stroke.length - 2]];
    if (before && Math.hypot(end[0] - before[0], end[1] - before[1]) < this.#gap) stroke[stroke.length - 1] = point;
    else if (end[0] !== point[0] || end[1] !== point[1]) stroke.push(point);
  }

  /** Take everything away. */
  clear() {
    if (!this.strokes.length) return;
    this.#past.push(this.text);
    this.strokes = [];
  }

  /** Take the last change back: a stroke, or the clearing; of a drawing that was there, its last stroke. */
  undo() {
    const before = this.#past.pop();
    if (before === undefined) this.strokes.pop();
    else this.strokes = readStrokes(before) ?? [];
  }
}
