// @ts-check
/** What ink and points have in common: a surface that takes the pointer and the keyboard, its value, state and buttons. */

import { part } from "../core/dom.js";
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
  #content;
  #more;
  #signal;
  #root;
  #field;
  #state;

  /**
   * @param {HTMLElement} box the control
   * @param {Content} content
   * @param {{ draw: () => void, count: () => number, noun: string }} more draw: show the content; count: of what it consists
   *   of, which is called so
   * @param {AbortSignal} signal
   */
  constructor(box, content, more, signal) {
    const find = (/** @type {string} */ selector) => part(box, selector);
    this.#content = content;
    this.#more = more;
    this.#signal = signal;
    this.#root = find(".demo-pad");
    this.surface = find(".demo-pad-surface");
    this.picture = /** @type {SVGSVGElement} */ (this.surface.querySelector("svg"));
    this.#field = /** @type {HTMLInputElement} */ (find('input[type="hidden"]'));
    this.#state = find(".demo-pad-state");
    this.pen = svg("g", { class: "demo-pen" });
    content.load(this.#field.value);
    this.#enliven(find(".demo-pad-help"));
    this.#listen(find);
  }

  /** Width and height of the picture's own units. */
  get size() {
    const { width, height } = this.picture.viewBox.baseVal;
    return { width, height };
  }

  /** The content in words: "2 strokes". */
  get summary() {
    const { count, noun } = this.#more;
    const many = count();
    return `${many || "No"} ${noun}${many === 1 ? "" : "s"}`;
  }

  /** Where an event is, in the picture's units. @param {PointerEvent} event */
  place({ clientX, clientY }) {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    return { x: ((clientX - left) / width) * this.size.width, y: ((clientY - top) / height) * this.size.height };
  }

  /**
   * Follow one finger at a time, from where it is set on the picture until it is lifted; others are let pass.
   * @param {(event: PointerEvent) => boolean} press whether it is to be followed
   * @param {(event: PointerEvent) => void} move @param {(event: PointerEvent) => void} [release]
   */
  follow(press, move, release) {
    const { picture, surface } = this;
    const options = { signal: this.#signal };
    /** @type {number | null} */
    let followed = null;
    picture.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || followed !== null) return;
      event.preventDefault(); // no selection, no scroll
      surface.focus({ preventScroll: true });
      surface.toggleAttribute("data-known", true);
      if (!press(event)) return;
      followed = event.pointerId;
      try {
        picture.setPointerCapture(followed);
      } catch {
        // It was lifted while this program was loaded.
      }
    }, options);
    picture.addEventListener("pointermove", (event) => event.pointerId === followed && move(event), options);
    for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) {
      picture.addEventListener(type, (event) => {
        if (event.pointerId !== followed) return;
        followed = null;
        release?.(event);
        this.changed(true);
      }, options);
    }
  }

  /** Take keys; those of the browser and those that mean nothing here are let pass. @param {(event: KeyboardEvent) => boolean} press whether it means something */
  take(press) {
    this.surface.addEventListener("keydown", (event) => {
      if (!event.ctrlKey && !event.altKey && !event.metaKey && press(event)) event.preventDefault();
    }, { signal: this.#signal });
  }

  /** Show where the keyboard is. @param {number} x @param {number} y */
  movePen(x, y) {
    this.pen.setAttribute("transform", `translate(${x} ${y})`);
  }

  /** Show the content and tell the page, which gathers changes itself; browsers send one movement for each picture. @param {boolean} committed whether the change is done */
  changed(committed) {
    this.#show();
    this.#tell(committed ? "change" : "input");
  }

  /** @param {string} text */
  say(text) {
    speak(this.surface, SAY, text);
  }

  /** @param {string} type */
  #tell(type) {
    this.#field.value = this.#content.text;
    this.#root.dataset.value = this.#field.value;
    this.#field.dispatchEvent(new Event(type, { bubbles: true }));
  }

  #show() {
    this.#more.draw();
    this.#state.textContent = this.summary;
    this.#root.toggleAttribute("data-empty", !this.#content.text);
  }

  /** The picture becomes something to work with. @param {HTMLElement} help */
  #enliven(help) {
    help.hidden = false;
    this.picture.append(this.pen);
    this.surface.tabIndex = 0;
    this.surface.setAttribute("role", "application");
    this.surface.setAttribute("aria-describedby", help.id);
    this.surface.title = String(part(help, ".demo-pad-hint").textContent);
    this.#root.toggleAttribute("data-empty", !this.#content.text);
    this.#signal.addEventListener("abort", () => this.pen.remove());
  }

  /** @param {(selector: string) => HTMLElement} find */
  #listen(find) {
    const { surface } = this;
    const options = { signal: this.#signal };
    const restore = () => {
      this.#content.load(this.#field.value);
      this.#root.dataset.value = this.#field.value;
      this.#show();
    };
    this.#field.addEventListener(RESTORED, restore, options);
    if (this.#field.value !== this.#root.dataset.value) restore(); // by a link, before this was loaded
    for (const action of /** @type {const} */ (["undo", "clear"])) {
      find(`[data-action="${action}"]`).addEventListener("click", () => {
        this.#content[action]();
        this.changed(true);
        this.say(this.summary);
      }, options);
    }
    surface.addEventListener("keydown", () => surface.toggleAttribute("data-known", true), options);
    surface.addEventListener("blur", () => surface.removeAttribute("data-known"), options);
  }
}
