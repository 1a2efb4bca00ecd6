// @ts-check
/**
 * A session that answers at once from saved frames while the live one starts and catches up. The live session
 * takes over at the frame that is shown: same values, same step.
 *
 * It has the methods of `Session`, so an island uses either. Does not use the DOM; the clock is passed in.
 */

import { Playback } from "./playback.js";

/** @typedef {import("./protocol.js").Values} Values */
/** @typedef {import("./protocol.js").Frame} Frame */
/** @typedef {import("./session.js").Session} Session */
/**
 * @typedef {import("./session.js").Events & { onWaiting: () => void }} Events onWaiting: only the live program
 *   can answer, and it is not there yet
 */

/**
 * @typedef {"live" | "saved" | { name: string, value: number }} Origin what a frame is: computed now, saved by
 *   the build, or saved for a near value of a slider
 */

/** @param {Values} one @param {Values | null} other */
const isSame = (one, other) => Object.entries(one).every(([name, value]) => other?.[name] === value);

export class SavedSession {
  #saved;
  #live;
  #program;
  #events;
  #mayLoad;
  /** Whether the live session has taken over. */
  #isLive = false;
  /** Whether the last frame is shown because a value has changed, and not because a run has come to its end. */
  #isAnswer = false;
  /** Whether the island has ended the session, perhaps because of a frame that it received. */
  #isDisposed = false;
  /** Whether the run goes on when the live session has come to the last saved frame. */
  #wantsMore = false;
  /** Whether the saved frames play, and have not only come to their end. */
  #isRunning = false;
  #speed = 0;
  /** @type {Values} the reader's */
  #values;
  /** @type {Values | null} those that the live session was started with */
  #started = null;
  #awaitsFirst = false;
  /** The newest step of the live session, and the one that it is to reach. */
  #liveStep = -1;
  #target = -1;

