"""Style sheets with parts."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from sitegen.assets.styles import join_parts, minified


def joined(**texts: str) -> tuple[dict[str, str], list[str]]:
    """Join style sheets, and return the texts by name and the problems."""
    contents = {PurePosixPath("css", f"{name}.css"): text.encode() for name, text in texts.items()}
    found, problems = join_parts(contents, {path: f"static/{path}" for path in contents})
    return {path.stem: minified(text).decode() for path, text in found.items()}, [
        str(problem) for problem in problems
    ]


def test_a_part_takes_the_place_of_its_import() -> None:
    found, problems = joined(site='/* Mine. */\n@import "_base.css";\na {}\n', _base="b { c: d }\n\n")

    assert found == {"site": "b{c:d}a{}"}
    assert problems == []


def test_a_part_has_parts() -> None:
    found, _ = joined(site='@import "_a.css";\n', _a='a {}\n@import "_b.css";\n', _b="b {}")

    assert found == {"site": "a{}b{}"}


@pytest.mark.parametrize(
    "line", ['@import "other.css";', '@import url("_base.css");', '@import "_base.css" print;', "/*! MIT */"]
)
def test_other_imports_and_licenses_stay_as_they_are(line: str) -> None:
    assert joined(site=f"{line}\n", _base="b {}") == ({"site": line}, [])


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("@container a (width < 1px) { b { c: d } }", "@container a (width < 1px){b{c:d}}"),
        (".a :hover + .b > c { d: e }", ".a :hover + .b>c{d:e}"),
        ("a { width: calc(1px + 2 * (3px - 1px)) }", "a{width:calc(1px + 2 * (3px - 1px))}"),
        ('a { content: "x  /* y */" }', 'a{content:"x  /* y */"}'),
        ("a { --b: light-dark( #fff , #000 ) }", "a{--b:light-dark(#fff,#000)}"),
    ],
)
def test_spaces_that_mean_something_stay(text: str, small: str) -> None:
    assert joined(site=text) == ({"site": small}, [])


def test_other_files_of_the_folder_are_left_alone() -> None:
    assert join_parts({PurePosixPath("css/a.woff2"): b"  "}, {}) == ({}, [])


def test_a_missing_part_is_told_once_with_its_place_and_the_near_miss() -> None:
    _, problems = joined(
        one='@import "_part.css";\n', two='@import "_part.css";\n', _part='\n@import "_prt.css";\n'
    )

    assert problems == [
        "static/css/_part.css:2:10: there is no style sheet '_prt.css'\n  did you mean '_part.css'?"
    ]


def test_parts_that_import_each_other_are_reported() -> None:
    _, problems = joined(site='@import "_a.css";\n', _a='@import "_b.css";\n', _b='@import "_a.css";\n')

    assert problems == ["static/css/_b.css:1:10: the style sheet imports itself through '_a.css'"]
