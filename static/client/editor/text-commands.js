// @ts-check
/** What keys do to the text of a program. Does not use the DOM: functions return the change to make. */

/**
 * A change of a text: the range to replace, the new text, and the selection afterwards.
 * @typedef {{ from: number, to: number, insert: string, start: number, end: number }} Change
 */

const INDENT = 4;

/** Return where the line of a place begins. @param {string} text @param {number} place */
const lineStart = (text, place) => text.lastIndexOf("\n", place - 1) + 1;

/**
 * Tab: insert spaces up to the next multiple of four. With several lines selected, or with Shift, indent
 * whole lines.
 * @param {string} text
 * @param {number} start of the selection
 * @param {number} end of the selection
 * @param {boolean} back whether to remove indentation
 * @returns {Change | null} null where the text stays the same
 */
export function tab(text, start, end, back) {
  const from = lineStart(text, start);
  if (!back && !text.slice(start, end).includes("\n")) {
    const insert = " ".repeat(INDENT - ((start - from) % INDENT));
    return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
  }
  // A selection that ends at the start of a line does not include that line.
  const last = end > start && text[end - 1] === "\n" ? end - 1 : end;
  const lineEnd = text.indexOf("\n", last);
  const to = lineEnd < 0 ? text.length : lineEnd;
  const lines = text.slice(from, to).split("\n");
  const indentation = new RegExp(`^ {1,${INDENT}}`);
  const indent = (/** @type {string} */ line) => line && " ".repeat(INDENT) + line;
  const moved = lines.map((line) => (back ? line.replace(indentation, "") : indent(line)));
  const insert = moved.join("\n");
  if (insert === text.slice(from, to)) return null;
  const first = moved[0].length - lines[0].length;
  const newEnd = end + insert.length - (to - from);
  return { from, to, insert, start: Math.max(from, start + first), end: Math.max(from, newEnd) };
}

/**
 * Enter: start a line with the indentation of this one; more after a colon, less after `return` and similar
 * words.
 * @param {string} text
 * @param {number} start of the selection
 * @param {number} end of the selection
 * @returns {Change}
 */
export function newline(text, start, end) {
  const line = text.slice(lineStart(text, start), start);
  const depth = /^ */.exec(line)?.[0].length ?? 0;
  const code = line.replace(/#.*/, "").trim();
  const deeper = code.endsWith(":") ? INDENT : 0;
  const leaves = /^(return|break|continue|pass|raise)\b/.test(code) && !/[([{,]$/.test(code) ? INDENT : 0;
  const insert = `\n${" ".repeat(Math.max(0, depth + deeper - leaves))}`;
  return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
}

/** Return the line numbers of a text, one per line. @param {string} text */
export function lineNumbers(text) {
  return text
    .split("\n")
    .map((_line, place) => String(place + 1))
    .join("\n");
}
