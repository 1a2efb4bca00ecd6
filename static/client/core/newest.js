// @ts-check
/** Of the frames that come between two pictures of the screen, the newest. */

/** @typedef {import("./protocol.js").Frame} Frame */

export class Newest {
  #show;
  #clock;
  /** @type {Frame | null} */
  #frame = null;

  /** @param {(frame: Frame) => void} show @param {Pick<import("./clock.js").Clock, "nextFrame">} clock */
  constructor(show, clock) {
    this.#show = show;
    this.#clock = clock;
  }

  /** @param {Frame} frame */
  put(frame) {
    const scheduled = this.#frame !== null;
    this.#frame = frame;
    if (scheduled) return;
    this.#clock.nextFrame(() => {
      const newest = this.#frame;
      this.#frame = null;
      if (newest) this.#show(newest);
    });
  }

  /** Nothing is to be shown any more. */
  drop() {
    this.#frame = null;
  }
}
