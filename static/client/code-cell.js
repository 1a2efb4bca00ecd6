// @ts-check
/** What stands behind `<code-cell>`: a program in the text with what it showed when the site was built; a reader may run and edit it. */

import { CellPage, meant } from "./cell-page.js";
import { unmetRequirement } from "./conditions.js";
import { keep, recall } from "./edits.js";
import { part } from "./element.js";
import { Picture } from "./picture.js";
import { preloadOnIntent } from "./preload.js";
import { pageRuntime } from "./runtime-client.js";
import { Status } from "./status.js";

/** @typedef {import("./protocol.js").CellOutput} CellOutput */
/** @typedef {{ source: string, raises: string, download_bytes: number }} Data */
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
const cellPage = new CellPage(pageRuntime, (one, other) => {
  const following = /** @type {any} */ (one).root.compareDocumentPosition(/** @type {any} */ (other).root) & Node.DOCUMENT_POSITION_FOLLOWING;
  return following ? -1 : 1;
});

export class CodeCell {
  /** @type {import("./editor.js").Editor | null} */
  #editor = null;
  #opening = false;
  #parts;
  /** @type {AbortController | null} */
  #connection = null;

  /** What each button does. @type {Readonly<Record<string, () => void>>} */
  #actions = {
    run: () => this.#run(),
    stop: () => cellPage.stop(),
    edit: () => void this.#edit(),
    reset: () => this.#reset(),
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
    return this.#editor?.text ?? this.#parts.data.source;
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
    const { data, status } = this.#parts;
    this.#connection = new AbortController();
    const { signal } = this.#connection;
    this.root.addEventListener("click", (event) => this.#clicked(/** @type {Element} */ (event.target)), { signal });
    preloadOnIntent(this.root, this.runtime, signal);
    cellPage.add(this);
    const megabytes = (data.download_bytes / 1e6).toFixed(0);
    const kept = recall(this.root.id);
    if (kept !== null && kept !== data.source) status.say("You have edited this cell; Edit brings your version back.");
    else if (this.root.dataset.number === "1" && !pageRuntime.booted) status.say(`Run loads ${megabytes} MB, once`);
  }

  disconnect() {
    this.#connection?.abort();
    cellPage.remove(this);
  }

  // What the page's queue tells

  waits() {
    this.#become("waiting");
    this.#clear();
    this.#parts.status.say("Waiting for the cells above …");
  }

  runs() {
    if (pageRuntime.booted) {
      this.#become("running");
      this.#parts.status.say("Running …");
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
    const { picture, status } = this.#parts;
    const { error } = output;
    const wanted = meant(this, output);
    const raised = error && wanted ? [error.name, error.message].filter(Boolean).join(": ") : "";
    picture.show(output.frame ?? { text: "", metrics: [], marks: [] });
    this.#say([output.stdout, output.value, raised]);
    this.#find(".demo-marks").dataset.count = String(output.frame?.marks.length ?? 0);
    if (error && !wanted) return this.#failed(error.name, error.message, error.trace, error.line);
    this.#become("idle");
    status.say("Live result");
    if (this.raises && !error) status.say(`Live result; the author’s program raises ${this.raises} here.`);
    status.announce(`${this.#title} has run.`);
  }

  /** @param {string} why */
  rests(why) {
    this.#become("idle");
    this.#parts.status.say(why);
    this.#parts.status.announce(`${this.#title}: ${why}`);
  }

  /** @param {import("./protocol.js").ErrorMessage} error */
  fails({ name, message, trace }) {
    this.#failed(name === "BootError" ? "Python could not be loaded" : name, message, trace, null);
  }

  // What the reader does

  get #title() {
    return `Cell ${this.root.dataset.number}`;
  }

  #run() {
    const unmet = unmetRequirement();
    if (unmet) return this.#failed("This browser cannot run it", unmet, "", null);
    this.#editor?.clear();
    cellPage.run(this);
  }

  async #edit() {
    if (this.#opening) return;
    this.#opening = true;
    const { makeEditor } = await import("./edit.js");
    const { data, status } = this.#parts;
    const box = this.#find(".cell-program");
    const editor = await makeEditor(this.root.id, `Program of cell ${this.root.dataset.number}`, recall(this.root.id) ?? data.source, {
      changed: (text) => keep(this.root.id, text === data.source ? null : text),
      run: () => this.#run(),
    });
    this.#editor = editor;
    this.#saved = [...box.childNodes];
    box.replaceChildren(editor.element);
    this.#find('[data-action="edit"]').hidden = true;
    this.#find('[data-action="reset"]').hidden = false;
    if (editor.text !== data.source) status.say("This is your version, kept in this browser.");
    editor.area.focus();
  }

  /** @type {Node[]} the author's program as it was shown */
  #saved = [];

  /** The author's program and what it showed; names that the reader's left behind stay until Python ends. */
  #reset() {
    const { picture, saved, status } = this.#parts;
    keep(this.root.id, null);
    this.#find(".cell-program").replaceChildren(...this.#saved);
    this.#editor = null;
    this.#opening = false;
    cellPage.forget(this);
    this.#clear();
    picture.show(picture.poster);
    this.#find(".demo-marks").dataset.count = String(picture.poster.marks.length);
    this.#say(saved);
    this.#find('[data-action="reset"]').hidden = true;
    const edit = this.#find('[data-action="edit"]');
    edit.hidden = false;
    edit.focus();
    if (this.root.dataset.state === "failed") this.#become("idle");
    status.say("Saved result");
    status.announce(`${this.#title}: the author’s program and its saved result.`);
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
    this.#editor?.clear();
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
    this.#editor?.tell(line, text);
  }

  /** @param {Element} target */
  #clicked(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
    if (button) this.#actions[String(button.dataset.action)]();
  }
}
