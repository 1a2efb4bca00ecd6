from __future__ import annotations

from datetime import date, datetime
from itertools import pairwise
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.config import FrontMatterConfig
from sitegen.errors import FrontMatterError
from sitegen.foreign_keys import KEYS
from sitegen.front_matter import ParsedSource, parse_front_matter
from sitegen.model import FrontMatter
from sitegen.yaml_block import PlacedYAMLHandler

PATH = PurePosixPath("content/posts/x.md")
REPEATED_ALIASES = "title: x\nextra:\n  a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"  {name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n" for before, name in pairwise("abcde")
)
"""Each list repeats the one before ten times: 100,000 values in a few lines."""


def parse(block: str, *, is_post: bool = False) -> FrontMatter:
    return read(block, is_post=is_post).front_matter


def read(block: str, *, is_post: bool = False, **options: object) -> ParsedSource:
    settings = FrontMatterConfig.model_validate(options)
    text = f"---\n{block}\n---\nbody\n"
    return parse_front_matter(text, PATH, is_post=is_post, options=settings, zone=ZoneInfo("Europe/Berlin"))


def read_toml(block: str, **options: object) -> ParsedSource:
    settings = FrontMatterConfig.model_validate(options)
    return parse_front_matter(f"+++\n{block}\n+++\nbody\n", PATH, is_post=True, options=settings)


def toml_messages(text: str) -> list[str]:
    with pytest.raises(FrontMatterError) as caught:
        parse_front_matter(text, PATH, is_post=True)
    return str(caught.value).replace(f"{PATH}:", "").splitlines()


def messages(block: str, *, is_post: bool = False) -> list[str]:
    with pytest.raises(FrontMatterError) as caught:
        parse(block, is_post=is_post)
    return str(caught.value).replace(f"{PATH}:", "").splitlines()


def test_a_post_with_quoted_values_is_read() -> None:
    found = parse(
        "title: 'A ''quoted'' title'\ndate: '2026-11-23'\ndescription: 'One: sentence.'", is_post=True
    )

    assert (found.title, found.date, found.description) == (
        "A 'quoted' title",
        date(2026, 11, 23),
        "One: sentence.",
    )


def test_a_bare_date_stays_a_date_and_a_time_keeps_its_zone() -> None:
    assert parse("title: x\ndate: 2026-11-23").date == date(2026, 11, 23)
    moment = parse("title: x\ndate: 2026-11-23T01:30:00+05:00").date
    assert isinstance(moment, datetime)
    assert moment.isoformat() == "2026-11-23T01:30:00+05:00"


def test_yaml_1_1_surprises_do_not_happen() -> None:
    found = parse("title: 1.10\ndescription: no\ntags: [on, 1e3, 2026]\nlang: no")

    assert (found.title, found.description, found.tags) == ("1.10", "no", ("on", "1e3", "2026"))
    assert found.language == "no"


def test_extra_has_the_core_types() -> None:
    found = parse("title: x\nextra:\n  a: 1\n  b: 2.5\n  c: true\n  d: '3'\n  e: 2026-11-23\n  f: [no, null]")

    assert found.extra == {"a": 1, "b": 2.5, "c": True, "d": "3", "e": date(2026, 11, 23), "f": ["no", None]}


def test_keys_are_compared_without_case_and_languages_have_names() -> None:
    assert parse("Title: x\nLanguage: English").language == "en"


def test_the_body_and_its_first_line_are_given() -> None:
    found = parse_front_matter("---\ntitle: x\n---\n\n    code\n", PATH, is_post=False)

    assert (found.body, found.body_line) == ("\n    code", 4)


def test_a_date_from_the_file_name_fills_in() -> None:
    found = parse_front_matter("---\ntitle: x\n---\n", PATH, is_post=False, fallback_date="2026-01-02")

    assert found.front_matter.date == date(2026, 1, 2)


