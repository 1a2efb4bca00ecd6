"""`sitegen build`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from sitegen.build import build_site
from sitegen.cli.options import Telling, moment, options
from sitegen.cli.progress import Progress
from sitegen.cli.report import Format, count, print_problems
from sitegen.config import Config
from sitegen.model import Report


@click.command("build")
@options("config", "output", "base_url", "drafts", "future", "strict", "now")
@click.option("--dry-run", is_flag=True, help="Do everything but write.")
@options("form", "timings", "quiet", "verbose")
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
    form: Format,
    timings: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site. The old one stays until the new one is complete."""
    with Telling(form) as tell:
        site = tell.load(config, output=output, base_url=base_url)
        with Progress(quiet=quiet or form != "human") as progress:
            report = build_site(
                site,
                drafts=drafts,
                future=future,
                now=moment(now, site),
                strict=strict,
                dry_run=dry_run,
                progress=progress,
            )
    print_problems(report.warnings, site.root, form, facts=_facts(report))
    if form == "human" and not quiet:
        click.echo(_result(report, site, dry_run=dry_run))
        if verbose:
            click.echo(f"configuration: {site.root}, address: {site.base_url}")
        if timings or verbose:
            for step in progress.steps:
                click.echo(f"  {step}")


def _result(report: Report, site: Config, *, dry_run: bool) -> str:
    folder = site.output_folder
    shown = folder.relative_to(site.root) if folder.is_relative_to(site.root) else folder
    done = "would write" if dry_run else "wrote"
    return (
        f"{done} {count(report.pages, 'page')}, {count(report.outputs, 'file')} to {shown}"
        f" in {report.seconds:.2f} s"
        f" ({report.written:,} new, {report.unchanged:,} unchanged, {report.removed:,} removed)"
    )


def _facts(report: Report) -> dict[str, object]:
    return {
        "pages": report.pages,
        "outputs": report.outputs,
        "written": report.written,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "seconds": round(report.seconds, 3),
    }
