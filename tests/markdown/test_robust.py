"""Whatever an author writes ends in a body or in a SitegenError with places that exist."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from justhtml import JustHTML

from sitegen.config import MarkdownConfig
from sitegen.errors import SitegenError
from sitegen.model import Picture
from tests.markdown.conftest import FIRST_LINE, render

WORDS = [
    *(
        "a",
        "b c",
        " ",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "é",
        "😀",
        "\0",
        "\u2028",
        "\r\n",
        "\\",
        "'",
        '"',
        "--",
        "...",
        "%",
        "&amp;",
    ),
    *(
        "*",
        "**",
        "_",
        "`",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "!",
        "^",
        "{",
        "}",
        "$",
        "$$",
        "|",
        "---",
        "===",
        "- ",
        "1. ",
        "> ",
    ),
    *(
        "# h",
        "## h {#i}",
        "{#id}",
        "{.c}",
        "- [x] ",
        "> [!NOTE]\n",
        "| a |\n|---|\n| b |\n",
        "t\n: d\n",
        "[r]: /u\n",
    ),
    *(
        "```",
        "```python {1}\n",
        "~~~",
        "```{math}\n",
        ":::",
        "::::",
        ":::{note}",
        ":::{demo} x\n",
        ":::{details} y\n",
    ),
    *(
        ":hide: a\n",
        ":expect: a > 1\n",
        "{metric}`a.b`",
        "{kbd}`x`",
        "[^1]",
        "[^1]: ",
        "^[x]",
        "[x](../loss.md)",
    ),
    *(
        "[x](#h)",
        "![p](spiral.png)",
        "\\frac",
        "\\begin{align}",
        "\n\\end{align}",
        "\\left(",
        "\\right)",
        "x^2",
    ),
]


def _filled(part: object) -> str:
    """Return a part of a body as HTML: attributes in the place of a picture, an element in other places."""
    if isinstance(part, str):
        return part
    return ' width="1"' if isinstance(part, Picture) else "<i></i>"


TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=30).map("".join)


@given(TEXTS)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example(":::{demo} x\n\u2028\n:::")
@example("```{math}\n\u2028\n")
def test_any_text_gives_a_body_of_sound_html_or_an_error_with_places_in_the_text(text: str) -> None:
    # Raw HTML is the author's own; without it, all that comes out is ours.
    try:
        parts = render(text, MarkdownConfig(html=False)).parts
    except SitegenError as error:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for problem in error.problems:
            assert problem.line is not None
            assert FIRST_LINE <= problem.line <= FIRST_LINE + len(lines)
            assert problem.column is not None
            assert problem.column >= 1
        return
    inner = "".join(map(_filled, parts))
    page = f"<!doctype html><html><head><title>t</title></head><body>{inner}</body></html>"
    assert "\0" not in inner
    # Characters that HTML forbids are the author's; everything else about the page is ours.
    errors = [error for error in JustHTML(page, collect_errors=True).errors if "character" not in str(error)]
    assert errors == []


@given(TEXTS)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_with_raw_html_ends_in_a_body_or_an_error(text: str) -> None:
    try:
        render(text + "<b id=x>" + text + "</b>\n\n<div id='x'>\n" + text)
    except SitegenError as error:
        assert error.problems
