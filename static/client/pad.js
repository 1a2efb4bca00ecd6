// @ts-check
/** What ink and points have in common: a surface that takes the pointer and the keyboard, its value, state and buttons. */

import { make, part } from "./element.js";
import { RESTORED } from "./fields.js";
import { SAY, speak } from "./speak.js";

const SVG = "http://www.w3.org/2000/svg";

/** Where each arrow key leads. @type {Readonly<Record<string, [number, number]>>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {string} tag @param {Record<string, string | number>} attributes */
export function svg(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/**
 * @typedef {object} Content what a pad holds: a drawing, a set of points
 * @property {string} text its value
 * @property {(text: string) => void} load
 * @property {() => void} undo
 * @property {() => void} clear
 */

export class Pad {
  #pending = 0;

  /**
   * @param {HTMLElement} box the control
   * @param {Content} content
   * @param {{ draw: () => void, count: () => string, help: string, keys: string }} more draw: show the content; count: it in words
   * @param {AbortSignal} signal
   */
  constructor(box, content, more, signal) {
    const find = (/** @type {string} */ selector) => part(box, selector);
    this.content = content;
    this.more = more;
    this.signal = signal;
    this.root = find(".demo-pad");
    this.surface = find(".demo-pad-surface");
    this.picture = /** @type {SVGSVGElement} */ (this.surface.querySelector("svg"));
    this.field = /** @type {HTMLInputElement} */ (find('input[type="hidden"]'));
    this.state = find(".demo-pad-state");
    this.pen = svg("g", { class: "demo-pen" });
    content.load(this.field.value);
    this.#enliven();
    this.#listen(find);
  }

  /** Width and height of the picture's own units. */
  get size() {
    const { width, height } = this.picture.viewBox.baseVal;
    return { width, height };
  }

  /** Where an event is, in the picture's units. @param {PointerEvent} event */
  place({ clientX, clientY }) {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    return { x: ((clientX - left) / width) * this.size.width, y: ((clientY - top) / height) * this.size.height };
  }

  /** Have every move of a pointer, unless it was lifted while this program was loaded. @param {PointerEvent} event */
  capture({ pointerId }) {
    try {
      this.picture.setPointerCapture(pointerId);
    } catch {
      // There is no such pointer any more.
    }
  }

  /** Show where the keyboard is. @param {number} x @param {number} y */
  movePen(x, y) {
    this.pen.setAttribute("transform", `translate(${x} ${y})`);
  }

  /** Show the content and tell the page: at the next picture of the screen, or now where the change is done. @param {boolean} committed */
  changed(committed) {
    this.#show();
    cancelAnimationFrame(this.#pending);
    this.#pending = 0;
    if (committed) this.#tell("change");
    else this.#pending = requestAnimationFrame(() => this.#tell("input"));
  }

  /** @param {string} text */
  say(text) {
    speak(this.surface, SAY, text);
  }

  /** @param {string} type */
  #tell(type) {
    this.field.value = this.content.text;
    this.root.dataset.value = this.field.value;
    this.field.dispatchEvent(new Event(type, { bubbles: true }));
  }

  #show() {
    this.more.draw();
    this.state.textContent = this.more.count();
    this.root.toggleAttribute("data-empty", !this.content.text);
  }

  /** The picture becomes something to work with. */
  #enliven() {
    const help = make("p", { class: "demo-pad-help", id: `${this.root.id}-help` },
      make("span", { class: "demo-pad-hint" }, this.more.help), " ", make("span", { class: "demo-pad-keys" }, this.more.keys));
    this.surface.append(help);
    this.picture.append(this.pen);
    this.surface.tabIndex = 0;
    this.surface.setAttribute("role", "application");
    this.surface.setAttribute("aria-describedby", help.id);
    this.surface.title = this.more.help;
    this.root.toggleAttribute("data-empty", !this.content.text);
    this.signal.addEventListener("abort", () => {
      help.remove();
      this.pen.remove();
    });
  }

  /** @param {(selector: string) => HTMLElement} find */
  #listen(find) {
    const { content, field, root, signal, surface } = this;
    const restore = () => {
      content.load(field.value);
      root.dataset.value = field.value;
      this.#show();
    };
    field.addEventListener(RESTORED, restore, { signal });
    if (field.value !== root.dataset.value) restore(); // by a link, before this was loaded
    for (const action of /** @type {const} */ (["undo", "clear"])) {
      find(`[data-action="${action}"]`).addEventListener("click", () => {
        content[action]();
        this.changed(true);
        this.say(this.more.count());
      }, { signal });
    }
    surface.addEventListener("keydown", () => surface.toggleAttribute("data-known", true), { signal });
    surface.addEventListener("blur", () => surface.removeAttribute("data-known"), { signal });
  }
}
