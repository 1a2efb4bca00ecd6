// @ts-check
/**
 * `<demo-island>`: the poster, and what becomes of it when the reader touches a control or presses Run.
 *
 * States, written on the element: idle (no session), loading, ready (a session that is paused), running, failed.
 */

import { pageClock } from "./clock.js";
import { prefersStillness, unmetRequirement, watchPresence } from "./conditions.js";
import { IslandParts } from "./island-parts.js";
import { pageRuntime } from "./runtime-client.js";
import { Session } from "./session.js";

export class DemoIsland extends HTMLElement {
  /** @type {IslandParts | null} kept when the element moves, with its poster */
  #made = null;
  /** @type {Session | null} */
  #session = null;
  /** @type {AbortController | null} */
  #connection = null;
  /** @type {string | null} why the reader cannot see it now */
  #absent = null;

  /** The reader's own text of the program, which runs in the place of the author's. @type {string | undefined} */
  source;

  /** What each button does. @type {Readonly<Record<string, () => void>>} */
  #actions = {
    run: () => this.#run(),
    retry: () => this.hydrate(true),
    pause: () => this.#pause("Paused."),
    step: () => this.#step(),
    reset: () => this.#reset(),
    edit: () => void import("./demo-editor.js").then(({ openEditor }) => openEditor(this)),
    cancel: () => this.#stopped("Loading was cancelled."),
    stop: () => {
      this.#stopped("Stopped.");
      pageRuntime.terminate();
    },
  };

  get #parts() {
    this.#made ??= new IslandParts(this);
    return this.#made;
  }

  connectedCallback() {
    const parts = this.#parts;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    parts.controls.enable(() => this.#touched(), signal);
    this.addEventListener("click", (event) => this.#clicked(/** @type {Element} */ (event.target)), { signal });
    this.addEventListener("change", () => this.#session?.setSpeed(parts.speed), { signal });
    watchPresence(this, (reason) => this.#look(reason), signal);
    parts.find(".demo-bar").hidden = false;
    parts.find('[data-action="edit"]').hidden = false;
    if (!parts.caption) parts.showPoster(pageRuntime.booted);
    parts.rest("idle");
  }

  disconnectedCallback() {
    this.#connection?.abort();
    this.#drop();
  }

  /** Turn the poster into a running demo: what is needed, the session, who else pauses, the start. @param {boolean} playing */
  hydrate(playing) {
    const unmet = unmetRequirement();
    if (unmet) return this.#fail({ stage: "runtime", name: "", message: unmet, trace: "", line: null });
    this.#drop();
    const { controls, data, speed, status } = this.#parts;
    this.#parts.keepPoster();
    status.clear();
    const program = { demo: String(this.dataset.demo), runtime: String(this.dataset.runtime), generator: data.generator, live: controls.live, source: this.source };
    const session = new Session(program, pageRuntime, this.#events(), pageClock);
    this.#session = session;
    session.setSpeed(speed);
    pageRuntime.activate(session.id);
    this.#parts.become("loading");
    status.progress({ stage: pageRuntime.booted ? "demo" : "runtime", loaded: 0, total: 0 });
    session.start(controls.values, playing && data.generator);
    this.#look(this.#absent);
  }

  /** What the session tells. @returns {import("./session.js").Events} */
  #events() {
    const { status } = this.#parts;
    return {
      progress: (message) => this.dataset.state === "loading" && status.progress(message),
      ready: () => this.#parts.become(this.#session?.playing ? "running" : "ready"),
      frame: (frame) => this.#show(frame),
      error: (error) => this.#fail(error),
      silence: (silent) => (silent ? status.silent(this.dataset.state === "loading") : status.clear("silent")),
      yield: () => this.#pause("Paused, since another demo was started."),
      ended: () => this.#stopped("Python was stopped together with another demo."),
    };
  }

  /** @param {import("./protocol.js").Frame} frame */
  #show(frame) {
    if (!frame.finite) return this.#fail({ stage: "run", name: "", message: frame.text, trace: "", line: null });
    this.#parts.show(frame);
    if (frame.done) this.#parts.become("ready", true);
    if (!this.#session?.playing) this.#parts.status.announce(`${this.#parts.caption}. ${frame.text}`);
  }

  #run() {
    const session = this.#session;
    if (!session) return this.hydrate(true);
    pageRuntime.activate(session.id);
    if (session.done) return session.start(this.#parts.controls.values, this.#parts.data.generator);
    this.#resume(session);
  }

  /** @param {Session} session */
  #resume(session) {
    pageRuntime.activate(session.id);
    this.#parts.status.clear();
    session.play();
    if (this.dataset.state === "ready") this.#parts.become("running");
  }

  /** @param {string} why */
  #pause(why) {
    delete this.dataset.waiting;
    if (!this.#session?.playing) return;
    this.#session.pause();
    if (this.dataset.state === "running") this.#parts.become("ready");
    this.#parts.status.announce(`${why} ${this.#parts.caption}.`);
  }

  #step() {
    if (!this.#session) return this.hydrate(false);
    this.#pause("Paused.");
    if (!this.#session.done) this.#session.step();
  }

  #reset() {
    this.#drop();
    this.#parts.showPoster(pageRuntime.booted);
    this.#parts.rest("idle");
    this.#parts.status.announce("Reset: the saved result and the author’s values.");
  }

  /** The reader changed a control. */
  #touched() {
    if (this.#session) this.#session.change(this.#parts.controls.values);
    else this.hydrate(!prefersStillness());
  }

  /** Wait while the reader cannot see it, go on afterwards. @param {string | null} absent */
  #look(absent) {
    this.#absent = absent;
    const session = this.#session;
    if (absent && session?.playing) {
      this.#pause(`Waiting: ${absent}.`);
      this.dataset.waiting = absent;
    } else if (!absent && this.dataset.waiting !== undefined) {
      delete this.dataset.waiting;
      if (session && !prefersStillness()) this.#resume(session);
    }
  }

  /** @param {import("./status.js").Failure} failure */
  #fail(failure) {
    this.#drop();
    this.#parts.rest("failed");
    this.#parts.status.failure(failure);
    this.dispatchEvent(new CustomEvent("demo-failure", { detail: failure }));
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
    if (!button) return;
    this.#actions[String(button.dataset.action)]();
    if (!button.isConnected) this.#parts.primary.focus(); // the notice that held the button is gone
  }

  #drop() {
    const session = this.#session;
    this.#session = null;
    delete this.dataset.waiting;
    session?.dispose();
  }
}
