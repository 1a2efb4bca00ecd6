import assert from "node:assert/strict";
import test from "node:test";
import { tokensOf } from "../../static/client/editor/highlight.js";

/** @param {string} text */
const coloured = (text) =>
  tokensOf(text)
    .filter(([kind]) => kind)
    .map(([kind, piece]) => `${kind} ${piece}`);

test("words, names, numbers and comments have classes", () => {
  assert.deepEqual(coloured("def f(x):  # twice\n    return 2.5e-3 * x if None else range(0x1F)"), [
    "k def",
    "nf f",
    "c1 # twice",
    "k return",
    "mf 2.5e-3",
    "k if",
    "kc None",
    "k else",
    "nb range",
    "mf 0x1F",
  ]);
});

test("strings end at their quote, open ones at the end of the line or the text", () => {
  assert.deepEqual(coloured("a = f\"it's # {x}\" + 'b\\'c' # d"), [
    's f"it\'s # {x}"',
    "s 'b\\'c'",
    "c1 # d",
  ]);
  assert.deepEqual(coloured('"""one\ntwo""" + x'), ['s """one\ntwo"""']);
  assert.deepEqual(coloured('x = "open\ny = 1'), ['s "open', "mf 1"]);
  assert.deepEqual(coloured("'''open\ny = 1"), ["s '''open\ny = 1"]);
});

test("a decorator has a class, a matrix product has none; names may contain keywords", () => {
  assert.deepEqual(coloured("@demo(title=1)\nx = a @b"), ["nd @demo", "mf 1"]);
  assert.deepEqual(coloured("format_ = island.isolated; x1 = très2"), []);
});

test("the tokens joined are the text", () => {
  for (const text of ["", "a", "  \n\n", "'", '"""', "x = 'a' \\\n + 3.\n", "π = 3.14 # ½\n", "@", "#"]) {
    assert.equal(
      tokensOf(text)
        .map(([, piece]) => piece)
        .join(""),
      text,
    );
  }
});
