// @ts-check
/**
 * Parts of pictures that set controls: words to pick and handles to drag.
 *
 * Every frame replaces the pictures, so the document has the listeners. A part sets the control's own
 * input and dispatches its events, as if the reader had moved it: the rest of the page does not know about
 * pictures.
 */

const PICK = "button[data-pick]";
const HANDLE = ".mark-handle";

/** @param {Document} page */
export function listenToPicks(page) {
  page.addEventListener("click", ({ target }) => {
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (target).closest(PICK));
    if (button) set(button, String(button.dataset.pick), button.value, true);
  });
  page.addEventListener("focusin", ({ target }) => {
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (target).closest(PICK));
    if (button) keepFocus(button);
  });
  page.addEventListener("pointerdown", (event) => {
    const handle = /** @type {SVGElement | null} */ (/** @type {Element} */ (event.target).closest(HANDLE));
    if (handle && event.isPrimary) drag(page, handle, event);
  });
}

/**
 * Move a handle with the pointer until the pointer leaves.
 * @param {Document} page
 * @param {SVGElement} handle
 * @param {PointerEvent} start
 */
function drag(page, handle, start) {
  start.preventDefault();
  const { width, height } = /** @type {Element} */ (handle.parentElement).getBoundingClientRect();
  const island = /** @type {Element} */ (handle.closest("demo-island"));
  const { x, y, xEnds, yEnds } = handle.dataset;
  // It moves as far as the pointer does, so that a large handle does not jump to the pointer.
  const [left, top] = ["x", "y"].map((axis) => parseFloat(String(handle.getAttribute(axis))) / 100);
  const listening = new AbortController();
  const move = (/** @type {PointerEvent} */ { clientX, clientY, pointerId, type }) => {
    if (pointerId !== start.pointerId) return;
    const isLast = type !== "pointermove";
    if (isLast) listening.abort();
    if (type === "pointercancel") return;
    const across = clamp(left + (clientX - start.clientX) / width);
    const down = clamp(top + (clientY - start.clientY) / height);
    // The frame that shows the new values replaces the handle; until then it follows by itself.
    const shown = island.querySelector(HANDLE + having("x", x) + having("y", y));
    if (x) shown?.setAttribute("x", `${100 * across}%`);
    if (y) shown?.setAttribute("y", `${100 * down}%`);
    if (x) set(island, x, between(String(xEnds), across), isLast);
    if (y) set(island, y, between(String(yEnds), down), isLast);
  };
  for (const type of /** @type {const} */ (["pointermove", "pointerup", "pointercancel"]))
    page.addEventListener(type, move, { signal: listening.signal });
}

/** A selector of an attribute with this value; nothing without a value. @param {string} name @param {string=} value */
const having = (name, value) => (value ? `[data-${name}="${value}"]` : "");

/**
 * Set a control's input, as if the reader had moved it.
 * @param {Element} part of the island
 * @param {string} name of the control
 * @param {string} value
 * @param {boolean} isLast whether the reader has let go
 */
function set(part, name, value, isLast) {
  const island = part.closest("demo-island");
  const field = /** @type {HTMLInputElement | null | undefined} */ (
    island?.querySelector(`[name="${CSS.escape(name)}"]`)
  );
  if (!field) return;
  const before = field.value;
  field.value = value; // a range takes the nearest of its steps
  if (field.value !== before) field.dispatchEvent(new Event("input", { bubbles: true }));
  if (isLast) field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Give the focus to the button that takes this one's place in a new picture. @param {HTMLButtonElement} button */
function keepFocus(button) {
  const { pick } = button.dataset;
  const { value } = button;
  const island = button.closest("demo-island");
  const observer = new MutationObserver(() => {
    if (button.isConnected) return;
    observer.disconnect();
    const isLost = document.activeElement === document.body || !document.activeElement;
    const next = /** @type {HTMLElement | null | undefined} */ (
      island?.querySelector(`[data-pick="${pick}"][value="${value}"]`)
    );
    if (isLost) next?.focus();
  });
  if (island) observer.observe(island, { childList: true, subtree: true });
  button.addEventListener("blur", () => button.isConnected && observer.disconnect(), { once: true });
}

/** @param {string} ends @param {number} share */
function between(ends, share) {
  const [first, last] = ends.split(" ").map(Number);
  return String(first + share * (last - first));
}

/** @param {number} share */
function clamp(share) {
  return Math.min(1, Math.max(0, share));
}
