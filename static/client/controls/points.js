// @ts-check
/**
 * Points of several classes in a plane: their text, the set with undo, and their positions in the picture.
 */

/** @typedef {{ x: number, y: number }} Position */
/** @typedef {Position & { kind: number }} Point in the data's coordinates; kind: the class, counted from 0 */
/**
 * @typedef {{ x_range: [number, number], y_range: [number, number], classes: string[], most: number }}
 *   PointsControl
 */

/** How close to a point counts as on it, in the picture's units; the picture is 320 wide. */
export const NEAR = 12;

/** @param {number} value @param {[number, number]} range */
const limited = (value, [low, high]) => Number(Math.min(high, Math.max(low, value)).toPrecision(5)) + 0;

/** @param {string} text @returns {Point} */
function readDataPoint(text) {
  const [x, y, kind, ...rest] = text
    .split(",")
    .map((number) => (number.trim() ? Number(number) : Number.NaN));
  return rest.length ? { x: Number.NaN, y: Number.NaN, kind: Number.NaN } : { x, y, kind };
}

/**
 * Return the points of a text such as `x,y,class;x,y,class`, or null where it is not valid for this control.
 * @param {string} text
 * @param {PointsControl} control
 * @returns {Point[] | null}
 */
export function readPoints(text, { x_range: [left, right], y_range: [low, high], classes, most }) {
  const points = text
    .split(";")
    .filter((part) => part.trim())
    .map(readDataPoint);
  const isValid = points.every(
    ({ x, y, kind }) =>
      x >= left &&
      x <= right &&
      y >= low &&
      y <= high &&
      Number.isInteger(kind) &&
      kind >= 0 &&
      kind < classes.length,
  );
  return isValid && points.length <= most ? points : null;
}

/** @param {Point[]} points */
export function writePoints(points) {
  return points.map(({ x, y, kind }) => `${x},${y},${kind}`).join(";");
}

/** A set of points with undo. */
export class PointSet {
  #control;
  /** @type {Point[]} */
  points = [];
  /** @type {Point[][]} the points before each change */
  #history = [];

  /** @param {PointsControl} control */
  constructor(control) {
    this.#control = control;
  }

  get text() {
    return writePoints(this.points);
  }

  get isFull() {
    return this.points.length >= this.#control.most;
  }

  /** Replace the points and their history. @param {string} text */
  load(text) {
    this.points = readPoints(text, this.#control) ?? [];
    this.#history = [];
  }

  /** Save the points, so that undo returns to them. */
  save() {
    this.#history.push(this.points.map((point) => ({ ...point })));
  }

  /**
   * Add a point; return its index, or -1 where the set is full.
   * @param {number} x
   * @param {number} y
   * @param {number} kind
   */
  add(x, y, kind) {
    if (this.isFull) return -1;
    this.save();
    return this.points.push({ ...this.#limited(x, y), kind }) - 1;
  }

  /**
   * Move a point; call `save` before the first of several moves.
   * @param {number} index
   * @param {number} x
   * @param {number} y
   */
  move(index, x, y) {
    Object.assign(this.points[index], this.#limited(x, y));
  }

  /** @param {number} index */
  remove(index) {
    this.save();
    this.points.splice(index, 1);
  }

  clear() {
    if (!this.points.length) return;
    this.save();
    this.points = [];
  }

  /** Undo the last change. Of points that were loaded, remove the last one. */
  undo() {
    const before = this.#history.pop();
    if (before) this.points = before;
    else this.points.pop();
  }

  /** @param {number} x @param {number} y */
  #limited(x, y) {
    return { x: limited(x, this.#control.x_range), y: limited(y, this.#control.y_range) };
  }
}

/** Converts between the data's coordinates and positions in the picture, whose y points down. */
export class Plane {
  #left;
  #top;
  #scaleX;
  #scaleY;

  /** @param {PointsControl} control @param {{ width: number, height: number }} size of the picture */
  constructor({ x_range: [left, right], y_range: [low, high] }, { width, height }) {
    this.width = width;
    this.height = height;
    this.#left = left;
    this.#top = high;
    this.#scaleX = (right - left) / width;
    this.#scaleY = (high - low) / height;
  }

  /** @param {Position} position @returns {[number, number]} */
  toData({ x, y }) {
    return [this.#left + x * this.#scaleX, this.#top - y * this.#scaleY];
  }

  /** @param {Position} point @returns {Position} */
  toPicture({ x, y }) {
    return { x: (x - this.#left) / this.#scaleX, y: (this.#top - y) / this.#scaleY };
  }

  /**
   * Return the index of the point nearest to a position, or -1 where none is near.
   * @param {Position[]} points
   * @param {Position} position
   */
  nearest(points, { x, y }) {
    const distances = points.map((point) => {
      const shown = this.toPicture(point);
      return Math.hypot(shown.x - x, shown.y - y);
    });
    const least = Math.min(...distances);
    return least <= NEAR ? distances.indexOf(least) : -1;
  }

  /** Return the nearest position inside the picture. @param {Position} position @returns {Position} */
  limited({ x, y }) {
    return { x: Math.min(this.width, Math.max(0, x)), y: Math.min(this.height, Math.max(0, y)) };
  }
}
