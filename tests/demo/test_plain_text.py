import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.demo import clean_text, label_of, text_of
from sitegen.demo.plain_text import escape_text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("tab\tline\nreturn\r", "tab\tline\nreturn\r"),
        ("a\ud800b\udfff", "a\ufffdb\ufffd"),
        (b"\xff".decode("utf-8", "surrogateescape"), "\ufffd"),
        ("a\x00b\x1b[31m\x7f", "a\u2400b\u241b[31m\u2421"),
        ("a\x85b\x9fc", "a\ufffdb\ufffdc"),
        ("\ufdd0\uffff", "\ufffd\ufffd"),
        ("é 你 😀 \u200b", "é 你 😀 \u200b"),
    ],
)
def test_characters_that_a_page_cannot_hold_are_replaced(text: str, cleaned: str) -> None:
    assert clean_text(text) == cleaned


@given(st.text(st.characters()))
def test_any_text_can_stand_in_utf_8_and_in_xml(text: str) -> None:
    escaped = escape_text(text, quote=True).replace("\r", "")
    element = ET.fromstring(f'<p title="{escaped}">{escaped}</p>'.encode())
    assert (element.text or "") == clean_text(text).replace("\r", "")


def test_a_cleaned_text_does_not_change_again() -> None:
    text = "".join(map(chr, range(0x110000)))
    assert clean_text(clean_text(text)) == clean_text(text)


def test_markup_is_escaped_and_quotes_only_for_attributes() -> None:
    assert escape_text('<b>"&') == '&lt;b&gt;"&amp;'
    assert escape_text('<b>"', quote=True) == "&lt;b&gt;&quot;"


def test_a_name_becomes_a_label() -> None:
    assert [label_of(name) for name in ("held_out", "loss", "_x_", "")] == ["Held out", "Loss", "X", ""]


class UnprintableError(Exception):
    """An exception whose text cannot be had."""

    def __str__(self) -> str:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("not so"), "not so"),
        (ValueError(), ""),
        (SyntaxError("wrong", ("demo.py", 3, 1, "x x")), "wrong"),
        (UnprintableError(), "<exception str() failed>"),
    ],
)
def test_an_exception_has_a_text_even_if_it_cannot_be_shown(error: Exception, text: str) -> None:
    assert text_of(error) == text
