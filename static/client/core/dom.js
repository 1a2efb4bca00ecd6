// @ts-check
/** Elements: a new one, and a part of one that must be there. */

/** @param {string} tag @param {Record<string, string>} attributes @param {(Node | string)[]} content */
export function make(tag, attributes, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...content);
  return element;
}

/** What a selector finds; an Error where an island or a cell lacks it. @param {Element} root @param {string} selector @returns {HTMLElement} */
export function part(root, selector) {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`${root.id || root.className} lacks ${selector}`);
  return /** @type {HTMLElement} */ (found);
}
