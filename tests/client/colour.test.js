import assert from "node:assert/strict";
import test from "node:test";
import { piecesOf } from "../../static/client/editor/highlight.js";

/** @param {string} text */
const coloured = (text) => piecesOf(text).filter(([kind]) => kind).map(([kind, piece]) => `${kind} ${piece}`);

test("words, names, numbers and comments have their colours", () => {
  assert.deepEqual(coloured("def f(x):  # twice\n    return 2.5e-3 * x if None else range(0x1F)"), [
    "k def", "nf f", "c1 # twice", "k return", "mf 2.5e-3", "k if", "kc None", "k else", "nb range", "mf 0x1F",
  ]);
});

test("strings end where they end, and so do those that do not", () => {
  assert.deepEqual(coloured("a = f\"it's # {x}\" + 'b\\'c' # d"), ["s f\"it's # {x}\"", "s 'b\\'c'", "c1 # d"]);
  assert.deepEqual(coloured('"""one\ntwo""" + x'), ['s """one\ntwo"""']);
  assert.deepEqual(coloured('x = "open\ny = 1'), ['s "open', "mf 1"]);
  assert.deepEqual(coloured("'''open\ny = 1"), ["s '''open\ny = 1"]);
});

test("a decorator is one, a product of matrices is none; a name may hold a word", () => {
  assert.deepEqual(coloured("@demo(title=1)\nx = a @b"), ["nd @demo", "mf 1"]);
  assert.deepEqual(coloured("format_ = island.isolated; x1 = très2"), []);
});

test("the pieces are the text", () => {
  for (const text of ["", "a", "  \n\n", "'", '"""', "x = 'a' \\\n + 3.\n", "π = 3.14 # ½\n", "@", "#"]) {
    assert.equal(piecesOf(text).map(([, piece]) => piece).join(""), text);
  }
});
