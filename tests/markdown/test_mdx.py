from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markdown.mdx import markdown_of_mdx
from tests.markdown.conftest import LINKS, render


@pytest.mark.parametrize(
    ("text", "markdown", "messages"),
    [
        ("Only *text*.", "Only *text*.", []),
        (
            "import A from 'a'\nimport B from 'b'\n\nText.",
            "\n\n\nText.",
            ["the import is left out: programs of MDX do not run here"],
        ),
        (
            "export const a = {\n  b: 1,\n}\n\nText.",
            "\n\n\n\nText.",
            ["the export is left out: programs of MDX do not run here"],
        ),
        ("Text\nimport a ship.", "Text\nimport a ship.", []),
        ("important words", "important words", []),
        (
            '<Note title="a > b">\n\n*Words*\n\n</Note>',
            "\n\n*Words*\n\n",
            ["the component <Note> is left out; what it encloses stays"],
        ),
        (
            "<Chart data={[1, {a: '}'}]}\n  x />after",
            "\nafter",
            ["the component <Chart> is left out; what it encloses stays"],
        ),
        ("a <Tip.Big/> b", "a  b", ["the component <Tip.Big> is left out; what it encloses stays"]),
        ("<>\n\nWords\n\n</>", "\n\nWords\n\n", []),
        ('<div className="wide" id="a">x</div>', '<div class="wide" id="a">x</div>', []),
        (
            '<p style={{color: "red"}} id="a">x</p>',
            '<p id="a">x</p>',
            ["the computed attribute 'style' is left out"],
        ),
        ("a{/* hidden\ntext */}b{' '}c", "a\nb c", []),
        ("`<Image />` and ``<B>``", "`<Image />` and ``<B>``", []),
        ("```jsx\nimport A from 'a'\n\n<B />\n```\n", "```jsx\nimport A from 'a'\n\n<B />\n```\n", []),
        ("a < b and c <B", "a < b and c <B", []),
    ],
)
def test_the_markdown_of_mdx_stays(text: str, markdown: str, messages: list[str]) -> None:
    found, removed = markdown_of_mdx(text)

    assert found == markdown
    assert [part.message for part in removed] == messages


@given(st.text("<>{}/`'\"= \n\tABab.*import"))
def test_every_text_keeps_its_number_of_lines(text: str) -> None:
    found, removed = markdown_of_mdx(text)

    assert found.count("\n") == text.count("\n")
    assert all(0 <= part.line <= text.count("\n") for part in removed)


def test_what_is_left_out_of_an_mdx_source_is_reported_at_its_place() -> None:
    links = replace(LINKS, source_path=PurePosixPath("content/posts/depth/index.mdx"))
    body = render("import A from 'a'\n\nWords <A b={1} /> here.\n\n[x](../loss.md)\n", links=links)

    assert body.parts == ('<p>Words  here.</p>\n<p><a href="/blog/posts/loss/">x</a></p>\n',)
    assert [str(warning).partition("\n")[0] for warning in body.warnings] == [
        "content/posts/depth/index.mdx:6:1: warning: the import is left out: programs of MDX do not run here",
        "content/posts/depth/index.mdx:8:7: warning: the component <A> is left out; what it encloses stays",
    ]
