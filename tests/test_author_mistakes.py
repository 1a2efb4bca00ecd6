"""Mistakes of authors: what each is answered with, place and hint. None of them ends in a traceback.

Endless loops of cells and demos are in `tests/execution/test_cells.py` and `test_posters.py`, which shorten
the time limits.
"""

# ruff: noqa: E501 - a message is quoted on one line

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.build import build_outputs
from sitegen.cli import cli
from sitegen.config import load_config
from sitegen.errors import SitegenError
from tests.conftest import NOW, WriteSite

HEAD = "---\ntitle: A\ndate: 2026-01-02\ndescription: D.\n---\n\n"
POST = "content/posts/a.md"
CONFIG = 'title = "A site"\n'


def answers(site: Path) -> list[str]:
    """Build a site, and return all errors; or where there are none, all warnings."""
    try:
        return [
            str(problem)
            for problem in build_outputs(load_config(site / "sitegen.toml"), now=NOW).site.warnings
        ]
    except SitegenError as error:
        return [str(problem) for problem in error.problems]


def post(text: str, keys: str = "") -> dict[str, str | bytes]:
    return {POST: HEAD.replace("---\n\n", f"{keys}---\n\n") + text}


def cell(*lines: str) -> str:
    return "\n".join(["```{code-cell} python", *lines, "```", ""])


def template(text: str) -> dict[str, str | bytes]:
    return {**post("Text."), "templates/post.html": text}


