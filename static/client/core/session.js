// @ts-check
/**
 * The page's side of one session: what was asked, what is still to come, which frame is the newest.
 *
 * At most one change is under way: while the reader drags, the values of the moment wait here until the frame of
 * the change before them has come. So a slow demo is never flooded, and every frame that is shown belongs to
 * values the reader chose. Knows no DOM; animation frames and time are given.
 */

import { Newest } from "./newest.js";
import { Silence } from "./watchdog.js";

/** @typedef {import("./protocol.js").Values} Values */
/** @typedef {import("./protocol.js").Frame} Frame */
/** @typedef {import("./protocol.js").ToPage} ToPage */
/** @typedef {import("./protocol.js").ErrorMessage} ErrorMessage */
/** @typedef {import("./runtime-client.js").RuntimeClient} RuntimeClient */
/**
 * @typedef {{ demo: string, runtime: string, generator: boolean, live: ReadonlySet<string>, source?: string }} Program
 *   live: names of controls whose change reaches the running loop; source: the reader's own text of it
 */
/**
 * @typedef {object} Events what the island hears
 * @property {(message: import("./protocol.js").Progress) => void} progress
 * @property {() => void} ready
 * @property {(frame: Frame) => void} frame the newest, at most one per animation frame
 * @property {(error: ErrorMessage) => void} error
 * @property {(silent: boolean) => void} silence nothing came for a while; false when something does again
 * @property {() => void} yield another demo was started
 * @property {() => void} ended the worker was ended for another demo's sake
 */
/** @typedef {import("./clock.js").Clock} Clock */

let count = 0;

export class Session {
  #program;
  #client;
  #events;
  #clock;
  #generation = 0;
  #speed = 0;
  /** @type {Values} what the worker has */
  #sent = {};
  /** @type {Values | null} what the reader wants */
  #wanted = null;
  #awaiting = false;
  #stopping = false;
  #flushing = false;
  /** @type {Newest} */
  #newest;
  /** @type {Silence} */
  #silence;
  playing = false;
  done = false;

  /** @param {Program} program @param {RuntimeClient} client @param {Events} events @param {Clock} clock */
  constructor(program, client, events, clock) {
    count += 1;
    this.id = `${program.demo}:${count}`;
    this.#program = program;
    this.#client = client;
    this.#events = events;
    this.#clock = clock;
    this.#newest = new Newest((frame) => events.frame(frame), clock);
    this.#silence = new Silence((silent) => events.silence(silent), clock);
    client.connect(this.id, this);
  }

  /** Run from the beginning. @param {Values} values @param {boolean} playing */
  start(values, playing) {
    const { demo, runtime, source } = this.#program;
    const edited = source === undefined ? {} : { source };
    this.playing = playing;
    this.done = false;
    this.#stopping = false;
    this.#sent = { ...values };
    this.#ask({ kind: "start", session: this.id, demo, controls: values, generation: ++this.#generation, playing, speed: this.#speed, runtime, ...edited });
  }

  play() {
    this.playing = true;
    this.#ask({ kind: "set", session: this.id, generation: this.#generation, playing: true }, false);
  }

  /** The silence goes on until the worker has heard: a stuck demo does not hear a pause either. */
  pause() {
    if (this.playing) this.#stopping = true;
    this.playing = false;
    this.#client.send({ kind: "stop", session: this.id });
  }

  /** Take one step, unless an answer is still to come. */
  step() {
    this.playing = false;
    if (!this.#awaiting) this.#ask({ kind: "step", session: this.id });
  }

  /** @param {number} speed steps per second, 0 for as many as fit */
  setSpeed(speed) {
    this.#speed = speed;
    if (this.#generation) this.#client.send({ kind: "set", session: this.id, generation: this.#generation, speed });
  }

  /** Take the reader's values at the next animation frame. @param {Values} values */
  change(values) {
    this.#wanted = { ...values };
    this.#flushSoon();
  }

  dispose() {
    this.#end();
    this.#client.disconnect(this.id);
  }

  /** Called by the client: make room for the demo that was started. */
  yield() {
    this.#events.yield();
  }

  /** Called by the client: the worker is gone. @param {ErrorMessage | null} error */
  lose(error) {
    this.#end();
    if (error) this.#events.error(error);
    else this.#events.ended();
  }

  /** Called by the client. @param {ToPage} message */
  receive(message) {
    if (message.kind === "progress") {
      if (this.#awaiting) this.#silence.listen();
      return this.#events.progress(message);
    }
    if (message.kind === "stopped") this.#stopping = false;
    if (message.generation < this.#generation) return; // stale: the reader has gone on
    if (message.kind === "ready") return this.#events.ready();
    if (message.kind === "output") return; // cells have a listener of their own
    if (message.kind === "stopped") return this.#listen();
    this.#awaiting = false;
    if (message.kind === "error") {
      this.dispose();
      return this.#events.error(message);
    }
    this.done = message.frame.done;
    if (this.done || !message.frame.finite) this.playing = false;
    this.#listen();
    this.#newest.put(message.frame);
    if (this.#wanted) this.#flushSoon();
  }

  /** @param {import("./protocol.js").ToWorker} message */
  #ask(message, awaiting = true) {
    this.#awaiting ||= awaiting;
    this.#silence.listen();
    this.#client.send(message);
  }

  /** Wait for the next word, if one is to come. */
  #listen() {
    if (this.playing || this.#awaiting || this.#stopping) this.#silence.listen();
    else this.#silence.rest();
  }

  #flushSoon() {
    if (this.#flushing) return;
    this.#flushing = true;
    this.#clock.nextFrame(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush() {
    if (this.#awaiting || !this.#wanted) return;
    const wanted = this.#wanted;
    const changed = Object.keys(wanted).filter((name) => wanted[name] !== this.#sent[name]);
    this.#wanted = null;
    if (!changed.length) return;
    const { generator, live } = this.#program;
    const restarts = generator && (this.done || !changed.every((name) => live.has(name)));
    if (restarts) return this.start(wanted, this.playing || this.done);
    this.#sent = wanted;
    const controls = Object.fromEntries(changed.map((name) => [name, wanted[name]]));
    this.#ask({ kind: "set", session: this.id, generation: ++this.#generation, controls });
  }

  #end() {
    this.#silence.rest();
    this.#newest.drop();
    this.#wanted = null;
    this.#awaiting = false;
    this.#stopping = false;
    this.#generation += 1;
    this.playing = false;
  }
}