def test_every_fault_of_a_block_is_reported_with_line_column_and_hint() -> None:
    assert messages("titel: A\ndate: 19/04/2023\ndraft: yes\nweight: much", is_post=True) == [
        "2:1: unknown key 'titel'",
        "  did you mean 'title'?",
        "3:7: date: expected YYYY-MM-DD, or a time such as 2026-11-23T09:00:00Z, received '19/04/2023'",
        "  write 2023-04-19",
        "4:8: draft: expected true or false, received 'yes'",
        "5:9: weight: expected a whole number, received 'much'",
    ]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("date: 2026-01-01", "1:1: the key 'title' is missing"),
        ("title:", "2:7: title: expected text, received nothing"),
        ("title: x\ntitle: y", "3:1: the key 'title' appears twice"),
        ("title: x\nlang: en\nlanguage: de", "3:1: 'lang' and 'language' are one key"),
        ("title: 'x", "2:8: the quote ' is not closed"),
        ("title: Backprop: by hand", "2:16: a colon inside the value of 'title' needs quotes"),
        ("title: x\n\tdate: y", "3:1: a tab indents this line; YAML wants spaces"),
        ("title: @x", "2:8: not valid YAML"),
        ("- a", "2:1: expected keys and values such as 'title: A title'"),
        ("title: x\nslug: a b", "3:7: slug: expected letters, digits, '-', '_' or '.', received 'a b'"),
        ("title: x\naliases: [https://a.b/c]", "3:10: aliases: expected a path of this site"),
        ("title: x\nlang: Klingonese", "3:7: lang: expected a language code such as 'en' or 'pt-BR'"),
        ("title: x\nextra: {a: 1, a: 2}", "3:15: the key 'extra.a' appears twice"),
        ("title: x\nextra: &a [*a]", "nested too deeply"),
        (REPEATED_ALIASES, "3:1: extra: the aliases (*) repeat more than 10,000 values"),
    ],
)
def test_a_fault_is_refused_at_its_place(block: str, expected: str) -> None:
    assert any(expected in line for line in messages(block))


def test_a_colon_in_a_title_is_answered_with_the_quoted_line() -> None:
    assert "  write title: 'Backprop: by hand'" in messages("title: Backprop: by hand")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected front matter: a first line '---', received ''"),
        ("# Title\n", "expected front matter: a first line '---', received '# Title'"),
        ("---\ntitle: x\n", "the front matter has no end: expected a second line '---'"),
    ],
)
def test_a_block_that_is_missing_or_open_is_refused(text: str, message: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        parse_front_matter(text, PATH, is_post=False)

    assert caught.value.problems[0].message == message
    assert caught.value.problems[0].line == 1


@given(st.text())
def test_no_block_ends_in_anything_but_front_matter_or_its_error(block: str) -> None:
    try:
        parse(block)
    except FrontMatterError as error:
        assert all(problem.line and problem.path == PATH for problem in error.problems)


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ('title: "a\\0b"', "2:8: title: the control character U+0000 cannot be published"),
        (
            'title: x\ndescription: "a\\x01"',
            "3:14: description: the control character U+0001 cannot be published",
        ),
        ('title: x\ntags: [a, "b\\x1b"]', "3:11: tags.1: the control character U+001B cannot be published"),
        ('title: x\nauthors: ["\\x7f"]', "3:11: authors.0: the control character U+007F cannot be published"),
        ("title: x\nseries: a\ud800", "3:10: the control character U+D800 cannot be published"),
        ("title: a\nseries: b\x0bc", "3:10: the control character U+000B cannot be published"),
        ("title: a\x00b", "2:9: the control character U+0000 cannot be published"),
    ],
)
def test_control_characters_are_refused_at_their_place(block: str, expected: str) -> None:
    assert messages(block)[:2] == [expected, "  delete it"]


def test_tabs_and_line_ends_in_a_value_are_read() -> None:
    assert parse('title: x\ndescription: "a\\tb\\nc"').description == "a\tb\nc"


