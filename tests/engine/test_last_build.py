from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sitegen.build import build_site
from sitegen.config import load_config
from sitegen.engine import LastBuild, take_snapshot
from sitegen.model import Report
from tests.conftest import WriteSite

FRONT = "---\ntitle: A\ndate: {date}\ndescription: B\n---\n{text}\n"
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(
        {
            "content/posts/a.md": FRONT.format(date="2026-01-01", text="One."),
            "content/posts/later.md": FRONT.format(date="2026-07-01", text="Later."),
            "static/robots.png": "x",
        }
    )


def last(site: Path, **options: object) -> LastBuild:
    return LastBuild(site / "sitegen.toml", options)


def build(site: Path, now: datetime = NOW, **options: object) -> Report:
    config = load_config(site / "sitegen.toml")
    inputs = take_snapshot(config.input_folders, [site / "sitegen.toml"])
    report = build_site(config, now=now)
    last(site, **options).save(report, inputs, now)
    return report


def test_a_build_of_the_same_inputs_has_the_same_report(site: Path) -> None:
    report = build(site)
    found = last(site).report(NOW)

    assert found is not None
    assert (found.pages, found.outputs, found.folder) == (report.pages, report.outputs, report.folder)
    assert (found.written, found.unchanged) == (0, report.outputs)
    assert found.warnings == report.warnings


def test_without_a_record_there_is_no_report(site: Path) -> None:
    assert last(site).report(NOW) is None


CHANGES: dict[str, Callable[[Path], object]] = {
    "a post": lambda site: (site / "content/posts/a.md").write_text("other"),
    "a post of the same size and times": lambda site: _same_size(site / "content/posts/a.md"),
    "a new post": lambda site: (site / "content/posts/b.md").write_text("new"),
    "a post that is gone": lambda site: (site / "content/posts/a.md").unlink(),
    "a renamed post": lambda site: (site / "content/posts/a.md").rename(site / "content/posts/c.md"),
    "a template": lambda site: _write(site / "templates/post.html", "x"),
    "a static file": lambda site: (site / "static/robots.png").write_text("y"),
    "the configuration": lambda site: (site / "sitegen.toml").write_text('title = "Other"\n'),
    "a published file": lambda site: (site / "public/index.html").write_text("x"),
    "a published file that is gone": lambda site: (site / "public/index.html").unlink(),
    "a foreign file in the published folder": lambda site: (site / "public/new.html").write_text("x"),
}


def _same_size(file: Path) -> None:
    before = file.stat()
    file.write_text(file.read_text().replace("One", "Two"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)


@pytest.mark.parametrize("change", CHANGES)
def test_after_a_change_there_is_no_report(site: Path, change: str) -> None:
    build(site)
    assert last(site).report(NOW) is not None

    CHANGES[change](site)

    assert last(site).report(NOW) is None


def test_changed_times_alone_change_nothing(site: Path) -> None:
    build(site)
    for file in site.rglob("content/**/*.md"):
        os.utime(file, (1_000_000, 1_000_000))

    assert last(site).report(NOW) is not None


def test_other_options_are_another_build(site: Path) -> None:
    build(site, drafts=False)

    assert last(site, drafts=False).report(NOW) is not None
    assert last(site, drafts=True).report(NOW) is None


def test_a_post_that_is_due_is_a_change(site: Path) -> None:
    report = build(site)
    assert report.due == datetime(2026, 7, 1, tzinfo=UTC)

    assert last(site).report(report.due - timedelta(seconds=1)) is not None
    assert last(site).report(report.due) is None


def test_a_clock_that_goes_back_is_a_change(site: Path) -> None:
    build(site)

    assert last(site).report(NOW - timedelta(seconds=1)) is None


@pytest.mark.parametrize("damage", ["", "{", "[]", "5", '{"options": {}}', "\x00"])
def test_a_damaged_record_is_no_record(site: Path, damage: str) -> None:
    build(site)
    last(site).file.write_text(damage)

    assert last(site).report(NOW) is None


def test_every_part_of_a_record_may_have_another_type(site: Path) -> None:
    build(site)
    record = json.loads(last(site).file.read_text())
    for key in record:
        values: list[Any] = [None, 5, "text", [], {}]
        for value in values:
            if value != record[key]:
                last(site).file.write_text(json.dumps({**record, key: value}))
                assert last(site).report(NOW) is None or key in ("due", "token")


@pytest.mark.parametrize("name", ["pages", "outputs", "written", "unchanged", "removed", "seconds"])
@pytest.mark.parametrize("value", ["5", None, [], True])
def test_a_report_whose_counts_have_another_type_is_no_record(site: Path, name: str, value: object) -> None:
    build(site)
    record = json.loads(last(site).file.read_text())
    last(site).file.write_text(json.dumps({**record, "report": {**record["report"], name: value}}))

    assert last(site).report(NOW) is None


@pytest.mark.parametrize("change", [{"message": 5}, {"hint": 5}, {"code": None}])
def test_a_report_whose_warnings_have_another_type_is_no_record(
    site: Path, change: dict[str, object]
) -> None:
    build(site)
    record = json.loads(last(site).file.read_text())
    warning = {"message": "m", "path": "a", "line": 1, "column": 1, "hint": None, "code": "c"}
    warnings = [{**warning, "severity": "warning", **change}]
    last(site).file.write_text(json.dumps({**record, "report": {**record["report"], "warnings": warnings}}))

    assert last(site).report(NOW) is None


def test_a_process_that_finds_nothing_changed_imports_none_of_the_libraries_of_a_build(site: Path) -> None:
    build = [sys.executable, "-X", "importtime", "-m", "sitegen", "build"]
    subprocess.run(build, cwd=site, check=True, capture_output=True)
    done = subprocess.run(build, cwd=site, check=True, capture_output=True, text=True)

    assert done.stdout.startswith("nothing changed: ")
    for library in ("markdown_it", "jinja2", "pygments", "numpy", "pydantic", "yaml"):
        assert f"| {library}" not in done.stderr.replace(" ", "").replace("|", "| "), library
