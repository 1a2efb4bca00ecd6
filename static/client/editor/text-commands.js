// @ts-check
/** What keys do to a program's text. Knows no page: a change is a range, what comes there, and the selection after it. */

/** @typedef {{ from: number, to: number, insert: string, start: number, end: number }} Change */

const INDENT = 4;

/** Where the line of a place begins. @param {string} text @param {number} place */
const lineStart = (text, place) => text.lastIndexOf("\n", place - 1) + 1;

/**
 * Tab: blanks up to the next multiple of four; with several lines selected, or going back, whole lines move.
 * @param {string} text @param {number} start @param {number} end the selection @param {boolean} back
 * @returns {Change | null} null where nothing is to be done
 */
export function tab(text, start, end, back) {
  const from = lineStart(text, start);
  if (!back && !text.slice(start, end).includes("\n")) {
    const insert = " ".repeat(INDENT - ((start - from) % INDENT));
    return { from: start, to: end, insert, start: start + insert.length, end: start + insert.length };
  }
  // A selection that ends at the very beginning of a line does not mean that line.
  const last = end > start && text[end - 1] === "\n" ? end - 1 : end;
  const lineEnd = text.indexOf("\n", last);
  const to = lineEnd < 0 ? text.length : lineEnd;
  const lines = text.slice(from, to).split("\n");
  const moved = lines.map((line) => (back ? line.replace(new RegExp(`^ {1,${INDENT}}`), "") : line && " ".repeat(INDENT) + line));
  const insert = moved.join("\n");
  if (insert === text.slice(from, to)) return null;
  const first = moved[0].length - lines[0].length;
  return { from, to, insert, start: Math.max(from, start + first), end: Math.max(from, end + insert.length - (to - from)) };
}

/**
 * Enter: a line as deep as this one, deeper behind a colon, back after a line that leaves its block.
 * @param {string} text @param {number} start @param {number} end the selection
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

/** The numbers beside the lines of a text. @param {string} text */
export function lineNumbers(text) {
  return text.split("\n").map((_line, place) => String(place + 1)).join("\n");
}
