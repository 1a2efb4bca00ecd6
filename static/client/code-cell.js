// @ts-check
/** `<code-cell>`: a program in the text with what it showed when the site was built; a reader may run and edit it. */

import { CellPage, meant } from "./cell-page.js";
import { unmetRequirement } from "./conditions.js";
import { keep, recall } from "./edits.js";
import { Picture } from "./picture.js";
import { pageRuntime } from "./runtime-client.js";
import { Status } from "./status.js";

/** @typedef {import("./protocol.js").CellOutput} CellOutput */
/** @typedef {{ source: string, raises: string, download_bytes: number }} Data */
/** @typedef {"idle" | "waiting" | "loading" | "running" | "failed"} State */

/** What the first button does and says in each state. @type {Readonly<Record<State, [string, string]>>} */
const PRIMARY = {
  idle: ["run", "Run"],
  waiting: ["stop", "Stop"],
  loading: ["stop", "Cancel"],
  running: ["stop", "Stop"],
  failed: ["run", "Run"],
};

/** @type {CellPage} */
const page = new CellPage(pageRuntime, (one, other) => {
  const following = /** @type {any} */ (one).compareDocumentPosition(/** @type {any} */ (other)) & Node.DOCUMENT_POSITION_FOLLOWING;
  return following ? -1 : 1;
});

/** @param {string} tag @param {string} text @param {Record<string, string>} [attributes] */
function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

export class CodeCell extends HTMLElement {
  /** @type {import("./editor.js").Editor | null} */
  #editor = null;
  #opening = false;
  /** @type {{ data: Data, status: Status, picture: Picture, texts: HTMLElement[], saved: string[] } | null} kept when the element moves */
  #made = null;
  /** @type {AbortController | null} */
  #connection = null;

  /** What each button does. @type {Readonly<Record<string, () => void>>} */
  #actions = {
    run: () => this.#run(),
    stop: () => page.stop(),
    edit: () => void this.#edit(),
    reset: () => this.#reset(),
  };

  get name() {
    return `cell ${this.dataset.number}`;
  }

  get runtime() {
    return String(this.dataset.runtime);
  }

  get raises() {
    return this.#parts.data.raises;
  }

  /** The program as it would run now: the reader's where the editor shows it, else the author's. */
  get source() {
    return this.#editor?.text ?? this.#parts.data.source;
  }

  get #parts() {
    this.#made ??= this.#make();
    return this.#made;
  }

  #make() {
    const texts = [".cell-stdout", ".cell-value", ".cell-raised"].map((selector) => this.#find(selector));
    const data = /** @type {Data} */ (JSON.parse(String(this.#find(".cell-data").textContent)));
    return { data, status: new Status(this), picture: new Picture(this), texts, saved: texts.map((element) => String(element.textContent)) };
  }

  /** @param {string} selector @returns {HTMLElement} */
  #find(selector) {
    const found = this.querySelector(selector);
    if (!found) throw new Error(`the cell ${this.id} lacks ${selector}`);
    return /** @type {HTMLElement} */ (found);
  }

  connectedCallback() {
    const { data, status } = this.#parts;
    this.#connection = new AbortController();
    this.addEventListener("click", (event) => this.#clicked(/** @type {Element} */ (event.target)), { signal: this.#connection.signal });
    this.#find(".cell-bar").hidden = false;
    page.add(this);
    const megabytes = (data.download_bytes / 1e6).toFixed(0);
    const kept = recall(this.id);
    if (kept !== null && kept !== data.source) status.say("You have edited this cell; Edit brings your version back.");
    else if (this.dataset.number === "1" && !pageRuntime.booted) status.say(`Run loads ${megabytes} MB, once`);
  }

  disconnectedCallback() {
    this.#connection?.abort();
    page.remove(this);
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
    return `Cell ${this.dataset.number}`;
  }

  #run() {
    const unmet = unmetRequirement();
    if (unmet) return this.#failed("This browser cannot run it", unmet, "", null);
    this.#editor?.clear();
    page.run(this);
  }

  async #edit() {
    if (this.#opening) return;
    this.#opening = true;
    const { makeEditor } = await import("./editor.js");
    const { data, status } = this.#parts;
    const box = this.#find(".cell-program");
    const editor = await makeEditor(this.id, `Program of cell ${this.dataset.number}`, recall(this.id) ?? data.source, {
      changed: (text) => keep(this.id, text === data.source ? null : text),
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
    keep(this.id, null);
    this.#find(".cell-program").replaceChildren(...this.#saved);
    this.#editor = null;
    this.#opening = false;
    page.forget(this);
    this.#clear();
    picture.show(picture.poster);
    this.#find(".demo-marks").dataset.count = String(picture.poster.marks.length);
    this.#say(saved);
    this.#find('[data-action="reset"]').hidden = true;
    const edit = this.#find('[data-action="edit"]');
    edit.hidden = false;
    edit.focus();
    if (this.dataset.state === "failed") this.#become("idle");
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
    if (fold && this.dataset.state === "running") fold.open = true; // the reader asked to see it
  }

  #clear() {
    this.#parts.status.clear();
    this.#editor?.clear();
  }

  /** @param {State} state */
  #become(state) {
    this.dataset.state = state;
    const primary = this.#find(".demo-primary");
    [primary.dataset.action, primary.textContent] = PRIMARY[state];
  }

  /** @param {string} name @param {string} message @param {string} trace @param {number | null} line */
  #failed(name, message, trace, line) {
    const { status } = this.#parts;
    this.#become("failed");
    status.say("");
    const text = [name, message].filter(Boolean).join(": ");
    const box = this.#find(".demo-notice");
    const what = make("p", "", { class: "demo-problem" });
    what.append(make("strong", `${this.#title} stopped${line ? ` in line ${line}` : ""}.`), ` ${text}`);
    box.dataset.kind = "failed";
    box.hidden = false;
    box.replaceChildren(what);
    if (trace) {
      const details = make("details", "", { class: "demo-trace" });
      details.append(make("summary", "Details"), make("pre", trace, { tabindex: "0" }));
      box.append(details);
    }
    this.#editor?.tell(line, text);
    status.announce(`${this.#title} stopped${line ? ` in line ${line}` : ""}. ${text}`);
  }

  /** @param {Element} target */
  #clicked(target) {
    const button = /** @type {HTMLElement | null} */ (target.closest("[data-action]"));
    if (button) this.#actions[String(button.dataset.action)]();
  }
}

customElements.define("code-cell", CodeCell);
