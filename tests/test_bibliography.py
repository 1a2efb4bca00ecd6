"""The file of references: what it holds, what is wrong with it, and what is made again when it changes."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path, PurePath

import pytest

from sitegen.bibliography import Bibliography, bibliography_of
from sitegen.build import build_site
from sitegen.config import load_config
from sitegen.engine import LastBuild
from sitegen.errors import SitegenError
from sitegen.incremental import build_edited, build_whole
from sitegen.progress import Silent
from tests.conftest import WriteSite

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CONFIG = 'title = "A site"\nbibliography = "content/sources.bib"\n'
BOOK = "@book{ada, author = {Ada Lovelace}, title = {%s}, publisher = {P}, year = 1843}\n"
POST = "---\ntitle: Post {n}\ndate: 2026-01-0{n}\ndescription: d\n---\n\n{text}\n"


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(
        {
            "content/sources.bib": BOOK % "Notes",
            "content/posts/one.md": POST.format(n=1, text="It began early [@ada]."),
            "content/posts/two.md": POST.format(n=2, text="No source."),
        },
        CONFIG,
    )


def read(text: str) -> Bibliography:
    return Bibliography(PurePath("content/sources.bib"), text.encode())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("@book{a,\n title x}", "content/sources.bib:2:7: '=' expected"),
        ("@book{a,\n title = {x\n", "content/sources.bib:2:1: premature end of file"),
        (
            "@misc{a, title = {x}}\n\n @misc{a, title = {y}}",
            "content/sources.bib:3:8: the key 'a' appears twice",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, message: str) -> None:
    assert [str(problem) for problem in read(text).problems] == [message]


def test_a_file_in_another_encoding_is_refused() -> None:
    found = Bibliography(PurePath("a.bib"), BOOK.replace("%s", "é").encode("latin-1"))

    assert [str(problem) for problem in found.problems] == [
        "a.bib: not UTF-8 text: byte 45 (invalid continuation byte)"
    ]


def test_an_entry_without_authors_has_those_who_edited_it_or_its_title() -> None:
    found = read(
        "@book{a, editor = {Grace Hopper}, title = {T}, publisher = {P}, year = 1952}\n"
        "@misc{b, title = {The {\\LaTeX} of all things small}, howpublished = {\\url{https://example.org/a_b}}}\n"
    )

    assert found.reference("a").names == ("Hopper",)
    assert found.reference("b").authors.endswith("…")
    assert (found.reference("b").year, found.problems) == ("n.d.", [])
    assert "https://example.org/a" in found.reference("b").html
    assert "url" not in found.reference("b").html.replace("https", "")


def test_a_kind_that_pybtex_does_not_know_is_formatted_as_another() -> None:
    found = read("@dataset{a, author = {Ada Lovelace}, title = {T}, year = 2000}\n")

    assert (found.reference("a").html, found.problems) == ("Ada Lovelace. T. 2000.", [])


def test_an_entry_without_a_field_that_it_needs_is_told_at_its_key() -> None:
    found = read("\n@article{a, author = {Ada Lovelace}, year = 2000}\n")

    assert found.reference("a").authors == "Lovelace"
    assert [str(problem) for problem in found.problems] == [
        "content/sources.bib:2:10: the entry 'a' of the kind 'article' cannot be formatted: "
        "missing title in a"
    ]


def test_a_changed_file_makes_only_the_pages_new_that_cite(site: Path) -> None:
    def built(folder: str) -> dict[str, bytes]:
        return {name: (site / folder / "posts" / name / "index.html").read_bytes() for name in ("one", "two")}

    last = LastBuild(site / "sitegen.toml", {})
    build_whole(load_config(site / "sitegen.toml"), last, None, NOW)
    before = built("public")
    (site / "content" / "sources.bib").write_text(BOOK % "Letters")
    compared = last.compare(datetime.now(UTC))
    assert compared is not None
    assert build_edited(last, compared, Silent()) is None
    done = build_whole(load_config(site / "sitegen.toml"), last, compared, NOW)

    assert b"Letters" in built("public")["one"]
    assert built("public")["two"] == before["two"]
    assert done.report.written < done.report.outputs / 2
    build_site(load_config(site / "sitegen.toml", output="clean"), now=NOW)
    assert built("clean") == built("public")


def test_an_edited_text_cites(site: Path) -> None:
    last = LastBuild(site / "sitegen.toml", {})
    build_whole(load_config(site / "sitegen.toml"), last, None, NOW)
    post = site / "content" / "posts" / "two.md"
    post.write_text(post.read_text() + "\nNow @ada, too.\n")
    compared = last.compare(datetime.now(UTC))
    assert compared is not None

    assert build_edited(last, compared, Silent()) is not None
    page = (site / "public" / "posts" / "two" / "index.html").read_text()
    assert "Lovelace (1843)" in page
    assert 'href="#cite-ada"' in page


def test_a_site_without_the_key_imports_nothing(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pybtex", None)
    (site / "sitegen.toml").write_text('title = "A site"\n')
    build_site(load_config(site / "sitegen.toml"), now=NOW)

    assert "[@ada]" in (site / "public" / "posts" / "one" / "index.html").read_text()


def test_what_cannot_be_used_is_refused_at_its_place(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusal(config: str) -> str:
        (site / "sitegen.toml").write_text(f'title = "A site"\n{config}\n')
        with pytest.raises(SitegenError) as error:
            bibliography_of(load_config(site / "sitegen.toml"))
        return str(error.value)

    assert refusal('bibliography = "content/no.bib"') == (
        "sitegen.toml:2:16: cannot read the bibliography: No such file or directory, "
        "received 'content/no.bib'"
    )
    assert refusal('bibliography = "sources.bib"') == (
        "sitegen.toml:2:16: expected a file in content/ or data/, received 'sources.bib'"
    )
    monkeypatch.setitem(sys.modules, "pybtex", None)
    assert refusal('bibliography = "content/sources.bib"') == (
        "sitegen.toml:2:16: a bibliography needs pybtex, which is not installed, "
        "received 'content/sources.bib'\n"
        "  install it with: pip install 'sitegen-live[citations]'"
    )
