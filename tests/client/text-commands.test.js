import assert from "node:assert/strict";
import test from "node:test";
import { lineNumbers, newline, tab } from "../../static/client/editor/text-commands.js";

/**
 * Apply a change to a text whose selection is between two bars; one bar is a caret. Return the same form.
 * @param {string} marked @param {(text: string, start: number, end: number) =>
 *   import("../../static/client/editor/text-commands.js").Change | null} act
 */
function edited(marked, act) {
  const [before, inside, after] =
    marked.split("|").length === 3 ? marked.split("|") : [marked.split("|")[0], "", marked.split("|")[1]];
  const text = before + inside + after;
  const change = act(text, before.length, before.length + inside.length);
  if (!change) return marked;
  const { from, to, insert, start, end } = change;
  const made = text.slice(0, from) + insert + text.slice(to);
  const selected = start === end ? "|" : `|${made.slice(start, end)}|`;
  return made.slice(0, start) + selected + made.slice(end);
}

const forth = (/** @type {string} */ text, /** @type {number} */ start, /** @type {number} */ end) =>
  tab(text, start, end, false);
const back = (/** @type {string} */ text, /** @type {number} */ start, /** @type {number} */ end) =>
  tab(text, start, end, true);

test("tab inserts spaces up to the next multiple of four", () => {
  assert.equal(edited("|x", forth), "    |x");
  assert.equal(edited("ab|", forth), "ab  |");
  assert.equal(edited("a\nabcd|e", forth), "a\nabcd    |e");
  assert.equal(edited("a|bc|d", forth), "a   |d");
});

test("tab with several lines selected indents them, but not empty ones", () => {
  assert.equal(edited("a\n|b\n\nc|\nd", forth), "a\n    |b\n\n    c|\nd");
  assert.equal(edited("|a\n|b", forth), "    |a\n|b");
});

test("shift and tab remove indentation", () => {
  assert.equal(edited("    |x", back), "|x");
  assert.equal(edited("      a|b", back), "  a|b");
  assert.equal(edited("  a|", back), "a|");
  assert.equal(edited("|    a\n  b|\n    c", back), "|a\nb|\n    c");
  assert.equal(edited("a|", back), "a|");
});

test("enter keeps the indentation, more after a colon, less after a statement that leaves the block", () => {
  assert.equal(edited("    a|", newline), "    a\n    |");
  assert.equal(edited("if a:|", newline), "if a:\n    |");
  assert.equal(edited("    for b in c:  # so|", newline), "    for b in c:  # so\n        |");
  assert.equal(edited("        return a|", newline), "        return a\n    |");
  assert.equal(edited("    return f(|", newline), "    return f(\n    |");
  assert.equal(edited("returned|", newline), "returned\n|");
  assert.equal(edited("    a|b|c", newline), "    a\n    |c");
});

test("every line has a number, also the one after the last line break", () => {
  assert.equal(lineNumbers(""), "1");
  assert.equal(lineNumbers("a\nb\n"), "1\n2\n3");
});
