"""`sitegen check`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path, PurePosixPath

import click

from sitegen.build import build_outputs
from sitegen.check import check_outputs
from sitegen.cli.options import Telling, moment, options
from sitegen.cli.progress import Progress
from sitegen.cli.report import Format, count, print_problems


@click.command("check")
@options("config", "base_url", "drafts", "future", "strict", "now", "form", "quiet")
def check_command(
    *,
    config: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    strict: bool,
    now: datetime | date | None,
    form: Format,
    quiet: bool,
) -> None:
    """Build in memory and read the result back, as a browser would.

    Finds dead links, anchors and files, ids that are taken twice, pictures without alt, requests to
    other sites, missing titles, languages and descriptions, markup that does not nest, oversized pages.
    """
    with Telling(form) as tell:
        site = tell.load(config, base_url=base_url)
        with Progress(quiet=quiet or form != "human") as progress:
            built = build_outputs(
                site, drafts=drafts, future=future, now=moment(now, site), progress=progress
            )
        found = check_outputs(built.outputs, site.base_url, PurePosixPath(site.output))
    problems = (*built.site.warnings, *found)
    pages = sum(output.output_path.suffix == ".html" for output in built.outputs)
    # What is on disk may be older than what was read: no lines of it are shown.
    root = None if form == "human" else site.root
    print_problems(problems, root, form, facts={"pages": pages, "outputs": len(built.outputs)})
    if form == "human" and not problems and not quiet:
        click.echo(f"nothing wrong in {count(pages, 'page')} and {count(len(built.outputs), 'file')}")
    if any(strict or problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)
