// @ts-check
/**
 * A small editor for programs: a native text area, which supports undo, touch and screen readers. Line
 * numbers stand beside it, and the coloured text and a mark on the line of an error behind it.
 */

import { make } from "../core/dom.js";
import { highlight } from "./highlight.js";
import { lineNumbers, newline, tab } from "./text-commands.js";

/** @typedef {{ onChange: (text: string) => void, onRun: () => void }} Events */

/** @type {Promise<void> | null} */
let styleLoaded = null;

/** Load the editor's style sheet, once. The editor works without it, too. */
function loadStyle() {
  styleLoaded ??= new Promise((resolve) => {
    const link = make("link", { rel: "stylesheet", href: new URL("./editor.css", import.meta.url).href });
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => resolve());
    document.head.append(link);
  });
  return styleLoaded;
}

const HINT = "Tab indents. Press Escape, then Tab, to leave. Ctrl+Enter runs.";

/** Make an editor after its style sheet is loaded. @param {ConstructorParameters<typeof Editor>} args */
export async function makeEditor(...args) {
  await loadStyle();
  return new Editor(...args);
}

export class Editor {
  /** Whether the next Tab leaves the editor. */
  #escaped = false;
  /** The line of the error, or 0. */
  #line = 0;

  /**
   * @param {string} id unique in the page
   * @param {string} label what is edited
   * @param {string} text
   * @param {Events} events
   */
  constructor(id, label, text, events) {
    this.events = events;
    const attributes = {
      class: "editor-text",
      id: `${id}--editor`,
      "aria-label": label,
      "aria-describedby": `${id}--editor-problem ${id}--editor-hint`,
      spellcheck: "false",
      autocapitalize: "off",
      autocomplete: "off",
      autocorrect: "off",
      wrap: "off",
    };
    this.area = /** @type {HTMLTextAreaElement} */ (make("textarea", attributes));
    this.numbers = make("pre", { class: "editor-numbers" });
    this.mark = make("div", { class: "editor-mark", hidden: "" });
    this.colours = make("div", { class: "editor-colours code" });
    this.problem = make("p", { class: "editor-problem", id: `${id}--editor-problem` });
    const gutter = make("div", { class: "editor-gutter", "aria-hidden": "true" }, this.numbers);
    const back = make("div", { class: "editor-back", "aria-hidden": "true" }, this.mark, this.colours);
    const paper = make("div", { class: "editor-paper" }, back, this.area);
    const frame = make("div", { class: "editor-frame" }, gutter, paper);
    const hint = make("p", { class: "editor-hint", id: `${id}--editor-hint` }, HINT);
    this.element = make("div", { class: "editor" }, frame, this.problem, hint);
    this.area.addEventListener("input", () => this.#onInput());
    this.area.addEventListener("keydown", (event) => this.#onKey(event));
    this.area.addEventListener("scroll", () => this.#alignWithScroll());
    this.area.addEventListener("blur", () => {
      this.#escaped = false;
    });
    this.text = text;
  }

  get text() {
    return this.area.value;
  }

  set text(text) {
    this.area.value = text;
    this.clearError();
    this.#paint();
  }

  /** Show an error and mark its line. @param {number | null} line @param {string} message */
  showError(line, message) {
    this.#line = line ?? 0;
    this.mark.hidden = !line;
    this.problem.textContent = line ? `Line ${line}: ${message}` : message;
    this.area.setAttribute("aria-invalid", "true");
    if (!line) return;
    const height = this.#lineHeight();
    const top = (line - 1) * height;
    const { scrollTop, clientHeight } = this.area;
    const isVisible = top >= scrollTop && top + 2 * height <= scrollTop + clientHeight;
    if (!isVisible) this.area.scrollTop = Math.max(0, top - clientHeight / 2);
    this.#alignWithScroll();
  }

  clearError() {
    this.#line = 0;
    this.mark.hidden = true;
    this.problem.textContent = "";
    this.area.removeAttribute("aria-invalid");
  }

  #onInput() {
    this.clearError();
    this.#paint();
    this.events.onChange(this.text);
  }

  /** Update the colours and the line numbers. */
  #paint() {
    this.colours.replaceChildren(...highlight(this.text));
    const numbers = lineNumbers(this.text);
    if (this.numbers.textContent === numbers) return;
    this.numbers.textContent = numbers;
    this.area.rows = Math.min(28, numbers.split("\n").length + 1);
  }

  #lineHeight() {
    return Number.parseFloat(getComputedStyle(this.area).lineHeight);
  }

  /** Move line numbers, colours and mark together with the text. */
  #alignWithScroll() {
    this.colours.style.transform = `translate(${-this.area.scrollLeft}px, ${-this.area.scrollTop}px)`;
    this.numbers.style.transform = `translateY(${-this.area.scrollTop}px)`;
    const markTop = (this.#line - 1) * this.#lineHeight() - this.area.scrollTop;
    this.mark.style.transform = `translateY(${markTop}px)`;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const { selectionStart: start, selectionEnd: end } = this.area;
    if (event.key === "Escape") {
      this.#escaped = true;
      return;
    }
    if (event.key === "Tab" && !this.#escaped && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      return this.#change(tab(this.text, start, end, event.shiftKey));
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return this.events.onRun();
    }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#change(newline(this.text, start, end));
    }
    if (event.key !== "Shift") this.#escaped = false;
  }

  /** @param {import("./text-commands.js").Change | null} change */
  #change(change) {
    if (!change) return;
    this.area.setSelectionRange(change.from, change.to);
    // This deprecated command is the only way to change the text so that the reader can undo it.
    const done = change.insert
      ? document.execCommand("insertText", false, change.insert)
      : document.execCommand("delete");
    if (!done) {
      this.area.setRangeText(change.insert, change.from, change.to);
      this.#onInput();
    }
    this.area.setSelectionRange(change.start, change.end);
  }
}