  /**
   * @param {import("./saved-frames.js").SavedFrames} frames
   * @param {Values} values the author's, whose picture the page shows
   * @param {import("./session.js").Program} program
   * @param {(events: import("./session.js").Events) => Session} open makes the live session
   * @param {Events} events
   * @param {import("./environment.js").Clock} clock
   * @param {() => boolean} mayLoad whether the runtime may be loaded before the saved frames fail to answer
   */
  constructor(frames, values, program, open, events, clock, mayLoad) {
    this.#program = program;
    this.#events = events;
    this.#mayLoad = mayLoad;
    this.#values = values;
    this.#saved = new Playback(frames, values, clock, (frame) => this.#showSaved(frame));
    this.#live = open({
      ...events,
      onReady: () => this.#isLive && events.onReady(),
      onFrame: (frame) => this.#receive(frame),
      onStalled: (stalled) => (this.#isLive || this.#wantsMore) && events.onStalled(stalled),
    });
    this.id = this.#live.id;
  }

  get playing() {
    return this.#isLive ? this.#live.playing : this.#saved.playing || this.#wantsMore;
  }

  get done() {
    return this.#isLive ? this.#live.done : this.#saved.done;
  }

  /** Whether a run has come to the author's last step. */
  get reached() {
    if (this.#isAnswer || this.#wantsMore) return false;
    return this.#isLive ? this.#live.reached : this.#saved.atEnd && !this.#continues;
  }

  /** What the shown frame is. @returns {Origin} */
  get origin() {
    return this.#isLive ? "live" : (this.#saved.nearest ?? "saved");
  }

  /** Run from the beginning. @param {Values} values @param {boolean} playing */
  start(values, playing) {
    this.#values = { ...values };
    this.#isAnswer = this.#wantsMore = false;
    if (this.#isLive) return this.#live.start(this.#values, playing);
    this.#isRunning = false; // the first frame of a run that has only one is its last
    if (!this.#saved.begin(values)) return this.#startLive(playing);
    if (this.#isDisposed) return;
    this.#isRunning = playing;
    if (playing) this.#saved.play();
    this.#events.onReady();
    this.#follow();
  }

  /**
   * Answer changed values: from the end of a run with the end of theirs, else at the same step.
   * @param {Values} values
   * @param {boolean} [playing] whether a run plays that only the live session can show
   */
  change(values, playing = true) {
    const changed = Object.keys(values).filter((name) => values[name] !== this.#values[name]);
    if (this.#isLive && !changed.length) return;
    this.#values = { ...values };
    const { generator, live } = this.#program;
    const isOnTheWay = !this.#live.done && !this.#live.reached;
    if (this.#isLive && (!generator || (isOnTheWay && changed.every((name) => live.has(name)))))
      return this.#live.change(values);
    const wasPlaying = this.playing;
    const step = this.#isLive ? this.#liveStep : this.#saved.step;
    this.#isLive = this.#wantsMore = this.#isRunning = false;
    this.#isAnswer = true;
    if (!this.#saved.change(values, step)) return this.#startLive(playing);
    if (this.#isDisposed) return;
    this.#isAnswer = this.#saved.atEnd;
    this.#isRunning = wasPlaying && !this.#isAnswer;
    if (this.#isRunning) this.#saved.play();
    this.#events.onReady();
    this.#follow();
  }

  /** Go on: from the end of an answer with a new run, from the end of a run beyond it. */
  play() {
    if (this.#isAnswer) return this.start(this.#values, true);
    if (this.#isLive) return this.#live.play();
    this.#isRunning = true;
    if (!this.#saved.atEnd) return this.#saved.play();
    this.#goOn();
  }

  pause() {
    const wasWaiting = this.#wantsMore;
    this.#wantsMore = this.#isRunning = false;
    if (this.#isLive) return this.#live.pause();
    this.#saved.pause();
    if (wasWaiting) this.#events.onReady();
  }

  step() {
    if (this.#isLive && !this.#isAnswer) return this.#live.step();
    if (this.#isAnswer) return this.start(this.#values, false);
    this.#isRunning = false;
    this.#saved.next();
  }

  /** @param {number} speed steps per second, 0 for as many as possible */
  setSpeed(speed) {
    this.#speed = this.#saved.speed = speed;
    if (this.#isLive) this.#live.setSpeed(speed);
  }

  dispose() {
    this.#isDisposed = true;
    this.#saved.pause();
    this.#live.dispose();
  }

  /** Nothing saved answers: show the live run from its beginning. @param {boolean} playing */
  #startLive(playing) {
    this.#isLive = true;
    this.#isAnswer = false;
    this.#started = null; // a later answer starts the live run again
    this.#events.onWaiting();
    this.#live.setSpeed(this.#speed);
    this.#live.start(this.#values, playing && this.#program.generator);
  }

  /** Whether the run goes on from the last saved frame by itself. */
  get #continues() {
    const { generator, until } = this.#program;
    return generator && !this.#saved.done && (until === 0 || until > this.#saved.step);
  }

  /** @param {Frame} frame */
  #showSaved(frame) {
    this.#events.onFrame(frame);
    if (this.#isDisposed) return;
    if (this.#isRunning && this.#saved.atEnd && this.#continues) this.#goOn();
    this.#follow();
  }

  /** Go beyond the last saved frame as soon as the live session is there. */
  #goOn() {
    this.#wantsMore = true;
    this.#events.onWaiting();
    this.#follow();
  }

  /** Let the live session come to the frame that is shown. */
  #follow() {
    if (this.#isLive || !(this.#wantsMore || this.#mayLoad())) return;
    const target = this.#saved.step + (this.#saved.done ? 1 : 0); // a run is done when no step follows
    if (!isSame(this.#values, this.#started) || target < this.#liveStep) {
      if (!this.#awaitsFirst) this.#restartLive(target);
    } else if (target > this.#target) {
      this.#target = target;
      this.#live.runTo(target);
    }
  }

  /** @param {number} target */
  #restartLive(target) {
    this.#started = this.#values;
    this.#awaitsFirst = true;
    this.#liveStep = -1;
    this.#target = target;
    this.#live.setSpeed(0);
    this.#live.start(this.#values, target > 0 && this.#program.generator, target);
  }

  /** @param {Frame} frame of the live session */
  #receive(frame) {
    this.#awaitsFirst = false;
    this.#liveStep = frame.step;
    if (this.#isLive) return this.#events.onFrame(frame);
    const { step, done } = this.#saved;
    const isThere = frame.step > step || (frame.step === step && (frame.done || !done));
    const hasCome = isThere || !frame.finite || (frame.done && !this.#saved.playing);
    if (hasCome && isSame(this.#values, this.#started)) this.#takeOver(frame);
    else this.#follow();
  }

  /** @param {Frame} frame the one that is shown, of the live session */
  #takeOver(frame) {
    const [wasPlaying, wantsMore] = [this.#saved.playing, this.#wantsMore];
    this.#saved.pause();
    this.#isLive = true;
    this.#wantsMore = false;
    this.#live.setSpeed(this.#speed);
    this.#live.settle(wasPlaying);
    this.#events.onFrame(frame);
    if (!wantsMore || this.#isDisposed) return;
    this.#live.play();
    this.#events.onReady();
  }
}
