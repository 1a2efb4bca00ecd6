"""The guide: its reference is up to date, and it names all that an author can write."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sitegen.markdown.parser import DIRECTIVES, ROLES
from tests.reference.pages import FOLDER, PAGES

WRITING = "".join(
    (FOLDER.parent / name).read_text(encoding="utf-8") for name in ("writing.md", "code-cells.md", "demos.md")
)


@pytest.mark.parametrize(("name", "page"), PAGES.items(), ids=PAGES)
def test_a_page_of_the_reference_is_as_the_code_says(name: str, page: Callable[[], str]) -> None:
    assert (FOLDER / f"{name}.md").read_text(encoding="utf-8") == page(), "run: make reference"


def test_every_page_of_the_reference_is_in_the_table() -> None:
    assert {file.stem for file in FOLDER.glob("*.md")} == {"_index", *PAGES}


@pytest.mark.parametrize("name", DIRECTIVES)
def test_the_guide_names_every_directive_and_option(name: str) -> None:
    assert f"{{{name}}}" in WRITING or f"`{name}`" in WRITING
    missing = [
        option
        for option in DIRECTIVES[name].options or ("hide", "expect", "id", "title")
        if f":{option}:" not in WRITING and f"`{option}`" not in WRITING
    ]
    assert missing == []


@pytest.mark.parametrize("name", ROLES)
def test_the_guide_names_every_role(name: str) -> None:
    assert f"{{{name}}}" in WRITING
