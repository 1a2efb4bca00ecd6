// @ts-check
/**
 * What stands behind `<demo-island>`: what becomes of the poster when the reader touches a control or presses Run.
 *
 * States, written on the element: idle (no session), loading, ready (a session that is paused), running, failed.
 */

import { pageClock } from "./clock.js";
import { prefersStillness, unmetRequirement, watchPresence } from "./environment.js";
import { IslandParts } from "./island-parts.js";
import { wakePads } from "../controls/pads.js";
import { preloadOnIntent } from "../runtime/preload.js";
import { pageRuntime } from "./runtime-client.js";
import { Session } from "./session.js";
import { Waiting } from "./auto-pause.js";

export class DemoIsland {
  /** @type {Session | null} */
  #session = null;
  /** @type {AbortController | null} */
  #connection = null;
  #parts;
  #waiting;

  /** The reader's own text of the program, which runs in the place of the author's. @type {string | undefined} */
  source;

  /** What each button does. @type {Readonly<Record<string, () => void>>} */
  #actions = {
    run: () => this.#run(),
    retry: () => this.hydrate(true),
    pause: () => this.#pause("Paused."),
    step: () => this.#step(),
    reset: () => this.#reset(),
    edit: () => void import("../editor/edit.js").then(({ openEditor }) => openEditor(this)),
    copy: () => this.#parts.sharing.copy(),
    cancel: () => this.#stopped("Loading was cancelled."),
    stop: () => {
      this.#stopped("Stopped.");
      pageRuntime.terminate();
    },
  };

  /** @param {HTMLElement} root the element, which may leave the page and come back */
  constructor(root) {
    this.root = root;
    this.#parts = new IslandParts(root, () => pageRuntime.booted);
    this.#waiting = new Waiting(root, {
      playing: () => Boolean(this.#session?.playing),
      pause: (why) => this.#pause(why),
      resume: () => this.#session && this.#resume(this.#session),
    });
  }

  connect() {
    const parts = this.#parts;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    parts.controls.enable((isNew, committed) => this.#touched(isNew, committed), signal);
    wakePads(parts, signal);
    this.root.addEventListener("click", (event) => this.#clicked(/** @type {Element} */ (event.target)), { signal });
    this.root.addEventListener("change", () => this.#session?.setSpeed(parts.speed), { signal });
    preloadOnIntent(this.root, String(this.root.dataset.runtime), signal);
    watchPresence(this.root, (reason) => this.#waiting.look(reason), signal);
    parts.rest("idle");
    parts.sharing.connect(() => this.#change(), signal);
    pageRuntime.watch(() => parts.refresh(), signal);
  }

  disconnect() {
    this.#connection?.abort();
    this.#drop();
  }

  /** Turn the poster into a running demo: what is needed, the session, who else pauses, the start. @param {boolean} playing */
  hydrate(playing) {
    const unmet = unmetRequirement();
    if (unmet) return this.#refuse("runtime", unmet);
    this.#drop();
    const { controls, data, speed, status } = this.#parts;
    this.#parts.keepPoster();
    status.clear();
    const program = { demo: String(this.root.dataset.demo), runtime: String(this.root.dataset.runtime), generator: data.generator, live: controls.live, source: this.source };
    const session = new Session(program, pageRuntime, this.#events(), pageClock);
    this.#session = session;
    session.setSpeed(speed);
    pageRuntime.activate(session.id);
    this.#parts.become("loading");
    status.progress({ stage: pageRuntime.booted ? "demo" : "runtime", loaded: 0, total: 0 });
    session.start(controls.values, playing && data.generator);
    this.#waiting.look();
  }

  /** What the session tells. @returns {import("./session.js").Events} */
  #events() {
    const { status } = this.#parts;
    return {
      progress: (message) => this.root.dataset.state === "loading" && status.progress(message),
      ready: () => this.#parts.become(this.#session?.playing ? "running" : "ready"),
      frame: (frame) => this.#show(frame),
      error: (error) => this.#fail(error),
      silence: (silent) => (silent ? status.silent(this.root.dataset.state === "loading") : status.clear("silent")),
      yield: () => this.#pause("Paused, since another demo was started."),
      ended: () => this.#stopped("Python was stopped together with another demo."),
    };
  }

  /** @param {import("./protocol.js").Frame} frame */
  #show(frame) {
    if (!frame.finite) return this.#refuse("run", frame.text);
    this.#parts.show(frame);
    if (frame.done) this.#parts.become("ready", true);
    else if (this.#session?.playing && this.#parts.rule.reached(frame.step)) {
      this.#pause("Paused.");
      this.#parts.status.pausedAt(`Paused after ${frame.step.toLocaleString("en")} steps, so that nothing runs on unseen.`);
    }
    if (!this.#session?.playing) this.#parts.status.announce(`${this.#parts.caption}. ${frame.text}`);
  }

  #run() {
    const session = this.#session;
    if (!session) return this.hydrate(true);
    if (!session.done) return this.#resume(session);
    pageRuntime.activate(session.id);
    session.start(this.#parts.controls.values, this.#parts.data.generator);
  }

  /** @param {Session} session */
  #resume(session) {
    pageRuntime.activate(session.id);
    this.#parts.status.clear();
    this.#parts.rule.begin();
    session.play();
    if (this.root.dataset.state === "ready") this.#parts.become("running");
  }

  /** @param {string} why */
  #pause(why) {
    this.#waiting.end();
    if (!this.#session?.playing) return;
    this.#session.pause();
    if (this.root.dataset.state === "running") this.#parts.become("ready");
    this.#parts.status.announce(`${why} ${this.#parts.caption}.`);
  }

  #step() {
    if (!this.#session) return this.hydrate(false);
    this.#pause("Paused.");
    if (!this.#session.done) this.#session.step();
  }

  #reset() {
    this.#drop();
    this.#parts.showPoster();
    this.#parts.rest("idle");
    this.#parts.sharing.write(true);
    this.#parts.status.announce("Reset: the saved result and the author’s values.");
  }

  /** The reader changed a control. @param {boolean} isNew @param {boolean} committed */
  #touched(isNew, committed) {
    this.#parts.sharing.write(committed);
    if (isNew && !this.#change()) this.hydrate(!prefersStillness());
  }

  /** Other values: what runs takes them. Of a link, of Back and Forward nothing is started. */
  #change() {
    this.#parts.rule.begin();
    this.#parts.refresh();
    this.#session?.change(this.#parts.controls.values);
    return this.#session !== null;
  }

  /** @param {import("./status.js").Failure} failure */
  #fail(failure) {
    this.#drop();
    this.#parts.rest("failed");
    this.#parts.status.failure(failure);
    this.root.dispatchEvent(new CustomEvent("demo-failure", { detail: failure }));
  }

  /** Fail without an exception. @param {import("./protocol.js").Stage} stage @param {string} message */
  #refuse(stage, message) {
    this.#fail({ stage, name: "", message, trace: "", line: null });
  }

  /** @param {string} why */
  #stopped(why) {
    this.#drop();
    this.#parts.rest("idle");
    this.#parts.status.inform(`${why} The picture is kept; Run starts again with these values.`);
  }

  /** @param {Element} target */
  #clicked(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
    if (!button || button.closest(".demo-control")) return; // a control's own
    this.#actions[String(button.dataset.action)]();
    if (!button.isConnected) this.#parts.primary.focus(); // the notice that held the button is gone
  }

  #drop() {
    const session = this.#session;
    this.#session = null;
    this.#waiting.end();
    session?.dispose();
  }
}
