// @ts-check
/** Python in colours, as far as a reader's own program needs them: with the classes that the build's colours have. */

import { make } from "../core/dom.js";

/** One piece of a program: a comment, a string, a decorator, a number, a word. What is between them is plain. */
const PIECE = new RegExp([
  /(?<c1>#.*)/,
  /(?<s>[rbfu]{0,2}(?:"""[^]*?(?:"""|$(?![^]))|'''[^]*?(?:'''|$(?![^]))|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?))/,
  /(?<nd>^[ \t]*@[\w.]+)/,
  /(?<mf>(?:\b\d[\d_]*\.?|\.\d)[\d_]*(?:e[+-]?\d+)?j?\b|\b0[xob][\da-f_]+\b)/,
  /(?<word>[\p{L}_][\p{L}\p{N}_]*)/,
].map(({ source }) => source).join("|"), "gimu");

const words = (/** @type {string} */ text) => new Set(text.split(" "));
const KEYWORDS = words("and as assert async await break case class continue def del elif else except finally for from global if import in is "
  + "lambda match nonlocal not or pass raise return try while with yield");
const CONSTANTS = words("True False None");
const BUILTINS = words("abs all any bool dict enumerate filter float int isinstance iter len list map max min next object open print range "
  + "repr reversed round self set sorted str sum super tuple type zip");

/** What a word is. @param {string} word @param {string} before the word that came before it */
function kindOf(word, before) {
  if (/^(def|class)$/.test(before)) return "nf";
  if (KEYWORDS.has(word)) return "k";
  if (CONSTANTS.has(word)) return "kc";
  return BUILTINS.has(word) || /^[A-Z]\w*Error$/.test(word) ? "nb" : "";
}

/** The pieces of a program with the class of each, empty for plain ones; joined they are the text. @param {string} text */
export function piecesOf(text) {
  /** @type {[string, string][]} */
  const pieces = [];
  let end = 0;
  let before = "";
  for (const match of text.matchAll(PIECE)) {
    const [piece] = match;
    const [found] = Object.entries(match.groups ?? {}).find(([, part]) => part !== undefined) ?? [""];
    const kind = found === "word" ? kindOf(piece, before) : found;
    before = piece;
    if (!kind) continue;
    if (match.index > end) pieces.push(["", text.slice(end, match.index)]);
    pieces.push([kind, piece]);
    end = match.index + piece.length;
  }
  pieces.push(["", text.slice(end)]);
  return pieces;
}

/** A program as nodes. @param {string} text */
export function colour(text) {
  return piecesOf(text).map(([kind, piece]) => (kind ? make("span", { class: kind }, piece) : piece));
}
