// @ts-check
/** A run that the reader cannot see waits, and goes on when it is seen again, unless the reader paused it meanwhile. */

import { prefersStillness } from "./environment.js";

export class Waiting {
  #root;
  #run;
  /** @type {string | null} why the reader cannot see it now */
  #absent = null;

  /** @param {HTMLElement} root says why it waits @param {{ playing: () => boolean, pause: (why: string) => void, resume: () => void }} run */
  constructor(root, run) {
    this.#root = root;
    this.#run = run;
  }

  /** @param {string | null} [absent] a reason, or null when all is well; none: as before */
  look(absent = this.#absent) {
    this.#absent = absent;
    if (absent && this.#run.playing()) {
      this.#run.pause(`Waiting: ${absent}.`);
      this.#root.dataset.waiting = absent;
    } else if (!absent && this.#root.dataset.waiting !== undefined) {
      this.end();
      if (!prefersStillness()) this.#run.resume();
    }
  }

  /** The reader decided otherwise. */
  end() {
    delete this.#root.dataset.waiting;
  }
}
