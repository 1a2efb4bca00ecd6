"""Fewer bytes, the same program: both versions are run, and what they say is compared."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sitegen.minify import minify
from tests.node import node

TRICKY = (Path(__file__).parent / "client" / "tricky.mjs").read_text("utf-8")


def run(text: str, file: Path) -> str:
    file.write_text(text, "utf-8")
    done = subprocess.run([node(), file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + text
    return done.stdout


def test_the_same_program_says_the_same(tmp_path: Path) -> None:
    short = minify(TRICKY)
    said = run(TRICKY, tmp_path / "long.mjs")
    assert len(said) > 200
    assert run(short, tmp_path / "short.mjs") == said
    assert minify(short) == short or run(minify(short), tmp_path / "shorter.mjs") == said
    assert len(short) < 0.8 * len(TRICKY)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (
            "/** Adds. */\nexport function add(one, other) {\n  return one + other;\n}\n",
            "export function add(t,e){return t+e}",
        ),
        (
            "const one = 1;\n// and\nconst two = 2;\nlet three = 3\nexport { one }\n",
            "let one=1,t=2,e=3;export{one};",
        ),
        (
            "if (top) { self.close(); } else { for (const x of [1, ]) { stop(x, true,); } }",
            "if(top)self.close();else{for(let t of[1])stop(t,!0)}",
        ),
        ("window.a = async (/** x */ x) => (x ? undefined : 1);", "window.a=async t=>t?void 0:1;"),
        ("self.b = new Map(); new Map().get(undefined);", "self.b=new Map;new Map().get(void 0);"),
        (
            "const a = 1; const f = (x) => { const y = x; return () => a + y; };",
            "let t=1,e=e=>{let s=e;return()=>t+s};",
        ),
        (
            "function f(p) { const q = 1; try { q(); } catch (e) { const r = 2; r(); } }",
            "function t(e){let t=1;try{t()}catch(t){let e=2;e()}}",
        ),
        ("document.title = `a  ${  name  }`;", "document.title=`a  ${name}`;"),
        ("const { title } = document; const f = ({ x }) => x;", "let{title:t}=document,e=({x:t})=>t;"),
        ("class A { #count = 1; more() { this.#count += 1; } }", "class t{#t=1;more(){this.#t+=1}}"),
    ],
)
def test_what_a_reader_does_not_need_is_gone(text: str, short: str) -> None:
    assert minify(text) == short


def test_what_is_no_javascript_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="line 2 is not understood"):
        minify("const a = 1;\nconst = 2;\n")
