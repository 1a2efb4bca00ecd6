// @ts-check
/**
 * Values of controls as the part of an address after `#`: `#depth?rate=0.1&seed=7/neuron?bias=-1`.
 *
 * An island's id, `?`, its values; a slash before the next island. What holds no `?` is a plain anchor and none of ours.
 * Letters that a drawing is made of stay as they are, so that links stay short enough to be sent.
 */

/** @typedef {Record<string, string>} Texts values by the control's name, as text */

/** How many letters a value may take in an address; what is longer is left out. */
export const MOST_LETTERS = 2000;

/** @param {string} text */
function encode(text) {
  return encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3B", ";").replaceAll("%3A", ":").replaceAll("%20", "+");
}

/** @param {string} text @returns {string | null} null where the percent signs make no sense */
function decode(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}

/** Whether a value is short enough for an address. @param {string} text */
export function fits(text) {
  return encode(text).length <= MOST_LETTERS;
}

/** The values of each island that an address names; parts that make no sense are passed over. @param {string} hash @returns {Map<string, Texts>} */
export function readHash(hash) {
  /** @type {Map<string, Texts>} */
  const islands = new Map();
  for (const part of hash.replace(/^#/, "").split("/")) {
    const mark = part.indexOf("?");
    const id = mark > 0 ? decode(part.slice(0, mark)) : null;
    if (!id) continue;
    const pairs = part.slice(mark + 1).split("&").map((pair) => {
      const equals = pair.indexOf("=");
      return equals > 0 ? [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))] : [null, null];
    });
    const texts = Object.fromEntries(pairs.filter(([name, text]) => name !== null && text !== null));
    if (Object.keys(texts).length) islands.set(id, texts);
  }
  return islands;
}

/** The address's part for these values, with its `#`; empty where there is nothing to say. @param {Iterable<[string, Texts]>} islands */
export function writeHash(islands) {
  const parts = [];
  for (const [id, texts] of islands) {
    const pairs = Object.entries(texts).filter(([, text]) => fits(text)).map(([name, text]) => `${encode(name)}=${encode(text)}`);
    if (pairs.length) parts.push(`${encode(id)}?${pairs.join("&")}`);
  }
  return parts.length ? `#${parts.join("/")}` : "";
}
