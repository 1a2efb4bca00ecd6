"""Texts and addresses that are refused before they can be published."""

from __future__ import annotations

import pytest

from sitegen.text_rules import passive_address, plain_text


@pytest.mark.parametrize("text", ["", "A title", "tab\tand\nline", "Größe 數 🙂"])
def test_plain_text_is_accepted_unchanged(text: str) -> None:
    assert plain_text(text) == text


@pytest.mark.parametrize(("text", "code"), [("a\0b", "U+0000"), ("\x0b", "U+000B"), ("\x85", "U+0085")])
def test_a_control_character_is_refused_with_its_code(text: str, code: str) -> None:
    with pytest.raises(ValueError, match=f"received the control character U\\{code[1:]}"):
        plain_text(text)


@pytest.mark.parametrize(
    "text", ["/a/", "https://example.com/?q=data:", "mailto:a@example.com", "#javascript"]
)
def test_an_address_that_runs_nothing_is_accepted_unchanged(text: str) -> None:
    assert passive_address(text) == text


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "JavaScript:1", " java\u200bscript:1", "&#106;avascript:1", "data:text/html,x",
     "vbscript:x", "java\nscript:1"],
)  # fmt: skip
def test_an_address_that_runs_a_program_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises(ValueError, match="expected a path or a web address, received a "):
        passive_address(text)


def test_an_address_on_several_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="expected an address on one line"):
        passive_address("/a\n/b")
