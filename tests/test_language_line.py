"""The line `Language: English` above the front matter or at the beginning of the body."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from sitegen.config import FrontMatterConfig
from sitegen.errors import FrontMatterError
from sitegen.front_matter import ParsedSource, parse_front_matter
from sitegen.language_line import language_in, moved_into

PATH = PurePosixPath("content/a.md")


def parse(text: str) -> ParsedSource:
    return parse_front_matter(text, PATH, is_post=False, options=FrontMatterConfig())


@pytest.mark.parametrize("line", ["Language: German", "language: german", "LANGUAGE:   de", "Language: de  "])
def test_a_first_paragraph_names_the_language_and_stays_in_the_text(line: str) -> None:
    parsed = parse(f"---\ntitle: T\n---\n\n{line}\n\nText.\n")

    assert parsed.front_matter.language == "de"
    assert line.rstrip() in parsed.body
    assert parsed.warnings == ()


@pytest.mark.parametrize(
    "body", ["Language: Python\n\nText.", "Language: English\nand more.", "A text.\n\nLanguage: English", ""]
)
def test_other_texts_say_nothing(body: str) -> None:
    assert language_in(body, 5, PATH, None) == (None, ())


def test_a_misspelt_name_gives_a_warning_with_its_place() -> None:
    language, warnings = language_in("\nLanguage: Engish\n", 5, PATH, None)

    assert language is None
    assert [(warning.line, warning.hint) for warning in warnings] == [(6, "did you mean 'English'?")]


def test_the_front_matter_goes_before_the_line() -> None:
    language, warnings = language_in("Language: French\n", 5, PATH, "de")

    assert language == "de"
    assert "names the language 'de', the first line 'French'" in warnings[0].message


@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_line_above_the_front_matter_is_a_key(fence: str) -> None:
    title = "title: T" if fence == "---" else 'title = "T"'
    text = f"Language: Dutch\n\n{fence}\n{title}\n{fence}\nText.\n"

    parsed = parse(text)

    assert (parsed.front_matter.language, parsed.front_matter.title) == ("nl", "T")
    assert (parsed.body.strip(), parsed.body_line) == ("Text.", 6)
    assert moved_into(text).count("\n") == text.count("\n")


def test_a_misspelt_language_in_the_front_matter_is_refused() -> None:
    with pytest.raises(FrontMatterError, match="did you mean 'English'"):
        parse("---\ntitle: T\nlanguage: Englsh\n---\n")
