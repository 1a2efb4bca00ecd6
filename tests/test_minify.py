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
            "export function add(a,b){return a+b}",
        ),
        (
            "const one = 1;\n// and\nconst two = 2;\nlet three = 3\nexport { one }\n",
            "const one=1,b=2;let c=3;export{one};",
        ),
        ("document.title = `a  ${  name  }`;", "document.title=`a  ${name}`;"),
        ("const { title } = document; const f = ({ x }) => x;", "const{title:b}=document,c=({x:a})=>a;"),
        ("class A { #count = 1; more() { this.#count += 1; } }", "class a{#a=1;more(){this.#a+=1}}"),
    ],
)
def test_what_a_reader_does_not_need_is_gone(text: str, short: str) -> None:
    assert minify(text) == short


def test_what_is_no_javascript_is_refused_with_its_line() -> None:
    with pytest.raises(ValueError, match="line 2 is not understood"):
        minify("const a = 1;\nconst = 2;\n")
