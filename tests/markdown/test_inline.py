from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline

from sitegen.markdown.inline import STARTS, InlineByCharacter
from sitegen.markdown.parser import parser_for
from tests.markdown.conftest import OPTIONS, commonmark_parser

PIECES = st.sampled_from(
    [
        *(
            "a",
            "b ",
            " ",
            "\n",
            "*",
            "**",
            "_",
            "`",
            "``",
            "[",
            "]",
            "(",
            ")",
            "](x)",
            "!",
            "![",
            "<",
            ">",
            "</b>",
        ),
        *(
            "&amp;",
            "&",
            "\\",
            "\\*",
            "<a@b.c>",
            "<https://a.b>",
            "[r]",
            "[r]: /u\n",
            "{",
            "}",
            "~~",
            "^",
            "$",
            ":",
        ),
        *("#", "é", "\\\n"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
def test_looking_rules_up_by_character_changes_no_result(text: str) -> None:
    assert commonmark_parser().render(text) == MarkdownIt("commonmark").render(text)


def test_every_active_inline_rule_has_its_characters() -> None:
    active = parser_for(OPTIONS).inline.ruler.get_active_rules()

    assert set(active) <= STARTS.keys()
    assert STARTS.keys() - set(active) == set()


def test_a_rule_without_characters_is_refused_when_the_parser_is_made() -> None:
    rules = ParserInline()
    rules.ruler.disable("linkify")
    rules.ruler.push("unknown", lambda _state, _silent: False)

    with pytest.raises(KeyError, match="unknown"):
        InlineByCharacter(rules)


def test_text_that_is_nested_too_deeply_for_markdown_stays_whole() -> None:
    text = "[" * 100 + "a" + "]" * 100

    assert commonmark_parser().render(text) == f"<p>{text}</p>\n"
