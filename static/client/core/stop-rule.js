// @ts-check
/**
 * When a run that nobody ends should end by itself: it has made many steps, and run for a while with nobody at it.
 * Both, since a quick demo makes thousands of steps in a second, and a slow one may need minutes for its poster.
 */

const LEAST_STEPS = 5000;
const POSTERS = 10;
const LEAST_MS = 60_000;

export class StopRule {
  #steps;
  #clock;
  /** @type {{ step: number, time: number } | null} where the reader last set it going */
  #begun = null;

  /** @param {number} posterSteps @param {Pick<import("./clock.js").Clock, "now">} clock */
  constructor(posterSteps, clock) {
    this.#steps = Math.max(LEAST_STEPS, POSTERS * posterSteps);
    this.#clock = clock;
  }

  /** The reader did something: count anew from the next step. */
  begin() {
    this.#begun = null;
  }

  /** Whether it is enough at this step. @param {number} step */
  reached(step) {
    const now = this.#clock.now();
    if (!this.#begun || step < this.#begun.step) this.#begun = { step, time: now };
    return step - this.#begun.step >= this.#steps && now - this.#begun.time >= LEAST_MS;
  }
}
