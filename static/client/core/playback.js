// @ts-check
/**
 * Plays saved frames: which run answers the reader's values, which of its frames is shown, and when the next
 * one follows. Does not use the DOM; the clock is passed in.
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
  #place = 0;
  #done = false;
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

  /** Whether the run has no step after the shown frame. */
  get done() {
    return this.#done;
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

  /** Show the first frame of a run. @param {Values} values @returns {boolean} whether there is one */
  begin(values) {
    this.pause();
    this.#run = this.#frames.find(values);
    this.#show(0);
    return this.#run !== null;
  }

  /**
   * Show the answer to changed values: from the last step of the run before, the last frame; on the way, the
   * frame of the same step, or the one before it.
   * @param {Values} values
   * @param {number} [step] the step at which the reader is
   * @returns {boolean} whether there is an answer
   */
  change(values, step = this.step) {
    const wasAtEnd = step >= (this.#run?.steps[this.#last] ?? 0);
    this.#run = this.#frames.find(values);
    if (!this.#run) {
      this.pause();
      return false;
    }
    const place = this.#run.steps.filter((saved) => saved <= step).length - 1;
    this.#show(wasAtEnd ? this.#last : Math.max(0, place));
    if (this.atEnd) this.pause();
    return true;
  }

  /** Play on from the shown frame; from the start where the run is at its end. */
  play() {
    if (!this.#run || this.playing) return;
    const isAgain = this.atEnd;
    if (isAgain) this.#place = 0;
    this.#wait();
    if (isAgain) this.#show(0);
  }

  pause() {
    this.#clock.cancel(this.#timer);
    this.#timer = null;
  }

  /** Show the next frame; the first one where the run is at its end. */
  next() {
    this.pause();
    this.#show(this.atEnd ? 0 : this.#place + 1);
  }

  /** @param {number} place */
  #show(place) {
    this.#place = place;
    const frame = this.#run?.frame(place);
    this.#done = Boolean(frame?.done);
    if (frame) this.#onFrame(frame);
  }

  /** Set the timer of the next frame, if there is one. */
  #wait() {
    this.pause();
    if (!this.#run || this.atEnd) return;
    const gap = this.#run.steps[this.#place + 1] - this.#run.steps[this.#place];
    const ms = this.speed ? Math.min(LONGEST_MS, (1000 * gap) / this.speed) : FRAME_MS;
    this.#timer = this.#clock.later(() => {
      this.#place += 1;
      this.#wait();
      this.#show(this.#place);
    }, ms);
  }
}
