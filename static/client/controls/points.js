// @ts-check
/** Points of several classes in a plane, and their text `x,y,class;x,y,class` in the data's own coordinates. */

/** @typedef {{ x: number, y: number, kind: number }} Place kind: the class, counted from 0 */
/** @typedef {{ x_range: [number, number], y_range: [number, number], classes: string[], most: number }} Plane */

/** @param {number} value @param {[number, number]} range */
const within = (value, [low, high]) => Number(Math.min(high, Math.max(low, value)).toPrecision(5)) + 0;

/** The points of a text, or null where it is none of this plane's. @param {string} text @param {Plane} plane @returns {Place[] | null} */
export function readPoints(text, plane) {
  const places = text.split(";").filter((part) => part.trim()).map((part) => {
    const [x, y, kind, ...rest] = part.split(",").map((number) => (number.trim() ? Number(number) : NaN));
    return rest.length ? { x: NaN, y: NaN, kind: NaN } : { x, y, kind };
  });
  const { x_range: [left, right], y_range: [low, high], classes, most } = plane;
  const good = places.every(({ x, y, kind }) => x >= left && x <= right && y >= low && y <= high
    && Number.isInteger(kind) && kind >= 0 && kind < classes.length);
  return good && places.length <= most ? places : null;
}

/** @param {Place[]} places */
export function writePoints(places) {
  return places.map(({ x, y, kind }) => `${x},${y},${kind}`).join(";");
}

/** What is in the plane, with the way back. */
export class PointSet {
  #plane;

  /** @type {Place[]} */
  places = [];
  /** @type {Place[][]} what there was before each change */
  #past = [];

  /** @param {Plane} plane */
  constructor(plane) {
    this.#plane = plane;
  }

  get text() {
    return writePoints(this.places);
  }

  get full() {
    return this.places.length >= this.#plane.most;
  }

  /** Take other points; there is no way back from them. @param {string} text */
  load(text) {
    this.places = readPoints(text, this.#plane) ?? [];
    this.#past = [];
  }

  /** Remember what is there, before a change that may be taken back. */
  keep() {
    this.#past.push(this.places.map((place) => ({ ...place })));
  }

  /** Add a point and give its number, or -1 where there is no room. @param {number} x @param {number} y @param {number} kind */
  add(x, y, kind) {
    if (this.full) return -1;
    this.keep();
    return this.places.push({ ...this.#put(x, y), kind }) - 1;
  }

  /** Bring a point to another place; `keep` before the first of several. @param {number} place @param {number} x @param {number} y */
  move(place, x, y) {
    Object.assign(this.places[place], this.#put(x, y));
  }

  /** @param {number} place */
  remove(place) {
    this.keep();
    this.places.splice(place, 1);
  }

  /** Take everything away. */
  clear() {
    if (!this.places.length) return;
    this.keep();
    this.places = [];
  }

  /** Take the last change back; of points that were there, the last one. */
  undo() {
    const before = this.#past.pop();
    if (before) this.places = before;
    else this.places.pop();
  }

  /** @param {number} x @param {number} y */
  #put(x, y) {
    return { x: within(x, this.#plane.x_range), y: within(y, this.#plane.y_range) };
  }
}
