// @ts-check
/**
 * The implementation of `<demo-island>`: turns the poster into a running demo when the reader acts.
 *
 * States, as data-state of the element: idle (no session), loading, ready (a paused session), running,
 * failed.
 */

import { preloadOnIntent } from "../runtime/preload.js";
import { VisibilityPause, watchVisibility } from "./auto-pause.js";
import { part } from "./dom.js";
import { isUnmetered, pageClock, prefersReducedMotion, unmetRequirement } from "./environment.js";
import { IslandFrames } from "./island-frames.js";
import { IslandParts } from "./island-parts.js";
import { pageRuntime } from "./runtime-client.js";
import { SavedSession } from "./saved-session.js";
import { Session } from "./session.js";

export class DemoIsland {
  /** @type {Session | SavedSession | null} */
  #session = null;
  #saved;
  /** @type {AbortController | null} */
  #connection = null;
  #parts;
  #visibility;

  /**
   * The reader's own version of the program, which runs instead of the author's.
   * @type {string | undefined}
   */
  source;

  /** @type {Readonly<Record<string, (button: HTMLElement) => void>>} */
  #actions = {
    run: () => this.#run(),
    "train-on": () => this.#run(),
    retry: () => this.hydrate(true),
    pause: () => this.#pause("Paused."),
    step: () => this.#step(),
    reset: () => this.#reset(),
    edit: () => void import("../editor/open-editor.js").then(({ openDemoEditor }) => openDemoEditor(this)),
    copy: () => this.#parts.link.copy(),
    preset: (button) => this.#choosePreset(Number(button.dataset.preset)),
    cancel: () => this.#endSession("Loading was cancelled."),
    stop: () => {
      this.#endSession("Stopped.");
      pageRuntime.terminate();
    },
  };

  /** @param {HTMLElement} root the element, which may leave the page and come back */
  constructor(root) {
    this.root = root;
    this.#parts = new IslandParts(root, () => pageRuntime.booted);
    this.#saved = new IslandFrames(root, this.#parts.controls, (frames) => this.#showLinked(frames));
    this.#visibility = new VisibilityPause(root, {
      playing: () => Boolean(this.#session?.playing),
      pause: (why) => this.#pause(why),
      resume: () => this.#session && this.#resume(this.#session),
    });
  }

  connect() {
    const parts = this.#parts;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    parts.controls.connect((isNew, committed) => this.#onControl(isNew, committed), parts.status, signal);
    this.root.addEventListener("click", (event) => this.#onClick(/** @type {Element} */ (event.target)), {
      signal,
    });
    this.root.addEventListener("change", () => this.#session?.setSpeed(parts.speed), { signal });
    this.root.addEventListener("keydown", (event) => closeOnEscape(event), { signal });
    preloadOnIntent(this.root, String(this.root.dataset.runtime), parts.data.packages, signal);
    this.#saved.connect(signal);
    const onVisibility = (/** @type {string | null} */ reason) => {
      this.#visibility.update(reason);
      if (!reason) this.#computeLinked();
    };
    watchVisibility(this.root, onVisibility, signal);
    parts.showIdle("idle");
    const onRestore = () => {
      if (!this.#applyValues()) parts.isLinked = true;
    };
    parts.link.connect(onRestore, signal);
    pageRuntime.watch(() => parts.refreshCaption(), signal);
  }

  disconnect() {
    this.#connection?.abort();
    this.#dispose();
  }

  /**
   * Show the answer to the values of a link, if it is saved.
   * @param {import("./saved-frames.js").SavedFrames} frames
   */
  #showLinked(frames) {
    const parts = this.#parts;
    const run =
      this.#session || parts.controls.match(parts.pictureValues) ? null : frames.find(parts.controls.values);
    if (!run || run.nearest || this.source !== undefined) return;
    parts.savePoster();
    const frame = run.frame(run.steps.length - 1);
    if (frame.finite) parts.show(frame, "saved");
  }

  /**
   * Replace the poster by a running demo.
   * @param {boolean} playing whether it goes on after the first frame
   * @param {boolean} [isAnswer] whether the reader has changed a value and not pressed Run
   */
  hydrate(playing, isAnswer = false) {
    if (!this.#saved.isSettled) return this.#hydrateLater(playing, isAnswer);
    const unmet = unmetRequirement();
    if (unmet) return this.#failWith("runtime", unmet);
    this.#dispose();
    const { controls, data, speed, status } = this.#parts;
    this.#parts.isLinked = false;
    this.#parts.savePoster();
    status.clear();
    const program = {
      demo: String(this.root.dataset.demo),
      runtime: String(this.root.dataset.runtime),
      generator: data.generator,
      until: data.until,
      live: controls.live,
      packages: data.packages,
      source: this.source,
    };
    const session = this.#open(program);
    this.#session = session;
    session.setSpeed(speed);
    pageRuntime.activate(session.id);
    if (isAnswer && session instanceof SavedSession) session.change(controls.values, playing);
    else {
      if (session instanceof Session) this.#showWaiting();
      session.start(controls.values, playing && data.generator);
    }
    this.#visibility.update();
  }

  /**
   * Make a session: one with saved frames, unless the program is the reader's.
   * @param {import("./session.js").Program} program
   */
  #open(program) {
    const events = this.#events();
    const open = (/** @type {import("./session.js").Events} */ given) =>
      new Session(program, pageRuntime, given, pageClock);
    const { frames } = this.#saved;
    if (!frames || this.source !== undefined) return open(events);
    const values = this.#parts.controls.authorValues();
    const mayLoad = () => pageRuntime.booted || isUnmetered();
    return new SavedSession(frames, values, program, open, events, pageClock, mayLoad);
  }

  #showWaiting() {
    this.#parts.setState("loading");
    const stage = pageRuntime.booted ? "demo" : "runtime";
    this.#parts.status.showProgress({ stage, loaded: 0, total: 0 });
  }

  /** Hydrate when the saved frames are there, or have failed. @param {[boolean, boolean]} how */
  #hydrateLater(...how) {
    const { signal } = /** @type {AbortController} */ (this.#connection);
    void this.#saved.load().then(() => signal.aborted || this.#session || this.hydrate(...how));
  }

  /** @returns {import("./saved-session.js").Events} */
  #events() {
    const { status } = this.#parts;
    const isLoading = () => this.root.dataset.state === "loading";
    return {
      onProgress: (message) => isLoading() && status.showProgress(message),
      onReady: () => this.#parts.setState(this.#session?.playing ? "running" : "ready"),
      onWaiting: () => this.#showWaiting(),
      onFrame: (frame) => this.#show(frame),
      onError: (error) => this.#fail(error),
      onStalled: (stalled) => (stalled ? status.showStalled(isLoading()) : status.clear("stalled")),
      onPreempted: () => this.#pause("Paused, because another demo was started."),
      onWorkerLost: () => this.#endSession("Python was stopped together with another demo."),
    };
  }

  /** @param {import("./protocol.js").Frame} frame */
  #show(frame) {
    if (!frame.finite) return this.#failWith("run", frame.text);
    const parts = this.#parts;
    const { done, reached, origin } = /** @type {Session} */ (this.#session);
    parts.show(frame, origin);
    if (done || reached) parts.setState("ready", done ? "done" : "reached");
    else if (this.#session?.playing && parts.runLimit.reached(frame.step)) {
      this.#pause("Paused.");
      parts.status.showLimit(
        `Paused after ${frame.step.toLocaleString("en")} steps without any action of yours.`,
      );
    }
    if (!this.#session?.playing) parts.status.announce(`${parts.caption}. ${frame.text}`);
  }

  #run() {
    const session = this.#session;
    if (!session) return this.hydrate(true);
    if (!session.done) return this.#resume(session); // also on from the step that the author chose
    pageRuntime.activate(session.id);
    session.start(this.#parts.controls.values, this.#parts.data.generator);
  }

  /** @param {Session | SavedSession} session */
  #resume(session) {
    pageRuntime.activate(session.id);
    this.#parts.status.clear();
    this.#parts.runLimit.reset();
    session.play();
    if (this.root.dataset.state === "ready") this.#parts.setState("running");
  }

  /** @param {string} why */
  #pause(why) {
    this.#visibility.cancel();
    if (!this.#session?.playing) return;
    this.#session.pause();
    if (this.root.dataset.state === "running") this.#parts.setState("ready");
    this.#parts.status.announce(`${why} ${this.#parts.caption}.`);
  }

  #step() {
    if (!this.#session) return this.hydrate(false);
    this.#pause("Paused.");
    if (!this.#session.done) this.#session.step();
  }

  #reset() {
    this.#dispose();
    this.#parts.isLinked = false;
    this.#parts.showPoster();
    this.#parts.showIdle("idle");
    this.#parts.link.write(true);
    this.#parts.status.announce("Reset to the saved result and the author’s values.");
  }

  /** Compute the values of a link or of a reload by itself, once the reader sees the island. */
  #computeLinked() {
    if (this.root.dataset.state !== "idle" || !this.#parts.isLinked || !isUnmetered()) return;
    this.hydrate(!prefersReducedMotion(), true);
  }

  /** The reader changed a control. @param {boolean} isNew @param {boolean} committed */
  #onControl(isNew, committed) {
    this.#parts.link.write(committed);
    if (isNew && !this.#applyValues()) this.hydrate(!prefersReducedMotion(), true);
  }

  /** @param {number} place */
  #choosePreset(place) {
    this.#parts.controls.choose(this.#parts.data.presets[place]);
    this.#onControl(true, true);
  }

  /** Pass the controls' values to the session, if there is one. A link, Back and Forward do not start one. */
  #applyValues() {
    this.#parts.runLimit.reset();
    this.#parts.refreshCaption();
    this.#session?.change(this.#parts.controls.values);
    return this.#session !== null;
  }

  /** @param {import("./status.js").Failure} failure */
  #fail(failure) {
    this.#dispose();
    this.#parts.showIdle("failed");
    this.#parts.status.showFailure(failure);
    this.root.dispatchEvent(new CustomEvent("demo-failure", { detail: failure }));
  }

  /** Fail without an exception. @param {import("./protocol.js").Stage} stage @param {string} message */
  #failWith(stage, message) {
    this.#fail({ stage, name: "", message, trace: "", line: null });
  }

  /** @param {string} why */
  #endSession(why) {
    this.#dispose();
    this.#parts.showIdle("idle");
    this.#parts.status.showNotice(`${why} The picture stays; Run starts again with these values.`);
  }

  /** @param {Element} target */
  #onClick(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
    if (!button || button.closest(".demo-control")) return; // handled by the control
    this.#actions[String(button.dataset.action)](button);
    if (!button.isConnected) this.#parts.primary.focus(); // the notice that contained the button was replaced
  }

  #dispose() {
    const session = this.#session;
    this.#session = null;
    this.#visibility.cancel();
    session?.dispose();
  }
}

/** Close the fold that has the focus, and return the focus to its summary. @param {KeyboardEvent} event */
function closeOnEscape({ key, target }) {
  const fold = key === "Escape" && /** @type {Element} */ (target).closest("details[open]");
  if (!fold) return;
  /** @type {HTMLDetailsElement} */ (fold).open = false;
  part(/** @type {HTMLElement} */ (fold), "summary").focus();
}
