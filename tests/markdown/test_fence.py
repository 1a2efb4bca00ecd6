from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name

from sitegen.markdown.fence import LEXERS, read_info


@pytest.mark.parametrize(
    ("info", "language", "marked", "title"),
    [
        ("", "", set(), ""),
        ("python", "python", set(), ""),
        ('python {2,4-6} title="a b.py"', "python", {2, 4, 5, 6}, "a b.py"),
        ("js:src/file.js", "js", set(), "src/file.js"),
        ("js:title=src/file.js {1}", "js", {1}, "src/file.js"),
        ("js:no-line-numbers", "js", set(), ""),
        ("js{1,3} showLineNumbers", "js", {1, 3}, ""),
        ("js [file.js]", "js", set(), "file.js"),
        ("js filename='a.js' copy", "js", set(), "a.js"),
        ('jsx {1,3-4} /useState/ "word"#v', "jsx", {1, 3, 4}, ""),
        ("rust,no_run", "rust", set(), ""),
        ("c++", "c++", set(), ""),
        ('go {linenos=table,hl_lines=[1,"3-5"],linenostart=199}', "go", {1, 3, 4, 5}, ""),
        ('python hl_lines="2 3" linenums="1"', "python", {2, 3}, ""),
        ('{.python .numberLines startFrom="100"}', "python", set(), ""),
        ("js {numberLines: true}", "js", set(), ""),
        ("js startLine={5}", "js", set(), ""),
        ("tsx twoslash", "tsx", set(), ""),
    ],
)
def test_the_dialects_of_other_programs_are_understood(
    info: str, language: str, marked: set[int], title: str
) -> None:
    found = read_info(info, lines=9)

    assert (found.language, set(found.marked), found.title) == (language, marked, title)
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("info", "first"),
    [
        ("python", None),
        ("python linenos", 1),
        ("python linenos=10", 10),
        ("python linenos=false", None),
        ("js showLineNumbers={false}", None),
        ("js{1,3} showLineNumbers", 1),
        ("js:line-numbers=5", 5),
        ("js:no-line-numbers", None),
        ('python linenums="1"', 1),
        ('go {linenos=table,hl_lines=[1,"3-5"],linenostart=199}', 199),
        ("js {numberLines: true}", 1),
        ('{.python .numberLines startFrom="100"}', 100),
        ("js startLine={5}", None),
    ],
)
def test_lines_have_numbers_where_a_word_asks_for_them(info: str, first: int | None) -> None:
    found = read_info(info, lines=9)

    assert found.first_number == first
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("info", "word", "message", "hint"),
    [
        ("js {9}", "{9}", "'9' is not a line, or a range of lines", "write {2} or {2,4-6}"),
        ("js hl_lines=x", "hl_lines=x", "'x' is not a line, or a range of lines", "write {2} or {2,4-6}"),
        ("js titel=x", "titel=x", "'titel=x' is unknown behind a language", "did you mean 'title'?"),
        ("js numbers", "numbers", "'numbers' is unknown behind a language", None),
    ],
)  # fmt: skip
def test_a_word_without_effect_gives_a_warning(info: str, word: str, message: str, hint: str | None) -> None:
    (warning,) = read_info(info, lines=3).warnings

    assert (warning.word, warning.hint) == (word, hint)
    assert warning.message.startswith(message)


@pytest.mark.parametrize(
    ("language", "lexer"),
    [
        ("Python", "python"),
        ("diff-js", "diff"),
        ("mermaid", ""),
        ("PlainText", ""),
        ("jsonc", "json5"),
        ("unheard", "unheard"),
    ],
)
def test_a_language_has_the_lexer_that_is_nearest(language: str, lexer: str) -> None:
    assert read_info(language, lines=1).lexer == lexer


def test_every_nearest_lexer_exists() -> None:
    for name in {*LEXERS.values(), "diff"}:
        get_lexer_by_name(name)


@given(st.text())
def test_every_line_is_read(info: str) -> None:
    read_info(info, lines=5)
