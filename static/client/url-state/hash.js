// @ts-check
/**
 * Control values in the hash of an address: `#depth?rate=0.1&seed=7/neuron?bias=-1`.
 *
 * Each island is its id, `?` and its values; a slash separates islands. A hash without `?` is a plain anchor.
 * The punctuation of drawings is not encoded, so that links stay short.
 */

/** @typedef {Record<string, string>} Texts control values by name, as text */

/** The longest encoded value in an address; longer ones are left out. */
export const MAX_LENGTH = 2000;

/** @param {string} text */
function encode(text) {
  return encodeURIComponent(text)
    .replaceAll("%2C", ",")
    .replaceAll("%3B", ";")
    .replaceAll("%3A", ":")
    .replaceAll("%20", "+");
}

/** @param {string} text @returns {string | null} null where the encoding is invalid */
function decode(text) {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}

/** Whether a value is short enough for an address. @param {string} text */
export function fits(text) {
  return encode(text).length <= MAX_LENGTH;
}

/**
 * Return the values by the island's id; invalid parts are ignored.
 * @param {string} hash
 * @returns {Map<string, Texts>}
 */
export function readHash(hash) {
  /** @type {Map<string, Texts>} */
  const islands = new Map();
  for (const part of hash.replace(/^#/, "").split("/")) {
    const mark = part.indexOf("?");
    const id = mark > 0 ? decode(part.slice(0, mark)) : null;
    if (!id) continue;
    const pairs = part
      .slice(mark + 1)
      .split("&")
      .map((pair) => {
        const equals = pair.indexOf("=");
        return equals > 0 ? [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))] : [null, null];
      });
    const texts = Object.fromEntries(pairs.filter(([name, text]) => name !== null && text !== null));
    if (Object.keys(texts).length) islands.set(id, texts);
  }
  return islands;
}

/**
 * Return the hash for these values, with its `#`, or an empty text.
 * @param {Iterable<[string, Texts]>} islands
 */
export function writeHash(islands) {
  const parts = [];
  for (const [id, texts] of islands) {
    const short = Object.entries(texts).filter(([, text]) => fits(text));
    const pairs = short.map(([name, text]) => `${encode(name)}=${encode(text)}`);
    if (pairs.length) parts.push(`${encode(id)}?${pairs.join("&")}`);
  }
  return parts.length ? `#${parts.join("/")}` : "";
}
