"""Files of the site as blocks of code: what pages show, and what an edit of the file renews."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sitegen.included_files import IncludedFiles
from sitegen.markdown import Links, read_body
from sitegen.model import Body
from tests.conftest import WriteSite
from tests.markdown.conftest import LINKS, OPTIONS
from tests.test_incremental import build, clean, published

PROGRAM = "a = 1\n\n# region: two\nif a:\n    b = 2\n# endregion\n"


def read(folder: Path, text: str, links: Links = LINKS) -> Body:
    file = folder / "tools/train.py"
    file.parent.mkdir(exist_ok=True)
    file.write_text(PROGRAM)
    return read_body(text, first_line=1, links=links, options=OPTIONS, files=IncludedFiles(folder))


def directive(*options: str, path: str = "/tools/train.py") -> str:
    return "\n".join([f"```{{literalinclude}} {path}", *options, "```"])


def test_a_part_of_a_file_is_a_block_of_code(tmp_path: Path) -> None:
    body = read(tmp_path, directive(":region: two", ":caption: tools/train.py", ":emphasize-lines: 2"))

    (html,) = body.parts
    assert isinstance(html, str)
    assert html.startswith('<figure class="code"><figcaption>tools/train.py</figcaption><pre tabindex="0">')
    assert '<code class="language-python"><span class="k">if</span> a:\n' in html
    assert html.count('class="marked"') == 1
    assert "region" not in html
    assert body.problems == ()
    (included,) = body.included
    assert (included.path, included.language) == (PurePosixPath("tools/train.py"), "python")
    assert included.code == "if a:\n    b = 2\n"


def test_lines_keep_the_numbers_of_the_file_and_the_block_its_anchor(tmp_path: Path) -> None:
    body = read(tmp_path, directive(":region: two", ":lineno-match:", ":id: part"))

    assert 'id="part"' in str(body.parts[0])
    assert "part" in body.ids
    assert 'data-number="4"' in str(body.parts[0])


def test_the_language_follows_the_name_of_the_file_unless_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "notes.unknown").write_text("x < 1\n")

    assert '<pre tabindex="0"><code>x &lt; 1\n' in str(
        read(tmp_path, directive(path="/notes.unknown")).parts[0]
    )
    given = read(tmp_path, directive(":language: klingon"))
    assert [(found.code, found.line) for found in given.warnings] == [("unknown-language", 2)]
    assert 'class="language-klingon"' in str(given.parts[0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (directive(":emphasize-lines: 9"), "'9' is not a line, or a range of lines, between 1 and 4"),
        (directive(path=""), "{literalinclude} needs its file"),
        (directive(":regoin: two"), "{literalinclude} has no option 'regoin'"),
        (directive("", "text"), "a directive that shows a file has no text of its own"),
    ],
)
def test_what_cannot_be_is_reported(tmp_path: Path, text: str, message: str) -> None:
    assert [found.message for found in read(tmp_path, text).problems if message in found.message]


def test_a_text_of_a_template_shows_no_files() -> None:
    body = read_body(directive(), first_line=1, links=LINKS, options=OPTIONS)

    assert [found.message for found in body.problems] == ["a text of a template shows no files"]


def test_an_edit_of_the_file_renews_the_pages_that_show_it(write_site: WriteSite) -> None:
    head = "---\ntitle: T\ndate: 2026-01-01\ndescription: d\n---\n\n"
    site = write_site(
        {
            "content/posts/a.md": head + directive(":region: two") + "\n",
            "content/posts/b.md": head + "Text.\n",
            "tools/train.py": PROGRAM,
        }
    )
    build(site)
    before = published(site / "public")
    assert build(site) is None

    (site / "tools/train.py").write_text(PROGRAM.replace("b = 2", "c = 3"))
    build(site)
    after = published(site / "public")

    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"posts/a/index.html", "feed.xml"}
    assert after == clean(site)

    text = site / "content/posts/a.md"
    text.write_text(text.read_text().replace(":region: two", ":lines: 1") + "\nMore.\n")
    build(site)
    assert published(site / "public") == clean(site)
