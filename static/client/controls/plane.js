// @ts-check
/** Places of a picture and the data's own coordinates, one from the other. */

/** How near to a point counts as on it, in the picture's units, of which its width has 320. */
export const NEAR = 12;

/** @typedef {{ x: number, y: number }} Spot a place in the picture, its y downwards */

export class Plane {
  #left;
  #high;
  #across;
  #down;

  /** @param {import("./points.js").Plane} facts @param {{ width: number, height: number }} size of the picture */
  constructor({ x_range: [left, right], y_range: [low, high] }, { width, height }) {
    this.width = width;
    this.height = height;
    this.#left = left;
    this.#high = high;
    this.#across = (right - left) / width;
    this.#down = (high - low) / height;
  }

  /** @param {Spot} spot @returns {[number, number]} */
  data({ x, y }) {
    return [this.#left + x * this.#across, this.#high - y * this.#down];
  }

  /** @param {Spot} place in the data's coordinates @returns {Spot} */
  seen({ x, y }) {
    return { x: (x - this.#left) / this.#across, y: (this.#high - y) / this.#down };
  }

  /** The number of the point nearest to a spot, or -1 where none is near. @param {Spot[]} places in the data's coordinates @param {Spot} spot */
  at(places, { x, y }) {
    const far = places.map((place) => Math.hypot(this.seen(place).x - x, this.seen(place).y - y));
    const nearest = Math.min(...far);
    return nearest <= NEAR ? far.indexOf(nearest) : -1;
  }

  /** @param {Spot} spot @returns {Spot} the nearest in the picture */
  within({ x, y }) {
    return { x: Math.min(this.width, Math.max(0, x)), y: Math.min(this.height, Math.max(0, y)) };
  }
}
