"""Golden cases: `fixtures/*.md` holds title, input and expected HTML, with a line of one dot between them.

A case is added without Python: write it with an empty expectation, run `python -m tests.markdown.refresh`,
read what it says.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from markdown_it.utils import read_fixture_file

from tests.markdown.conftest import FIXTURES

CASES = [
    pytest.param(text, expected, id=f"{path.stem}:{line}: {title}")
    for path in sorted(FIXTURES.glob("*.md"))
    for line, title, text, expected in read_fixture_file(path)
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_golden_case_gives_the_html_or_the_message_in_its_file(
    text: str, expected: str, html: Callable[[str], Any]
) -> None:
    assert html(text).rstrip() == expected.rstrip()