def test_a_source_is_split_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    split = PlacedYAMLHandler.split

    def count(handler: PlacedYAMLHandler, text: str) -> tuple[str, str]:
        calls.append(text)
        return split(handler, text)

    monkeypatch.setattr(PlacedYAMLHandler, "split", count)
    parse("title: x")

    assert len(calls) == 1


def test_a_line_of_hyphens_in_the_body_belongs_to_the_body() -> None:
    found = parse_front_matter("---\ntitle: x\n--- \na\n---\nb", PATH, is_post=False)

    assert (found.body, found.body_line) == ("a\n---\nb", 4)


def test_a_block_that_ends_in_a_key_without_a_value_is_reported_at_its_end() -> None:
    text, path = "---\ntitle: T\nØ¼\n---\ntext\n", PurePosixPath("a.md")
    with pytest.raises(FrontMatterError) as caught:
        parse_front_matter(text, path, is_post=True, fallback_date=None)
    (problem,) = caught.value.problems
    assert (problem.line, problem.column) == (4, 1)
    assert "could not find expected ':'" in problem.message


def test_lists_may_be_written_with_commas() -> None:
    found = parse("title: x\ntags: a, b c ,\nauthors: Ada Lovelace\naliases: /old/, /older/")

    assert (found.tags, found.authors, found.aliases) == (
        ("a", "b c"),
        ("Ada Lovelace",),
        ("/old/", "/older/"),
    )


def test_an_entry_without_text_is_left_out_with_a_warning() -> None:
    found = read("title: x\ntags: [a, '', b, ~]")

    assert found.front_matter.tags == ("a", "b")
    assert [(str(problem), problem.code) for problem in found.warnings] == [
        (
            f"{PATH}:3:{column}: warning: tags.{index}: expected text, received nothing; "
            "the entry is left out\n  delete it",
            "empty-value",
        )
        for index, column in ((1, 11), (3, 18))
    ]


def test_a_later_entry_of_a_list_keeps_its_place_behind_an_empty_one() -> None:
    assert messages('title: x\ntags: [~, "b\\x1b"]')[0].startswith("3:11: tags.0: the control character")


def test_a_time_without_a_zone_is_in_the_zone_of_the_site() -> None:
    assert [parse(f"title: x\ndate: {text}").date for text in ("2026-07-01 9:05", "2026-12-01T09:05:00")] == [
        datetime.fromisoformat("2026-07-01T09:05:00+02:00"),
        datetime.fromisoformat("2026-12-01T09:05:00+01:00"),
    ]


def test_other_names_of_keys_come_from_the_configuration() -> None:
    names = {"summary": "description", "lastmod": "updated", "excerpt": "description"}
    found = read("title: x\nSummary: One\nlastmod: 2026-01-02", aliases=names).front_matter

    assert (found.description, found.updated) == ("One", date(2026, 1, 2))
    assert found.lines["description"] == (3, 1)


def test_a_key_that_is_given_under_two_names_is_refused_or_kept_as_extra() -> None:
    block, names = "title: x\ndescription: One\nsummary: Two", {"summary": "description"}

    with pytest.raises(FrontMatterError) as caught:
        read(block, aliases=names)

    assert str(caught.value).splitlines()[0] == (
        f"{PATH}:4:1: the key 'summary' is another name of 'description', which is given too"
    )
    assert read(block, aliases=names, unknown="extra").front_matter.extra == {"summary": "Two"}


def test_unknown_keys_can_be_values_of_extra() -> None:
    block = "title: x\nlayout: post\ncomments: true\nextra:\n  own: 1\n  layout: mine"
    found = read(block, unknown="extra")

    assert found.front_matter.extra == {"layout": "mine", "comments": True, "own": 1}
    assert found.warnings == ()


