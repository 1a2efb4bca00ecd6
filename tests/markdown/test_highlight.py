from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.token import Token

from sitegen.markdown import UnknownLanguageError, highlight
from sitegen.markdown.highlight import code_block, css_class, lexer_for

PROGRAM = '''@x
class A(B):
    """Doc
    string."""

    def f(self, n: int = 0x1F) -> str:
        return f"{n!r}\\n" if not n else None  # ok
'''


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def test_a_program_is_a_block_with_its_language() -> None:
    html = highlight("x = 1\n", "python")

    assert html == (
        '<div class="code"><pre tabindex="0"><code class="language-python">'
        'x = <span class="mi">1</span>\n</code></pre></div>\n'
    )


def test_the_classes_are_those_of_pygments_own_formatter() -> None:
    theirs = HtmlFormatter(nowrap=True)
    from pygments import highlight as pygments_highlight

    expected = set(
        re.findall(r'class="(\w+)"', pygments_highlight(PROGRAM, get_lexer_by_name("python"), theirs))
    )
    found = set(re.findall(r'<span class="(\w+)"', highlight(PROGRAM, "python")))

    assert found == expected - {"n", "o", "p", "w"}


@given(
    st.text(alphabet=st.characters(exclude_characters="\r", codec="utf-8")), st.frozensets(st.integers(1, 9))
)
def test_no_character_of_a_program_is_lost_or_added(code: str, marked: frozenset[int]) -> None:
    code = code.lstrip("\ufeff") + "\n"  # a byte order mark is none of the program

    assert text_of(code_block(code, "python", marked=marked)).removesuffix("\n") == code


def test_marked_lines_are_whole_lines() -> None:
    html = code_block(PROGRAM, "python", marked=frozenset({3, 4}))

    marked = re.findall(r'<span class="marked">(.*?\n)(?:</span>)+', html, flags=re.DOTALL)
    assert [text_of(line) for line in marked] == ['    """Doc\n', '    string."""\n']


@pytest.mark.parametrize(
    ("language", "hint"),
    [
        ("pyhton", "did you mean 'python'? Otherwise write 'text'."),
        ("zzzzzzzzzz", "write 'text' for no colours"),
    ],
)
def test_an_unknown_language_is_refused_with_a_hint(language: str, hint: str) -> None:
    with pytest.raises(UnknownLanguageError, match=language) as caught:
        highlight("x", language)

    assert caught.value.hint == hint


def test_a_kind_of_token_without_a_class_takes_that_of_its_ancestor() -> None:
    assert css_class(Token.Keyword.Unknown.Of) == "k"


def test_a_language_has_one_lexer_for_all_its_blocks() -> None:
    assert lexer_for("python") is lexer_for("python")
