// @ts-check
/** The watchdog: tells when something that should come does not. */

/** How long a reader waits before Stop is offered. */
export const SILENCE_MS = 5000;

export class Silence {
  #tell;
  #clock;
  /** @type {unknown} */
  #timer = null;
  /** Whether silence was told and has not ended. */
  told = false;

  /**
   * @param {(silent: boolean) => void} tell true after SILENCE_MS without a word, false when the wait ends after that
   * @param {Pick<import("./clock.js").Clock, "later" | "cancel">} clock
   */
  constructor(tell, clock) {
    this.#tell = tell;
    this.#clock = clock;
  }

  /** Wait anew. */
  listen() {
    this.rest();
    this.#timer = this.#clock.later(() => {
      this.told = true;
      this.#tell(true);
    }, SILENCE_MS);
  }

  /** Nothing is expected. */
  rest() {
    this.#clock.cancel(this.#timer);
    if (this.told) this.#tell(false);
    this.told = false;
  }
}
