// @ts-check
/** What ink and points share: a surface for pointer and keyboard, its value, its state and its buttons. */

import { makeSvg, part } from "../core/dom.js";

/** @typedef {import("./controls.js").Reporter} Reporter */

/** The event at an input whose value was set by a link, by Back or by Reset. Pads redraw it. */
export const RESTORED = "demo-restored";

/** The direction of each arrow key. @type {Readonly<Record<string, [number, number]>>} */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * @typedef {object} Content what the reader edits: a drawing, a set of points
 * @property {string} text its value in links and for Python
 * @property {(text: string) => void} load
 * @property {() => void} undo
 * @property {() => void} clear
 */
/**
 * How a pad shows its content.
 * @typedef {object} View
 * @property {() => void} draw
 * @property {() => number} count of the items in it
 * @property {string} noun name of one item
 */

export class Pad {
  #content;
  #view;
  #reporter;
  #signal;
  #root;
  #field;
  #state;

  /**
   * @param {HTMLElement} box the control
   * @param {Content} content
   * @param {View} view
   * @param {Reporter} reporter
   * @param {AbortSignal} signal
   */
  constructor(box, content, view, reporter, signal) {
    const find = (/** @type {string} */ selector) => part(box, selector);
    this.#content = content;
    this.#view = view;
    this.#reporter = reporter;
    this.#signal = signal;
    this.#root = find(".demo-pad");
    this.surface = find(".demo-pad-surface");
    this.picture = /** @type {SVGSVGElement} */ (this.surface.querySelector("svg"));
    this.#field = /** @type {HTMLInputElement} */ (find('input[type="hidden"]'));
    this.#state = find(".demo-pad-state");
    this.pen = makeSvg("g", { class: "demo-pen" });
    content.load(this.#field.value);
    this.#activate(find(".demo-pad-help"));
    this.#listen(find);
  }

  /** Width and height of the picture, in its own units. */
  get size() {
    const { width, height } = this.picture.viewBox.baseVal;
    return { width, height };
  }

  /** A description of the content such as "2 strokes". */
  get summary() {
    const { count, noun } = this.#view;
    const number = count();
    return `${number || "No"} ${noun}${number === 1 ? "" : "s"}`;
  }

  /** Return the position of an event in the picture's units. @param {PointerEvent} event */
  position({ clientX, clientY }) {
    const { left, top, width, height } = this.picture.getBoundingClientRect();
    return {
      x: ((clientX - left) / width) * this.size.width,
      y: ((clientY - top) / height) * this.size.height,
    };
  }

  /**
   * Handle one pointer at a time, from pressing on the picture until release; other pointers are ignored
   * meanwhile.
   * @param {(event: PointerEvent) => boolean} press returns whether to follow this pointer
   * @param {(event: PointerEvent) => void} move
   * @param {(event: PointerEvent) => void} [release]
   */
  onPointer(press, move, release) {
    const { picture, surface } = this;
    const options = { signal: this.#signal };
    /** @type {number | null} */
    let followed = null;
    picture.addEventListener(
      "pointerdown",
      (event) => {
        if (event.button !== 0 || followed !== null) return;
        event.preventDefault(); // no selection, no scroll
        surface.focus({ preventScroll: true });
        surface.toggleAttribute("data-known", true);
        if (!press(event)) return;
        followed = event.pointerId;
        try {
          picture.setPointerCapture(followed);
        } catch {
          // The pointer was released while this program was loading.
        }
      },
      options,
    );
    picture.addEventListener("pointermove", (event) => event.pointerId === followed && move(event), options);
    for (const type of /** @type {const} */ (["pointerup", "pointercancel"])) {
      picture.addEventListener(
        type,
        (event) => {
          if (event.pointerId !== followed) return;
          followed = null;
          release?.(event);
          this.changed(true);
        },
        options,
      );
    }
  }

  /**
   * Handle keys, except shortcuts of the browser.
   * @param {(event: KeyboardEvent) => boolean} press returns whether it used the key
   */
  onKey(press) {
    const handle = (/** @type {KeyboardEvent} */ event) => {
      if (!event.ctrlKey && !event.altKey && !event.metaKey && press(event)) event.preventDefault();
    };
    this.surface.addEventListener("keydown", handle, { signal: this.#signal });
  }

  /** Show the keyboard's position. @param {number} x @param {number} y */
  movePen(x, y) {
    this.pen.setAttribute("transform", `translate(${x} ${y})`);
  }

  /**
   * Show the content and dispatch its new value.
   * @param {boolean} committed whether the change is complete
   */
  changed(committed) {
    this.#show();
    this.#field.value = this.#content.text;
    this.#root.dataset.value = this.#field.value;
    this.#field.dispatchEvent(new Event(committed ? "change" : "input", { bubbles: true }));
  }

  /** @param {string} text */
  announce(text) {
    this.#reporter.announce(text);
  }

  #show() {
    this.#view.draw();
    this.#state.textContent = this.summary;
    this.#root.toggleAttribute("data-empty", !this.#content.text);
  }

  /** Make the picture editable. @param {HTMLElement} help */
  #activate(help) {
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
    if (this.#field.value !== this.#root.dataset.value) restore(); // a link set it before this was loaded
    for (const action of /** @type {const} */ (["undo", "clear"])) {
      find(`[data-action="${action}"]`).addEventListener(
        "click",
        () => {
          this.#content[action]();
          this.changed(true);
          this.announce(this.summary);
        },
        options,
      );
    }
    surface.addEventListener("keydown", () => surface.toggleAttribute("data-known", true), options);
    surface.addEventListener("blur", () => surface.removeAttribute("data-known"), options);
  }
}
