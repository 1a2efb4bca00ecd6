// @ts-check
/**
 * Plays saved frames until the live program takes over: which run answers the reader's values, which of its
 * frames is shown, and when the next one follows. Does not use the DOM; the clock is passed in.
 */

/** @typedef {import("./protocol.js").Values} Values */
/** @typedef {import("./protocol.js").Frame} Frame */
/** @typedef {import("./environment.js").Clock} Clock */
/** @typedef {import("./saved-frames.js").SavedRun} SavedRun */

/** The pause between two saved frames where the reader wants full speed. */
const FRAME_MS = 160;
/** The longest pause, so that a slow speed does not look like a fault. */
const LONGEST_MS = 1000;

export class Playback {
  #frames;
  #clock;
  #onFrame;
  /** @type {SavedRun | null} the run that answers the reader's values */
  #run;
  #place;
  /** @type {unknown} */
  #timer = null;
  /** Steps per second, 0 for as many as possible. */
  speed = 0;

  /**
   * @param {import("./saved-frames.js").SavedFrames} frames
   * @param {Values} values the author's, whose last frame the page shows
   * @param {Pick<Clock, "later" | "cancel">} clock
   * @param {(frame: Frame) => void} onFrame receives every frame to show
   */
  constructor(frames, values, clock, onFrame) {
    this.#frames = frames;
    this.#clock = clock;
    this.#onFrame = onFrame;
    this.#run = frames.find(values);
    this.#place = this.#last;
  }

  get playing() {
    return this.#timer !== null;
  }

  /** The step that is shown. */
  get step() {
    return this.#run?.steps[this.#place] ?? 0;
  }

  /** The slider that is only near the reader's value, with the value of the shown run. */
  get nearest() {
    return this.#run?.nearest ?? null;
  }

  /** Whether the shown frame is the last one of its run. */
  get atEnd() {
    return this.#place >= this.#last;
  }

  get #last() {
    return (this.#run?.steps.length ?? 0) - 1;
  }

  /**
   * Show the answer to changed values: the last frame, or while frames play, the one nearest to their step.
   * @param {Values} values
   * @returns {boolean} whether there is one
   */
  change(values) {
    const [wasAtEnd, step] = [this.atEnd, this.step];
    const run = this.#frames.find(values);
    if (!run) {
      this.pause();
      this.#run = null;
      return false;
    }
    this.#run = run;
    this.#place = wasAtEnd ? this.#last : run.steps.filter((saved) => saved <= step).length - 1;
    this.#show();
    return true;
  }

  /** Play on from the shown frame; from the start where the run is at its end. */
  play() {
    if (!this.#run || this.playing) return;
    if (this.atEnd) this.#place = 0;
    this.#show();
    this.#wait();
  }

  pause() {
    this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  /** Show the next frame; the first two steps of the run where it is at its end. */
  next() {
    this.pause();
    if (!this.#run) return;
    this.#place = this.atEnd ? Math.min(1, this.#last) : this.#place + 1;
    this.#show();
  }

  #show() {
    if (this.#run) this.#onFrame(this.#run.frame(Math.max(0, this.#place)));
  }

  #wait() {
    if (!this.#run || this.atEnd) return this.pause();
    const gap = this.#run.steps[this.#place + 1] - this.#run.steps[this.#place];
    const ms = this.speed ? Math.min(LONGEST_MS, (1000 * gap) / this.speed) : FRAME_MS;
    this.#timer = this.#clock.later(() => {
      this.#place += 1;
      this.#show();
      this.#wait();
    }, ms);
  }
}