Files = dict[str, str | bytes]
ROWS: list[tuple[str, Files, str, list[str]]] = [
    # templates
    ("template syntax", template("{{ page.title }"), CONFIG, ["templates/post.html:1: unexpected '}'"]),
    (
        "undefined name",
        template("\n{{ page.titel }}"),
        CONFIG,
        ["templates/post.html:2:4: unknown name 'page.titel'\n  did you mean 'title'?"],
    ),
    (
        "unknown filter",
        template("{{ page.title | uper }}"),
        CONFIG,
        ["templates/post.html:1: no filter named 'uper'\n  did you mean 'upper'?"],
    ),
    (
        "misspelt block",
        template('{% extends "sitegen/post.html" %}\n{% block mian %}x{% endblock %}'),
        CONFIG,
        ["templates/post.html:2:10: warning: the block 'mian' is not shown: no parent of the template has it\n  did you mean 'main'?"],
    ),
    # links, pictures, addresses
    (
        "missing picture",
        {**post("![x](plot.pgn)"), "content/posts/plot.png": b"png"},
        CONFIG,
        ["content/posts/a.md:7:1: no file 'plot.pgn': there is no content/posts/plot.pgn\n  did you mean 'plot.png'?"],
    ),
    (
        "two pages, one address",
        {**post("x"), "content/posts/a/index.md": HEAD},
        CONFIG,
        ["content/posts/a/index.md: content/posts/a/index.md and content/posts/a.md would be published as posts/a/index.html\n  give one of them another slug or name"],
    ),
    (
        "two pages, one address by a slug",
        {**post("x"), "content/posts/b.md": HEAD.replace("date:", "slug: a\ndate:")},
        CONFIG,
        ["content/posts/b.md:3:1: content/posts/a.md and content/posts/b.md would be published as posts/a/index.html\n  give one of them another slug or name"],
    ),
    (
        "four dead links, one to a draft",
        {
            **post("[a](gone.md) [b](#no) [c](/abuot/)\n[d](draft.md)\n"),
            "content/about.md": "---\ntitle: T\n---\n",
            "content/posts/draft.md": HEAD.replace("date:", "draft: true\ndate:"),
        },
        CONFIG,
        [
            "content/posts/a.md:7:1: no page 'gone.md': there is no content/posts/gone.md",
            "content/posts/a.md:7:14: dead anchor #no in the link '#no'",
            "content/posts/a.md:7:23: dead target in the link '/abuot/'\n  did you mean '/about/'?",
            "content/posts/a.md:8:1: dead target in the link 'draft.md'\n  it is a draft, which this build leaves out",
        ],
    ),
    # syntax of posts
    (
        "directive, role and an open directive",
        post("{metrc}`a.b`\n\n:::{nots}\n:::\n\n:::{note}\nopen\n"),
        CONFIG,
        [
            "content/posts/a.md:7:1: no role is called 'metrc'\n  did you mean 'metric'?",
            "content/posts/a.md:9:1: no directive is called 'nots'",
            "content/posts/a.md:12:1: the directive {note} is never closed\n  close it with a line :::",
        ],
    ),
    (
        "open block of code",
        post("Text.\n\n```python\na = 1\n\nThe rest of the post.\n"),
        CONFIG,
        ["content/posts/a.md:9:1: warning: this block of code is never closed: all text behind it is code\n  close it with a line ```"],
    ),
    (
        "formula, anchor, language of code",
        post("$\\alhpa$\n\n## A {#x}\n\n## B {#x}\n"),
        CONFIG,
        [
            "content/posts/a.md:7:2: unknown command \\alhpa in a formula\n  did you mean '\\alpha'?",
            "content/posts/a.md:11:1: the anchor 'x' appears twice in this page",
        ],
    ),
    (
        "language of code",
        post("```pyhton\nx\n```\n"),
        CONFIG,
        ["content/posts/a.md:7:4: warning: no highlighter for the language 'pyhton'\n  did you mean 'python'? Otherwise write 'text'."],
    ),
    (
        "undefined footnote",
        post("Word[^surce].\n\n[^source]: Here.\n\nOther[^source].\n"),
        CONFIG,
        ["content/posts/a.md:7:5: warning: there is no footnote 'surce': the text shows [^surce]\n  did you mean 'source'?"],
    ),
    (
        "leftovers of other programs",
        post('{{< figure src="a.png" >}}\n\n{% raw %}\n\n<Image src="a.png" />\n'),
        CONFIG,
        [
            "content/posts/a.md:7:1: warning: '{{< figure src=\"a.png\" >}}' is not replaced, and is shown as text\n  write :::{figure} picture.png",
            "content/posts/a.md:9:1: warning: '{% raw %}' is not replaced, and is shown as text\n  delete it: nothing here reads such tags",
            "content/posts/a.md:11:1: warning: the element <Image> does not exist in HTML: readers do not see it",
        ],
    ),
    (
        "code in a price is no formula",
        post("US$3m–$4m. `$x$`\n"),
        CONFIG,
        [],
    ),
    # front matter
    (
        "bad language and bad slug",
        post("x", "lang: Klingonese\nslug: a b\n"),
        CONFIG,
        [
            "content/posts/a.md:5:7: lang: expected a language code such as 'en' or 'pt-BR', received 'Klingonese'",
            "content/posts/a.md:6:7: slug: expected letters, digits, '-', '_' or '.', received 'a b'\n  write a-b",
        ],
    ),
    (
        "unknown requirement",
        post("x", "requires: [nope]\n"),
        CONFIG,
        ["content/posts/a.md:5:1: warning: requires: there is no page 'nope'\n  name a page by the last part of its address"],
    ),
    (
        "one part twice",
        {**post("x", "series: S\npart: 1\n"), "content/posts/b.md": HEAD.replace("---\n\n", "series: S\npart: 1\n---\n\n")},
        CONFIG,
        ["content/posts/a.md:6:1: warning: part 1 of the series 'S' is taken\n  content/posts/b.md is part 1, too"],
    ),
    (
        "two spellings of a tag",
        post("x", "tags: [next js, next-js]\n"),
        CONFIG,
        ["content/posts/a.md:5:1: warning: 'next-js' and 'next js' in tags are one term, with the address 'next-js'"],
    ),
    (
        "not UTF-8",
        {POST: HEAD.encode() + b"caf\xe9"},
        CONFIG,
        ["content/posts/a.md:7:4: expected UTF-8 text, received byte 0xe9\n  save the file as UTF-8"],
    ),
    ("line ends of Windows and a byte order mark", {POST: b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode()}, CONFIG, []),
    ("title of 640 letters", {POST: HEAD.replace("A", "A" * 640)}, CONFIG, []),
    (
        "a name without letters",
        {"content/posts/🎉.md": HEAD},
        CONFIG,
        ["content/posts/🎉.md:1:1: no address can be made of the name '🎉'\n  give the page a slug"],
    ),
    # configuration
    ("bad TOML", post("x"), "title = \n", ["sitegen.toml:1:9: not valid TOML: invalid value"]),
    ("unknown table", post("x"), CONFIG + "[menu]\n", ["sitegen.toml:2:2: unknown key 'menu'\n  did you mean 'menus'?"]),
    (
        "unknown key of a menu",
        post("x"),
        CONFIG + '[[menus.main]]\ntitle = "A"\nlink = "/"\n',
        ["sitegen.toml:2:3: the key 'menus.main.0.url' is missing", "sitegen.toml:4:1: unknown key 'menus.main.0.link'"],
    ),
    (
        "menu entry without a page",
        post("x"),
        CONFIG + '[[menus.footer]]\ntitle = "A"\nurl = "/nope/"\n',
        ["sitegen.toml:4:7: warning: menus.footer: there is no page at '/nope/'"],
    ),
    # files
    (
        "source in another format",
        {**post("x"), "content/posts/b.rst": "Title\n=====\n"},
        CONFIG,
        ["content/posts/b.rst: warning: b.rst is not read as a page and is not published"],
    ),
    (
        "alias over the feed",
        post("x", "aliases: [/feed.xml]\n"),
        CONFIG,
        ["content/posts/a.md:5:1: content/posts/a.md (alias /feed.xml) would be published as feed.xml/index.html, and the feed as the file feed.xml"],
    ),
    (
        "page beside the index of a page",
        {"content/posts/x/index.md": HEAD, "content/posts/x/other.md": HEAD},
        CONFIG,
        ["content/posts/x/other.md:1:1: this post is in the folder of the page content/posts/x/index.md"],
    ),
    # programs
    (
        "cells",
        {
            "content/posts/a.md": HEAD + cell("1 / 0"),
            "content/posts/b.md": HEAD + cell("a = = 1"),
            "content/posts/c.md": HEAD + cell("import nmupy"),
            "content/posts/d.md": HEAD + cell("raise SystemExit(3)"),
            "content/posts/e.md": HEAD + cell("input()"),
        },
        CONFIG,
        [
            "content/posts/a.md:8: the cell raises ZeroDivisionError: division by zero",
            "content/posts/b.md:8:5: the code cell does not parse: invalid syntax",
            "content/posts/c.md:8: the cell raises ModuleNotFoundError: No module named 'nmupy'",
            "content/posts/d.md:8: ",
            "content/posts/e.md:8: ",
        ],
    ),
    (
        "a demo that raises",
        {
            **post(":::{demo} crash\n:::\n"),
            "content/demos/crash.py": (
                "from dataclasses import dataclass\nfrom sitegen.demo import Frame, demo\n\n\n"
                '@dataclass\nclass Controls:\n    pass\n\n\n@demo(title="C")\ndef crash(controls: Controls, rng) -> Frame:\n'
                '    """Raise."""\n    return Frame(metrics={"x": 1 / 0})\n'
            ),
        },
        CONFIG,
        ["content/demos/crash.py:13: ZeroDivisionError: division by zero\n  used in content/posts/a.md, line 7"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("files", "config", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ROWS])
def test_a_mistake_is_answered_with_its_place_and_a_hint(
    write_site: WriteSite, files: Files, config: str, expected: list[str]
) -> None:
    found = answers(write_site(files, config))

    assert len(found) == len(expected), found
    for answer, beginning in zip(sorted(found), sorted(expected), strict=True):
        assert answer.startswith(beginning)


def _dangling(folder: Path) -> None:
    (folder / "b.md").symlink_to("/nope")


def _circle(folder: Path) -> None:
    (folder / "b.md").symlink_to("b.md")


def _folder_circle(folder: Path) -> None:
    (folder / "b").symlink_to(folder, target_is_directory=True)


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "b.md")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (_dangling, "content/posts/b.md: the link leads nowhere: there is no /nope"),
        (_circle, "content/posts/b.md: the link leads in a circle"),
        (_folder_circle, "content/posts/b: warning: links to folders are not followed"),
        (_pipe, "content/posts/b.md: this is a named pipe, not a file"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(
    write_site: WriteSite, make: Callable[[Path], None], expected: str
) -> None:
    site = write_site(post("x"))
    make(site / "content" / "posts")

    assert [answer.partition("\n")[0] for answer in answers(site)] == [expected]


def command(site: Path, *arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(cli, [*arguments, "-c", str(site)])
    return found.exit_code, found.output


def test_posts_that_are_held_back_are_counted_in_one_line(write_site: WriteSite) -> None:
    site = write_site(
        {
            POST: HEAD.replace("date:", "draft: true\ndate:"),
            "content/posts/b.md": HEAD.replace("2026-01-02", "2030-01-01"),
        }
    )

    for _ in range(2):  # the second time nothing has changed
        code, output = command(site, "build")
        assert code == 0
        assert "2 posts held back: 1 draft, 1 dated 2030-01-01\n" in output


def test_many_warnings_of_a_rule_are_counted(write_site: WriteSite) -> None:
    site = write_site(post("```pyhton\nx\n```\n\n" * 13))

    short, long = command(site, "build")[1], command(site, "build", "--verbose")[1]

    assert short.count("no highlighter for the language") == 10
    assert "and 3 more warnings of unknown-language: see --verbose\n13 warnings in 1 file\n" in short
    assert long.count("no highlighter for the language") == 13


@pytest.mark.parametrize(
    ("title", "message"),
    [
        ("🎉", "expected a title with letters or digits, received '🎉'"),
        ("A", "this post already exists"),
    ],
)
def test_a_title_that_gives_no_new_file_is_refused(write_site: WriteSite, title: str, message: str) -> None:
    code, output = command(write_site(post("x")), "new", "post", title)

    assert code == 2
    assert message in output


def test_a_long_title_gives_a_short_name(write_site: WriteSite) -> None:
    site = write_site(post("x"))

    assert command(site, "new", "post", "word " * 128)[0] == 0
    assert max(len(folder.name) for folder in (site / "content" / "posts").iterdir()) <= 80


def test_an_unknown_command_has_a_near_miss() -> None:
    found = CliRunner().invoke(cli, ["bild"])

    assert found.exit_code == 2
    assert "Did you mean 'build'?" in found.output
