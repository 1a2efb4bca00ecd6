"""Code cells as pages and feeds show them."""

from __future__ import annotations

import re

import pytest

from sitegen.build import build_outputs
from sitegen.config import load_config
from tests.conftest import NOW, SITES


@pytest.fixture(scope="module")
def published() -> dict[str, str]:
    outputs = build_outputs(load_config(SITES / "demos" / "sitegen.toml"), now=NOW).outputs
    return {
        str(output.output_path): output.content.decode()
        for output in outputs
        if isinstance(output.content, bytes) and output.output_path.suffix in {".html", ".xml"}
    }


def test_a_page_with_cells_loads_their_script_and_style_and_no_demos_script(
    published: dict[str, str],
) -> None:
    page = published["posts/cells/index.html"]
    head = page.partition("</head>")[0]
    assert re.findall(r"<script[^>]* src=\"[^\"]*?([\w-]+)\.js", head) == ["theme", "main"]
    assert "css/cell." in head
    assert page.count("<code-cell ") == 5


def test_a_page_without_cells_loads_nothing_of_theirs(published: dict[str, str]) -> None:
    page = published["posts/steady/index.html"]
    assert "code-cell" not in page
    assert "css/cell." not in page


def test_a_feed_has_programs_and_outputs_and_nothing_to_press(published: dict[str, str]) -> None:
    feed = published["feed.xml"]
    entry = feed[feed.index("Cells that share their names") :].partition("</entry>")[0]
    for shown in ("forty points from 0.0", "(40, [0])", "ZeroDivisionError: division by zero"):
        assert shown in entry
    assert re.search(r"<p>\w[^<]*\. \w[^<]*</p>", entry)  # the label and the sentence of a picture
    for left_out in ("<button", "code-cell", "application/json", "<svg"):
        assert left_out not in entry
