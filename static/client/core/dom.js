// @ts-check
/** Helpers for elements: create one, or find one that must exist. */

/** @param {string} tag @param {Record<string, string>} attributes @param {(Node | string)[]} content */
export function make(tag, attributes, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

/** @param {string} tag @param {Record<string, string | number>} attributes */
export function makeSvg(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/**
 * Return the element that a selector finds; throw an Error where there is none.
 * @param {Element} root
 * @param {string} selector
 * @returns {HTMLElement}
 */
export function part(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`${root.id || root.className} lacks ${selector}`);
  return /** @type {HTMLElement} */ (found);
}

/**
 * Set the text of a button, if it is another one: Chromium drops a click whose text was replaced between the
 * press and the release.
 * @param {HTMLElement} button @param {string} label
 */
export function setLabel(button, label) {
  if (button.textContent !== label) button.textContent = label;
}
