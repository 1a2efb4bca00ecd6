"""Pagefind indexes pages into files that are the same each time, and its failures are told."""

from __future__ import annotations

import json
import sys
from pathlib import Path, PurePosixPath

import pytest

from sitegen.errors import SitegenError
from sitegen.search import pagefind
from sitegen.search.pagefind import ENTRY, find_program, make_index, program_version

HTML = '<!doctype html><html lang="{lang}"><h1>{title}</h1><div data-pagefind-body>{text}</div></html>'
PAGES = {
    PurePosixPath(f"posts/{lang}-{n}/index.html"): HTML.format(
        lang=lang, title=f"Post {n}", text=f"A text about layer number {n}."
    ).encode()
    for lang in ("en", "de", "fr", "es", "it")
    for n in range(4)
}


def test_equal_pages_give_equal_files_and_the_order_of_the_pages_does_not_matter() -> None:
    first = make_index(PAGES)

    assert [make_index(PAGES), make_index(dict(reversed(PAGES.items())))] == [first, first]
    assert list(json.loads(first[ENTRY])["languages"]) == ["de", "en", "es", "fr", "it"]


def test_only_what_a_search_reads_is_published() -> None:
    files = make_index({PurePosixPath("a/index.html"): HTML.format(lang="en", title="A", text="b").encode()})

    kinds = {PurePosixPath(name).suffix for name in files}
    assert kinds == {".js", ".json", ".pagefind", ".pf_meta", ".pf_fragment", ".pf_index"}
    assert sorted(name for name in files if name.endswith((".js", ".pagefind"))) == [
        "pagefind-worker.js",
        "pagefind.js",
        "wasm.en.pagefind",
    ]


def test_settings_of_the_machine_change_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = make_index(PAGES)
    (tmp_path / "pagefind.yml").write_text("force_language: fr\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAGEFIND_FORCE_LANGUAGE", "de")

    assert make_index(PAGES) == before


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands in for the program")
def test_a_failure_is_told_with_the_last_line_of_the_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho first\necho 'no room left' >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(program))

    assert find_program() == program
    with pytest.raises(SitegenError, match="Pagefind cannot index the pages: no room left"):
        make_index(PAGES)
    before = program_version()
    program.write_text("#!/bin/sh\n")
    assert program_version() != before
    with pytest.raises(SitegenError, match="it wrote no index that can be read"):
        make_index(PAGES)
    program.unlink()
    with pytest.raises(SitegenError, match="does not start: No such file or directory"):
        make_index(PAGES)


def test_without_the_program_nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagefind, "find_program", lambda: None)

    with pytest.raises(SitegenError, match="it is not installed"):
        make_index(PAGES)
