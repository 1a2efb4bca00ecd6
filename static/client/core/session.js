// @ts-check
/**
 * The page's side of one session: what was requested, which answers are still to come, which frame is the
 * newest.
 *
 * At most one change is in flight: while the reader drags a slider, the latest values wait here until the
 * frame that answers the change before has arrived. So a slow demo is never flooded, and every frame that is
 * shown belongs to values that the reader chose. Does not use the DOM; the clock is passed in.
 */

import { Watchdog } from "./watchdog.js";

/** @typedef {import("./protocol.js").Values} Values */
/** @typedef {import("./protocol.js").Frame} Frame */
/** @typedef {import("./protocol.js").ErrorMessage} ErrorMessage */
/** @typedef {import("./environment.js").Clock} Clock */
/**
 * @typedef {object} Program
 * @property {string} demo
 * @property {string} runtime
 * @property {boolean} generator
 * @property {number} until the step at which a run pauses, 0 for none
 * @property {ReadonlySet<string>} live names of the controls whose change reaches the running loop
 * @property {import("./protocol.js").PackageList} [packages] those that it imports
 * @property {string} [source] the reader's own version of the program
 */
/**
 * @typedef {object} Events
 * @property {(message: import("./protocol.js").Progress) => void} onProgress
 * @property {() => void} onReady
 * @property {(frame: Frame) => void} onFrame the newest frame, at most one per repaint
 * @property {(error: ErrorMessage) => void} onError
 * @property {(stalled: boolean) => void} onStalled nothing arrives; false when something arrives again
 * @property {() => void} onPreempted another demo was started
 * @property {() => void} onWorkerLost the worker was ended because of another demo
 */

let count = 0;

export class Session {
  #program;
  #client;
  #events;
  #clock;
  #watchdog;
  #generation = 0;
  #speed = 0;
  /** @type {Values} the values that the worker has */
  #sent = {};
  /** @type {Values | null} the values that the reader chose and that are not sent yet */
  #wanted = null;
  /** @type {Frame | null} the newest frame, until the next repaint */
  #newest = null;
  #awaitsAnswer = false;
  #awaitsStop = false;
  #sendScheduled = false;
  #until = 0;
  #step = 0;
  playing = false;
  done = false;
  /** What the shown frame is; a session with saved frames has other origins. */
  origin = /** @type {import("./saved-session.js").Origin} */ ("live");
  /** Whether the run has paused at the step that the author chose. */
  reached = false;

  /**
   * @param {Program} program
   * @param {import("./runtime-client.js").RuntimeClient} client
   * @param {Events} events
   * @param {Clock} clock
   */
  constructor(program, client, events, clock) {
    count += 1;
    this.id = `${program.demo}:${count}`;
    this.#program = program;
    this.#client = client;
    this.#events = events;
    this.#clock = clock;
    this.#watchdog = new Watchdog((stalled) => events.onStalled(stalled), clock);
    client.connect(this.id, this);
  }

