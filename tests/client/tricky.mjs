// names: the browser's, inner ones that hide outer ones, shorthands, defaults, private members of two classes
const location = globalThis.location ?? "none"; const history = [];
let { a, b: [c, d = 4], ...rest } = { a: 1, b: [2], e: 5, f: 6 };
let status = `${a}  ${[c, d].map((one) => one + /* two */ 1).join(" // not a comment ")} ${`in ${a}`}`;
export class First { #x = 1; static y = "y"; get x() { return this.#x; } set x(value) { this.#x = value; } #z(w) { return this.#x + w; }
  z = (w) => this.#z(w) }
class Second extends First { #x = 10; both() { return [this.#x, this.x, #x in this]; } async *steps({ from = 0, to }) { for (let i = from; i < to; i += 1) yield i; } }
class Around { #x = 3; #y = 4; inner() { return new (class { #z = 5; #y = 6; sum(around) { return around.#x + this.#z + this.#y; } })().sum(this); } get y() { return this.#y; } }
function outer(location, { length } = "abc") { const inner = function inner2(n) { return n ? n * inner2(n - 1) : length; }; return inner(location); }
const said = [];
const say = (...words) => void said.push(words.join(","));
say(location, status, outer(3), typeof absent, a+ +c, a- -c, c++ + ++d, "s\"t//r", /[/"]\/x/g.source, 1 / 2 / a);
function later() { return early(); } function early() { return "hoisted" }
say(new Around().inner(), new Around().y, later(), new Date(0).getTime(), new (class { v = 1 })().v, ((a, b) => b ?? a)(1), (() => ({ a, c }))().c);
for (const key in { p: 1 }) say(key); for (const [k, v] of Object.entries(rest)) say(k, v)
for (;;) { if (said.length > 3) break; say("loop"); }
let n = 0; while (n < 3) n += 1; do n -= 1; while (n > 1); for (n = 5; n < 9; n += 1); if (n) ; else say("never");
outerLoop: for (const i of [1, 2]) { switch (i) { case 1: continue outerLoop; case 2: { const a = "inner"; say(a); break outerLoop; } default: say("no"); } }
try { null.x } catch ({ name }) { say(name); } finally { say("finally") }
try { throw new Error("e") } catch { say("bare") }
const second = new Second(); second.x = 7
say(...second.both(), second.z(1), First.y, (second?.both)?.().length, (second?.missing)?.x);
const tag = (strings, ...values) => strings.raw.join("|") + values; say(tag`a\n${a}b`);
const made = new (Map)([[1, 2]]), of = 5, get = 6; say(made.get(1), of, get);
const gather = async () => { const all = []; for await (const i of second.steps({ to: 3 })) all.push(i); return all; };
[status, n] = [n, status]; ({ length: n } = "four"); say(status, n);
say(await gather(), await (async (x) => { await null; return x; })(9), ((x) => { return (
  x) })(8));
say((function (p) { const q = 1; return q; })(2), (() => { try { throw 1; } catch (e) { const r = 2; return r; } })(), new Date().getTime() > 0, new Map instanceof Map, true === !false);
say([1].map((a /* after */) => (a /* after */)).length, [2].map(async (/* none */) => { /* none */ }).length);
say([1, 2,].length, [, ,].length, [3, , 4,].length, true.toString(), { t: true, f: !false, }.t, true + 1, Math.max(1, 2,), (
  ["p", "q"]).map(async (/** a */ r, ) => r).length);
if (n) if (!n) { say("never"); } else { say("dangling"); }
if (!n) { if (n) { say("never"); } } else { say("else"); }
for (const s of [1]) { say(s); /* one */ } while (said.length < 40) { say("w"); } for (const t of [() => 1, () => { throw 2; }]) { try { say(t()); } catch { say("c"); } }
const asConst = [1]; let asLet = 2; const again = ({ asConst, }) => { return asConst; }; say(again({ asConst: asLet }), asConst);
console.log(JSON.stringify(said));
