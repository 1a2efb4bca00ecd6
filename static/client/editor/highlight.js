// @ts-check
/** Syntax highlighting of Python in the editor, with the class names that the build uses. */

import { make } from "../core/dom.js";

const STRINGS = [
  /"""[\s\S]*?(?:"""|$(?![\s\S]))/,
  /'''[\s\S]*?(?:'''|$(?![\s\S]))/,
  /"(?:\\[\s\S]|[^"\\\n])*"?/,
  /'(?:\\[\s\S]|[^'\\\n])*'?/,
];
/** @param {RegExp[]} patterns */
const anyOf = (patterns) => patterns.map(({ source }) => source).join("|");

/** A comment, a string, a decorator, a number or a word. The group is the class, except for words. */
const TOKEN = new RegExp(
  anyOf([
    /(?<c1>#.*)/,
    new RegExp(`(?<s>[rbfu]{0,2}(?:${anyOf(STRINGS)}))`),
    /(?<nd>^[ \t]*@[\w.]+)/,
    /(?<mf>(?:\b\d[\d_]*\.?|\.\d)[\d_]*(?:e[+-]?\d+)?j?\b|\b0[xob][\da-f_]+\b)/,
    /(?<word>[\p{L}_][\p{L}\p{N}_]*)/u,
  ]),
  "gimu",
);

const words = (/** @type {string} */ text) => new Set(text.split(" "));
const KEYWORDS = words(
  "and as assert async await break case class continue def del elif else except finally for from global if " +
    "import in is lambda match nonlocal not or pass raise return try while with yield",
);
const CONSTANTS = words("True False None");
const BUILTINS = words(
  "abs all any bool dict enumerate filter float int isinstance iter len list map max min next object open " +
    "print range repr reversed round self set sorted str sum super tuple type zip",
);

/** Return the class of a word. @param {string} word @param {string} before the token before it */
function classOfWord(word, before) {
  if (/^(def|class)$/.test(before)) return "nf";
  if (KEYWORDS.has(word)) return "k";
  if (CONSTANTS.has(word)) return "kc";
  return BUILTINS.has(word) || /^[A-Z]\w*Error$/.test(word) ? "nb" : "";
}

/** Split a program into texts with their classes; plain text has an empty class. @param {string} text */
export function tokensOf(text) {
  /** @type {[string, string][]} */
  const tokens = [];
  let end = 0;
  let before = "";
  for (const match of text.matchAll(TOKEN)) {
    const [token] = match;
    const [found] = Object.entries(match.groups ?? {}).find(([, part]) => part !== undefined) ?? [""];
    const kind = found === "word" ? classOfWord(token, before) : found;
    before = token;
    if (!kind) continue;
    if (match.index > end) tokens.push(["", text.slice(end, match.index)]);
    tokens.push([kind, token]);
    end = match.index + token.length;
  }
  tokens.push(["", text.slice(end)]);
  return tokens;
}

/** Return a program as nodes. @param {string} text */
export function highlight(text) {
  return tokensOf(text).map(([kind, token]) => (kind ? make("span", { class: kind }, token) : token));
}