  /**
   * Run from the beginning.
   * @param {Values} values
   * @param {boolean} playing
   * @param {number} [unseen] a step before which nobody sees the frames; the run waits there
   */
  start(values, playing, unseen) {
    const { demo, runtime, packages, source } = this.#program;
    this.playing = playing;
    this.done = false;
    this.reached = false;
    this.#until = unseen ?? this.#program.until;
    this.#awaitsStop = false;
    this.#sent = { ...values };
    this.#generation += 1;
    this.#request({
      kind: "start",
      session: this.id,
      demo,
      controls: values,
      generation: this.#generation,
      playing,
      speed: this.#speed,
      until: this.#until,
      ...(unseen === undefined ? {} : { unseen: true }),
      runtime,
      ...(packages === undefined ? {} : { packages }),
      ...(source === undefined ? {} : { source }),
    });
  }

  /** Go on unseen to a later step and wait there. @param {number} step */
  runTo(step) {
    this.playing = true;
    this.reached = false;
    this.#until = step;
    const generation = this.#generation;
    this.#request({ kind: "set", session: this.id, generation, playing: true, until: step }, false);
  }

  /** From now on the reader sees the run, as if it had come here by itself. @param {boolean} playing */
  settle(playing) {
    this.#until = this.#program.until;
    this.reached = this.#until > 0 && this.#step >= this.#until;
    this.playing = playing && !this.done && !this.reached;
    const message = { session: this.id, generation: this.#generation, playing: this.playing };
    this.#request({ kind: "set", ...message, until: this.#until, unseen: false }, false);
    this.#watch();
  }

  /** Go on; a run that has paused at the author's step goes on without end. */
  play() {
    this.playing = true;
    if (this.reached) this.#until = 0;
    this.reached = false;
    const generation = this.#generation;
    this.#request({ kind: "set", session: this.id, generation, playing: true, until: this.#until }, false);
  }

  /** The watchdog waits until the worker confirms the pause: a stuck demo does not. */
  pause() {
    if (this.playing) this.#awaitsStop = true;
    this.playing = false;
    this.#client.send({ kind: "stop", session: this.id });
  }

  /** Take one step, unless an answer is still to come. */
  step() {
    this.playing = false;
    if (!this.#awaitsAnswer) this.#request({ kind: "step", session: this.id });
  }

  /** @param {number} speed steps per second, 0 for as many as possible */
  setSpeed(speed) {
    this.#speed = speed;
    if (this.#generation) {
      this.#client.send({ kind: "set", session: this.id, generation: this.#generation, speed });
    }
  }

  /** Use the reader's values from the next repaint on. @param {Values} values */
  change(values) {
    this.#wanted = { ...values };
    this.#scheduleSend();
  }

  dispose() {
    this.#end();
    this.#client.disconnect(this.id);
  }

  onPreempted() {
    this.#events.onPreempted();
  }

  /** @param {ErrorMessage | null} error */
  onWorkerLost(error) {
    this.#end();
    if (error) this.#events.onError(error);
    else this.#events.onWorkerLost();
  }

  /** @param {import("./protocol.js").ToPage} message */
  onMessage(message) {
    if (message.kind === "progress") {
      if (this.#awaitsAnswer) this.#watchdog.restart();
      return this.#events.onProgress(message);
    }
    if (message.kind === "stopped") this.#awaitsStop = false;
    if (message.generation < this.#generation) return; // outdated: the reader has changed something since
    switch (message.kind) {
      case "ready":
        return this.#events.onReady();
      case "stopped":
        return this.#watch();
      case "error":
        this.dispose();
        return this.#events.onError(message);
      case "frame":
        return this.#receiveFrame(message.frame);
      default:
        throw new TypeError(`a session of a demo does not expect ${message.kind}`);
    }
  }

  /** @param {Frame} frame */
  #receiveFrame(frame) {
    this.#awaitsAnswer = false;
    this.done = frame.done;
    this.#step = frame.step;
    this.reached = this.#until > 0 && frame.step >= this.#until;
    if (this.done || this.reached || !frame.finite) this.playing = false;
    this.#watch();
    const isScheduled = this.#newest !== null;
    this.#newest = frame;
    if (!isScheduled) this.#clock.nextFrame(() => this.#showNewest());
    if (this.#wanted) this.#scheduleSend();
  }

  #showNewest() {
    const frame = this.#newest;
    this.#newest = null;
    if (frame) this.#events.onFrame(frame);
  }

  /** @param {import("./protocol.js").ToWorker} message */
  #request(message, awaitsAnswer = true) {
    this.#awaitsAnswer ||= awaitsAnswer;
    this.#watchdog.restart();
    this.#client.send(message);
  }

  /** Expect the next message, if one is to come. */
  #watch() {
    if (this.playing || this.#awaitsAnswer || this.#awaitsStop) this.#watchdog.restart();
    else this.#watchdog.stop();
  }

  #scheduleSend() {
    if (this.#sendScheduled) return;
    this.#sendScheduled = true;
    this.#clock.nextFrame(() => {
      this.#sendScheduled = false;
      this.#sendWanted();
    });
  }

  /** Send the reader's values: as a change where the running loop takes it, else as a new start. */
  #sendWanted() {
    if (this.#awaitsAnswer || !this.#wanted) return;
    const wanted = this.#wanted;
    const changed = Object.keys(wanted).filter((name) => wanted[name] !== this.#sent[name]);
    this.#wanted = null;
    if (!changed.length) return;
    const { generator, live } = this.#program;
    const hasEnded = this.done || this.reached;
    const restarts = generator && (hasEnded || !changed.every((name) => live.has(name)));
    if (restarts) return this.start(wanted, this.playing || hasEnded);
    this.#sent = wanted;
    const controls = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
    this.#generation += 1;
    this.#request({ kind: "set", session: this.id, generation: this.#generation, controls });
  }

  #end() {
    this.#watchdog.stop();
    this.#newest = null;
    this.#wanted = null;
    this.#awaitsAnswer = false;
    this.#awaitsStop = false;
    this.#generation += 1;
    this.playing = false;
  }
}
