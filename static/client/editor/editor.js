// @ts-check
/**
 * A small editor for programs: a native text area, which brings undo, spelling of keys, touch and screen readers with
 * it, with line numbers beside it, colours and a mark on the line of an error behind it. Loaded when a reader presses Edit.
 */

import { colour } from "./highlight.js";
import { lineNumbers, newline, tab } from "./text-commands.js";
import { make } from "../core/dom.js";

/** @type {Promise<void> | null} */
let styled = null;

/** Load the editor's style sheet, once; without it the editor works all the same. */
function style() {
  styled ??= new Promise((done) => {
    const link = make("link", { rel: "stylesheet", href: new URL("./editor.css", import.meta.url).href });
    link.addEventListener("load", () => done());
    link.addEventListener("error", () => done());
    document.head.append(link);
  });
  return styled;
}

const HINT = "Tab indents. Press Escape, then Tab, to leave. Ctrl+Enter runs.";

/** Make an editor when its style is there. @param {ConstructorParameters<typeof Editor>} given */
export async function makeEditor(...given) {
  await style();
  return new Editor(...given);
}

export class Editor {
  #leaving = false;
  #line = 0;

  /**
   * @param {string} id unique in the page @param {string} label what is edited @param {string} text
   * @param {{ changed: (text: string) => void, run: () => void }} events
   */
  constructor(id, label, text, events) {
    this.events = events;
    this.area = /** @type {HTMLTextAreaElement} */ (make("textarea", { class: "editor-text", id: `${id}--editor`, "aria-label": label,
      "aria-describedby": `${id}--editor-problem ${id}--editor-hint`, spellcheck: "false", autocapitalize: "off", autocomplete: "off",
      autocorrect: "off", wrap: "off" }));
    this.numbers = make("pre", { class: "editor-numbers" });
    this.mark = make("div", { class: "editor-mark", hidden: "" });
    this.colours = make("div", { class: "editor-colours code" });
    this.problem = make("p", { class: "editor-problem", id: `${id}--editor-problem` });
    const gutter = make("div", { class: "editor-gutter", "aria-hidden": "true" }, this.numbers);
    const back = make("div", { class: "editor-back", "aria-hidden": "true" }, this.mark, this.colours);
    this.element = make("div", { class: "editor" },
      make("div", { class: "editor-frame" }, gutter, make("div", { class: "editor-paper" }, back, this.area)),
      this.problem, make("p", { class: "editor-hint", id: `${id}--editor-hint` }, HINT));
    this.area.addEventListener("input", () => this.#typed());
    this.area.addEventListener("keydown", (event) => this.#pressed(event));
    this.area.addEventListener("scroll", () => this.#place());
    this.area.addEventListener("blur", () => { this.#leaving = false; });
    this.text = text;
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    this.area.value = text;
    this.clear();
    this.#paint();
  }

  /** Set off the line of an error and say what it is. @param {number | null} line @param {string} message */
  tell(line, message) {
    this.#line = line ?? 0;
    this.mark.hidden = !line;
    this.problem.textContent = line ? `Line ${line}: ${message}` : message;
    this.area.setAttribute("aria-invalid", "true");
    if (!line) return;
    const height = this.#lineHeight();
    const top = (line - 1) * height;
    const { scrollTop, clientHeight } = this.area;
    if (top < scrollTop || top + 2 * height > scrollTop + clientHeight) this.area.scrollTop = Math.max(0, top - clientHeight / 2);
    this.#place();
  }

  /** Nothing is wrong, as far as is known. */
  clear() {
    this.#line = 0;
    this.mark.hidden = true;
    this.problem.textContent = "";
    this.area.removeAttribute("aria-invalid");
  }

  #typed() {
    this.clear();
    this.#paint();
    this.events.changed(this.text);
  }

  /** Show colours and line numbers of the text. */
  #paint() {
    this.colours.replaceChildren(...colour(this.text));
    const numbers = lineNumbers(this.text);
    if (this.numbers.textContent === numbers) return;
    this.numbers.textContent = numbers;
    this.area.rows = Math.min(28, numbers.split("\n").length + 1);
  }

  #lineHeight() {
    return Number.parseFloat(getComputedStyle(this.area).lineHeight);
  }

  /** Move numbers, colours and mark along with the text. */
  #place() {
    this.colours.style.transform = `translate(${-this.area.scrollLeft}px, ${-this.area.scrollTop}px)`;
    this.numbers.style.transform = `translateY(${-this.area.scrollTop}px)`;
    this.mark.style.transform = `translateY(${(this.#line - 1) * this.#lineHeight() - this.area.scrollTop}px)`;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const { selectionStart: start, selectionEnd: end } = this.area;
    if (event.key === "Escape") {
      this.#leaving = true; // the next Tab goes on through the page
      return;
    }
    if (event.key === "Tab" && !this.#leaving && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      return this.#change(tab(this.text, start, end, event.shiftKey));
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return this.events.run();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#change(newline(this.text, start, end));
    }
    if (event.key !== "Shift") this.#leaving = false;
  }

  /** @param {import("./text-commands.js").Change | null} change */
  #change(change) {
    if (!change) return;
    this.area.setSelectionRange(change.from, change.to);
    // The old command is the only one whose effect the reader can undo.
    const done = change.insert ? document.execCommand("insertText", false, change.insert) : document.execCommand("delete");
    if (!done) {
      this.area.setRangeText(change.insert, change.from, change.to);
      this.#typed();
    }
    this.area.setSelectionRange(change.start, change.end);
  }
}
