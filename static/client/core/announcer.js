// @ts-check
/** One polite voice: at most one message in two seconds, and of those that came meanwhile the newest. */

const EVERY_MS = 2000;

export class Announcer {
  #say;
  #clock;
  #last = -Infinity;
  /** @type {unknown} */
  #timer = null;

  /**
   * @param {(text: string) => void} say
   * @param {Pick<import("./clock.js").Clock, "now" | "later" | "cancel">} clock
   */
  constructor(say, clock) {
    this.#say = say;
    this.#clock = clock;
  }

  /** @param {string} text */
  announce(text) {
    this.#clock.cancel(this.#timer);
    const wait = Math.max(0, this.#last + EVERY_MS - this.#clock.now());
    this.#timer = this.#clock.later(() => {
      this.#last = this.#clock.now();
      this.#say(text);
    }, wait);
  }
}
