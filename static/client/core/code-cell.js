// @ts-check
/** What stands behind `<code-cell>`: a program in the text with what it showed when the site was built; a reader may run and edit it. */

import { CellPage, meant } from "./cell-queue.js";
import { unmetRequirement } from "./environment.js";
import { recall } from "../editor/edit-storage.js";
import { part } from "./dom.js";
import { Picture } from "./picture.js";
import { preloadOnIntent } from "../runtime/preload.js";
import { pageRuntime } from "./runtime-client.js";
import { Status } from "./status.js";

/** @typedef {import("./protocol.js").CellOutput} CellOutput */
/** @typedef {{ source: string, raises: string }} Data */
/** @typedef {"idle" | "waiting" | "loading" | "running" | "failed"} State */

/** What the first button does and says in each state. @type {Readonly<Record<State, [string, string]>>} */
const CELL_PRIMARY = {
  idle: ["run", "Run"],
  waiting: ["stop", "Stop"],
  loading: ["stop", "Cancel"],
  running: ["stop", "Stop"],
  failed: ["run", "Run"],
};

/** @type {CellPage} */
const cellPage = new CellPage(pageRuntime, (one, other) => numberOf(one) - numberOf(other));

/** @param {any} cell */
const numberOf = ({ root }) => root.dataset.number;

export class CodeCell {
  /** Where the reader has opened it. @type {import("../editor/editor.js").Editor | null} */
  editor = null;
  #parts;
  /** @type {AbortController | null} */
  #connection = null;

  /** What each button does. @type {Readonly<Record<string, () => void>>} */
  #actions = {
    run: () => this.run(),
    stop: () => cellPage.stop(),
    edit: () => void import("../editor/edit.js").then(({ openCellEditor }) => openCellEditor(this)),
  };

  get name() {
    return `cell ${this.root.dataset.number}`;
  }

  get runtime() {
    return String(this.root.dataset.runtime);
  }

  get raises() {
    return this.#parts.data.raises;
  }

  /** The program as it would run now: the reader's where the editor shows it, else the author's. */
  get source() {
    return this.editor?.text ?? this.author;
  }

  get author() {
    return this.#parts.data.source;
  }

  /** @param {HTMLElement} root the element, which may leave the page and come back */
  constructor(root) {
    this.root = root;
    const texts = [".cell-stdout", ".cell-value", ".cell-raised"].map((selector) => this.#find(selector));
    const data = /** @type {Data} */ (JSON.parse(String(this.#find(".cell-data").textContent)));
    const saved = texts.map((element) => String(element.textContent));
    this.#parts = { data, status: new Status(root), picture: new Picture(root), texts, saved };
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    return part(this.root, selector);
  }

  connect() {
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.root.addEventListener("click", (event) => this.#clicked(/** @type {Element} */ (event.target)), { signal });
    preloadOnIntent(this.root, this.runtime, signal);
    cellPage.add(this);
    const kept = recall(this.root.id);
    if (kept !== null && kept !== this.author) this.says("You have edited this cell; Edit brings your version back.");
  }

  disconnect() {
    this.#connection?.abort();
    cellPage.remove(this);
  }

  // What the page's queue tells

  waits() {
    this.#become("waiting");
    this.#clear();
    this.says("Waiting for the cells above …");
  }

  runs() {
    if (pageRuntime.booted) {
      this.#become("running");
      this.says("Running …");
    } else {
      this.#become("loading");
      this.#parts.status.progress({ stage: "runtime", loaded: 0, total: 0 });
    }
  }

  /** @param {import("./protocol.js").Progress} progress */
  loads(progress) {
    this.#parts.status.progress(progress);
  }

  /** @param {CellOutput} output */
  shows(output) {
    const { picture } = this.#parts;
    const { error } = output;
    const wanted = meant(this, output);
    const raised = error && wanted ? [error.name, error.message].filter(Boolean).join(": ") : "";
    picture.show(output.frame ?? { text: "", metrics: [], marks: [] });
    this.#say([output.stdout, output.value, raised]);
    if (error && !wanted) return this.#failed(error.name, error.message, error.trace, error.line);
    this.#become("idle");
    const unlike = this.raises && !error ? `; the author’s program raises ${this.raises} here.` : "";
    this.says(`Live result${unlike}`, `${this.#title} has run.`);
  }

  /** @param {string} why */
  rests(why) {
    this.#become("idle");
    this.says(why, `${this.#title}: ${why}`);
  }

  /** @param {import("./protocol.js").ErrorMessage} error */
  fails({ name, message, trace }) {
    this.#failed(name === "BootError" ? "Python could not be loaded" : name, message, trace, null);
  }

  // What the reader does

  get #title() {
    return `Cell ${this.root.dataset.number}`;
  }

  run() {
    const unmet = unmetRequirement();
    if (unmet) return this.#failed("This browser cannot run it", unmet, "", null);
    this.editor?.clear();
    cellPage.run(this);
  }

  /** What the build showed; names that the reader's program left behind stay until Python ends. */
  showSaved() {
    const { picture, saved } = this.#parts;
    cellPage.forget(this);
    this.#clear();
    picture.show(picture.poster);
    this.#say(saved);
    if (this.root.dataset.state === "failed") this.#become("idle");
    this.says("Saved result", `${this.#title}: the author’s program and its saved result.`);
  }

  /** @param {string} line shown @param {string} [voice] announced */
  says(line, voice) {
    this.#parts.status.say(line);
    if (voice) this.#parts.status.announce(voice);
  }

  /** @param {string[]} texts */
  #say(texts) {
    this.#parts.texts.forEach((element, place) => {
      element.textContent = texts[place];
      element.hidden = !texts[place];
    });
    const fold = this.#find(".cell-output").closest("details");
    if (fold && this.root.dataset.state === "running") fold.open = true; // the reader asked to see it
  }

  #clear() {
    this.#parts.status.clear();
    this.editor?.clear();
  }

  /** @param {State} state */
  #become(state) {
    this.root.dataset.state = state;
    const primary = this.#find(".demo-primary");
    [primary.dataset.action, primary.textContent] = CELL_PRIMARY[state];
  }

  /** @param {string} name @param {string} message @param {string} trace @param {number | null} line */
  #failed(name, message, trace, line) {
    const { status } = this.#parts;
    this.#become("failed");
    status.say("");
    const text = [name, message].filter(Boolean).join(": ");
    status.stopped(`${this.#title} stopped${line ? ` in line ${line}` : ""}.`, text, trace);
    this.editor?.tell(line, text);
  }

  /** @param {Element} target */
  #clicked(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
    if (button) this.#actions[String(button.dataset.action)]?.(); // Reset is the editor's
  }
}