def test_unknown_keys_can_be_warnings() -> None:
    found = read("title: x\ntitel: y\nlayout: post", unknown="warn")

    assert found.front_matter.extra == {"titel": "y", "layout": "post"}
    assert [str(problem).replace(f"{PATH}:", "") for problem in found.warnings] == [
        "3:1: warning: unknown key 'titel'\n  did you mean 'title'?",
        "4:1: warning: unknown key 'layout'\n  templates receive it as a value of extra",
    ]


def test_front_matter_can_be_toml() -> None:
    found = read_toml(
        'Title = "x"\ndate = 2026-01-02T10:00:00+01:00\ndraft = true\ntags = ["a", "b"]\nweight = 3\n'
        "[extra]\nmath = true\n"
    )

    assert found.front_matter.date == datetime.fromisoformat("2026-01-02T10:00:00+01:00")
    assert (found.front_matter.draft, found.front_matter.tags, found.front_matter.weight) == (
        True,
        ("a", "b"),
        3,
    )
    assert found.front_matter.extra == {"math": True}
    assert (found.body, found.body_line) == ("body\n", 11)
    assert found.front_matter.lines["tags"] == (5, 1)


def test_unknown_toml_keys_keep_their_types() -> None:
    found = read_toml('title = "x"\ndate = 2026-01-02\nhot = 1.5\n[params]\nid = 7', unknown="extra")

    assert found.front_matter.extra == {"hot": 1.5, "params": {"id": 7}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('+++\ntitle = "x"\n', "1:1: the front matter has no end: expected a second line '+++'"),
        ("+++\ntitle = x\n+++\n", "2:9: not valid TOML: invalid value"),
        ('+++\ntitle = "x"\ntitle = "y"\n+++\n', "3:12: not valid TOML: cannot overwrite a value"),
        ('+++\ntitle = "x"\n\ntitel = 3\n+++\n', "4:1: unknown key 'titel'"),
        ('+++\ntitle = "x"\ndate = "soon"\n+++\n', "3:8: date: expected YYYY-MM-DD"),
        ('+++\ntitle = "x"\nTitle = "y"\n+++\n', "3:1: the key 'title' appears twice"),
        ('+++\ntitle = "a\x01b"\n+++\n', "2:11: the control character U+0001 cannot be published"),
        (f"+++\ntitle = 'x'\nextra = {{a = {'[' * 50}{']' * 50}}}\n+++\n", "3:1: extra: nested too deeply"),
        (f"+++\ntitle = 'x'\nextra.a = {'[' * 20_000}\n+++\n", "3:1: not valid TOML: nested too deeply"),
    ],
)
def test_a_fault_in_toml_is_refused_at_its_place(text: str, expected: str) -> None:
    assert any(line.startswith(expected) for line in toml_messages(text))


@given(st.text(), st.sampled_from(["error", "warn", "extra"]))
def test_no_toml_ends_in_anything_but_front_matter_or_its_error(block: str, unknown: str) -> None:
    try:
        read_toml(block, unknown=unknown)
    except FrontMatterError as error:
        assert all(problem.line and problem.path == PATH for problem in error.problems)


WORDS = st.sampled_from(
    ["a", "2026-01-02", "2026/1/2 9:05", "[a, '', ~]", "{a: 1}", "~", "''", "true", "a, b", "-1", "[[a]]"]
)
NAMES = st.sampled_from([*KEYS, "summary", "layout", "Tags", "extra"])


@given(st.dictionaries(NAMES, WORDS), st.sampled_from(["error", "warn", "extra"]))
def test_every_value_of_every_key_is_read_or_refused_at_its_place(
    values: dict[str, str], unknown: str
) -> None:
    block = "\n".join(f"{name}: {value}" for name, value in values.items())
    try:
        found = read(block, unknown=unknown, aliases={"summary": "description"})
    except FrontMatterError as error:
        assert all(problem.line and problem.path == PATH for problem in error.problems)
    else:
        assert all(problem.line and problem.severity == "warning" for problem in found.warnings)
