from pathlib import Path

import pytest
from justhtml import JustHTML

from sitegen.check.page_parser import parse_page
from sitegen.demo.native import NativeRun, make_report
from sitegen.execution.native_run import run_natively
from tests.demo.conftest import COUNTER, HEAD


@pytest.fixture
def run(tmp_path: Path) -> NativeRun:
    """Three steps of a demo whose title would be markup."""
    folder = tmp_path / "content" / "demos"
    folder.mkdir(parents=True)
    program = (HEAD + COUNTER).replace('title="Counter"', 'title="<b>Counter</b> & more"')
    (folder / "counter.py").write_text(program, encoding="utf-8")
    return run_natively("counter", {"start": "4"}, folder.parent)


def test_a_report_holds_the_pictures_their_tables_the_numbers_and_the_program(run: NativeRun) -> None:
    text = make_report(run)
    for part in (run.frame["marks"][0]["svg"], run.frame["marks"][0]["table"], "at 7.0", "<td>4</td>"):
        assert part in text
    assert text.count("<tr><td>") >= 4 + 4  # four steps and four controls
    assert "def counter(controls" in text


def test_a_report_is_well_formed_and_requests_no_file(run: NativeRun) -> None:
    text = make_report(run)
    page = parse_page(text)
    assert page.markup_errors == []
    assert [found.address for found in page.references if found.role == "request"] == ["data:,"]
    assert JustHTML(text, strict=True).errors == []


def test_a_title_is_text_and_no_markup(run: NativeRun) -> None:
    assert "<h1>&lt;b&gt;Counter&lt;/b&gt; &amp; more, step 3</h1>" in make_report(run)


def test_both_colour_schemes_are_served(run: NativeRun) -> None:
    text = make_report(run)
    assert "prefers-color-scheme: dark" in text
    assert 'name="color-scheme" content="light dark"' in text
