"""`sitegen build`."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from sitegen.cli.options import moment, reporting_errors
from sitegen.cli.options import options as command_options
from sitegen.cli.progress import Progress
from sitegen.cli.report import Format, count, held_back, print_problems
from sitegen.engine import LastBuild
from sitegen.incremental import Done, build_edited, build_whole
from sitegen.model import Report

MOST_WARNINGS = 10
"""How many warnings of one rule a build prints; `--verbose` prints all."""


@click.command("build")
@command_options("config", "output", "base_url", "drafts", "future", "strict", "now")
@click.option("--dry-run", is_flag=True, help="Build without writing the result.")
@click.option("--explain", metavar="PAGE", help="Print what made the output of a page new.")
@command_options("form", "timings", "quiet", "verbose")
def build_command(
    *,
    config: Path | None,
    output: str | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    strict: bool,
    now: datetime | date | None,
    dry_run: bool,
    explain: str | None,
    form: Format,
    timings: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site. The old site is replaced when the new one is complete."""
    begun, address, warning = time.perf_counter(), "", ""
    with reporting_errors(form) as loader, Progress(quiet=quiet or form != "human") as progress:
        path = loader.find_config(config)
        changes = {"output": output, "base_url": base_url}
        last = LastBuild(path, {**changes, "drafts": drafts, "future": future, "strict": strict})
        with progress.step("compare"):
            before = None if dry_run else last.compare(datetime.now(UTC))
        usual = before if now is None else None
        done: Done | None = None
        if usual and usual.same and usual.changed == {}:
            report = usual.report
        else:
            done = build_edited(last, usual, progress) if usual else None
            if done is None:
                site = loader.load_site(path, **changes)
                options = {"drafts": drafts, "future": future, "strict": strict, "dry_run": dry_run}
                done = build_whole(site, last, before, moment(now, site), **options, progress=progress)
            report, url = done.report, done.graph.config.base_url
            address, warning = f", address: {url}", _address_warning(url)
        report = replace(report, seconds=time.perf_counter() - begun)
    most = None if verbose else MOST_WARNINGS
    print_problems(report.warnings, path.parent, form, facts=_facts(report), most_warnings=most)
    if warning:
        click.echo(warning, err=True)
    if form == "human" and not quiet:
        click.echo(_result(report, path.parent, dry_run=dry_run, unchanged=done is None))
        if report.held_back:
            click.echo(held_back(report.held_back))
        if verbose:
            click.echo(f"configuration: {path}{address}")
        for line in _explained(explain, done) if explain else ():
            click.echo(line)
        if timings or verbose:
            for step in progress.steps:
                click.echo(f"  {step}")


def _address_warning(base_url: str) -> str:
    """Return a warning where a host builds a site whose address is an example's; else nothing."""
    hosts = {
        "GITHUB_ACTIONS": "https://OWNER.github.io/REPOSITORY/",
        "GITLAB_CI": "$CI_PAGES_URL/",
        "NETLIFY": "$URL/",
        "CF_PAGES": "$CF_PAGES_URL/",
        "WORKERS_CI": "https://NAME.ACCOUNT.workers.dev/",
    }
    built_at = next((address for name, address in hosts.items() if os.environ.get(name)), None)
    if built_at is None or urlsplit(base_url).hostname not in ("localhost", "127.0.0.1", "example.org"):
        return ""
    return f"warning: the address of the site is {base_url}\n  pass the public one: --base-url {built_at}"


def _result(report: Report, root: Path, *, dry_run: bool, unchanged: bool) -> str:
    folder = report.folder.relative_to(root) if report.folder.is_relative_to(root) else report.folder
    pages, files = count(report.pages, "page"), count(report.outputs, "file")
    if unchanged:
        return f"nothing changed: {pages}, {files} in {folder} ({report.seconds:.2f} s)"
    done = "would write" if dry_run else "wrote"
    return (
        f"{done} {pages}, {files} to {folder} in {report.seconds:.2f} s"
        f" ({report.written:,} new, {report.unchanged:,} unchanged, {report.removed:,} removed)"
    )


def _explained(page: str, done: Done | None) -> Iterator[str]:
    if done is None:
        return iter([f"{page}: used again, because nothing changed"])
    from sitegen.engine.explain import explain  # noqa: PLC0415 - most builds explain nothing

    return explain(page, done.graph, done.before)


def _facts(report: Report) -> dict[str, object]:
    return {
        "pages": report.pages,
        "outputs": report.outputs,
        "written": report.written,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "seconds": round(report.seconds, 3),
    }
