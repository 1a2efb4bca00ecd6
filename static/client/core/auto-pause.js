// @ts-check
/**
 * Pause a run that the reader does not watch: its island is not visible, or it has run for long since the
 * reader's last action.
 */

import { prefersReducedMotion } from "./environment.js";

/** @typedef {import("./environment.js").Clock} Clock */

/**
 * Reasons why an island is not visible. Each function reports whether the island is visible in its respect,
 * now and after every change; one that a browser does not support reports nothing, and the demo runs.
 * @type {Readonly<Record<string, (element: Element, report: (visible: boolean) => void, signal: AbortSignal)
 *   => void>>}
 */
const WATCHERS = {
  "off screen": (element, report, signal) => {
    if (typeof IntersectionObserver !== "function") return;
    const observer = new IntersectionObserver((entries) =>
      report(entries[entries.length - 1].isIntersecting),
    );
    observer.observe(element);
    signal.addEventListener("abort", () => observer.disconnect());
  },
  "tab hidden": (_element, report, signal) => {
    const update = () => report(document.visibilityState !== "hidden");
    document.addEventListener("visibilitychange", update, { signal });
    update();
  },
};

/**
 * Watch whether the reader can see an element, until the signal aborts.
 * @param {Element} element
 * @param {(reason: string | null) => void} report receives the reason why not, or null when the element is
 *   visible
 * @param {AbortSignal} signal
 */
export function watchVisibility(element, report, signal) {
  /** @type {Set<string>} */
  const reasons = new Set();
  for (const [reason, watch] of Object.entries(WATCHERS)) {
    const update = (/** @type {boolean} */ visible) => {
      if (visible) reasons.delete(reason);
      else reasons.add(reason);
      report(reasons.values().next().value ?? null);
    };
    watch(element, update, signal);
  }
}

/** Pauses a run while it is not visible and resumes it afterwards, unless the reader pauses it in between. */
export class VisibilityPause {
  #root;
  #run;
  /** @type {string | null} why the reader cannot see the run */
  #reason = null;

  /**
   * @param {HTMLElement} root shows the reason in its data-waiting
   * @param {{ playing: () => boolean, pause: (why: string) => void, resume: () => void }} run
   */
  constructor(root, run) {
    this.#root = root;
    this.#run = run;
  }

  /**
   * Pause or resume after a change.
   * @param {string | null} [reason] why the run is not visible; null: it is
   */
  update(reason = this.#reason) {
    this.#reason = reason;
    if (reason && this.#run.playing()) {
      this.#run.pause(`Paused: ${reason}.`);
      this.#root.dataset.waiting = reason;
    } else if (!reason && this.#root.dataset.waiting !== undefined) {
      this.cancel();
      if (!prefersReducedMotion()) this.#run.resume();
    }
  }

  /** Do not resume: the reader decided otherwise. */
  cancel() {
    delete this.#root.dataset.waiting;
  }
}

const MIN_STEPS = 5000;
const MIN_MS = 60_000;
const POSTER_RUNS = 10;

/**
 * Reports when a run has lasted long enough without the reader: it has made many steps, and it has taken a
 * while. Both, since a fast demo makes thousands of steps in a second, and a slow one may need minutes for
 * its poster.
 */
export class RunLimit {
  #steps;
  #clock;
  /** @type {{ step: number, time: number } | null} at the first step after the reader's last action */
  #start = null;

  /** @param {number} posterSteps @param {Pick<Clock, "now">} clock */
  constructor(posterSteps, clock) {
    this.#steps = Math.max(MIN_STEPS, POSTER_RUNS * posterSteps);
    this.#clock = clock;
  }

  /** The reader acted: count again from the next step. */
  reset() {
    this.#start = null;
  }

  /** Whether the limit is reached at this step. @param {number} step */
  reached(step) {
    const now = this.#clock.now();
    if (!this.#start || step < this.#start.step) this.#start = { step, time: now };
    return step - this.#start.step >= this.#steps && now - this.#start.time >= MIN_MS;
  }
}
