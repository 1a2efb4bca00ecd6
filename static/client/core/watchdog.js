// @ts-check
/** A watchdog: reports when an expected message does not arrive in time. */

export const TIMEOUT_MS = 5000;

export class Watchdog {
  #report;
  #clock;
  /** @type {unknown} */
  #timer = null;
  #expired = false;

  /**
   * @param {(stalled: boolean) => void} report receives true after TIMEOUT_MS without a message, then false
   *   at the next
   * @param {Pick<import("./environment.js").Clock, "later" | "cancel">} clock
   */
  constructor(report, clock) {
    this.#report = report;
    this.#clock = clock;
  }

  /** Wait for the next message. */
  restart() {
    this.stop();
    this.#timer = this.#clock.later(() => {
      this.#expired = true;
      this.#report(true);
    }, TIMEOUT_MS);
  }

  /** Expect no message. */
  stop() {
    this.#clock.cancel(this.#timer);
    if (this.#expired) this.#report(false);
    this.#expired = false;
  }
}
