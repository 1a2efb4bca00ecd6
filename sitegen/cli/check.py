"""`sitegen check`."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from sitegen.build import Built, build_outputs
from sitegen.check import check_outputs
from sitegen.cli.group import CommandError
from sitegen.cli.options import moment, options, reporting_errors
from sitegen.cli.parity import print_parity
from sitegen.cli.progress import Progress
from sitegen.cli.report import Format, count, print_problems
from sitegen.config import Config
from sitegen.content_policy import content_policy

if TYPE_CHECKING:
    from sitegen.parity import Parity


@click.command("check")
@options("config", "base_url", "drafts", "future", "strict", "now")
@click.option("--demos", is_flag=True, help="Run every demo in a real browser too, and compare the results.")
@options("form", "quiet")
def check_command(
    *,
    config: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    strict: bool,
    now: datetime | date | None,
    demos: bool,
    form: Format,
    quiet: bool,
) -> None:
    """Build in memory, and check the pages.

    Finds dead links, anchors and files, duplicate ids, pictures without alt, requests to other sites,
    missing titles, languages and descriptions, wrongly nested markup, oversized pages, and everything
    that the Content-Security-Policy of the pages would block.
    With --demos, every demo must give the same results in a browser as in the build.
    """
    with reporting_errors(form) as loader:
        site = loader.load_site(config, base_url=base_url)
        with Progress(quiet=quiet or form != "human") as progress:
            built = build_outputs(
                site, drafts=drafts, future=future, now=moment(now, site), strict=strict, progress=progress
            )
            found = check_outputs(
                built.outputs, site.base_url, PurePosixPath(site.output), content_policy(site.security)
            )
            parity = _compare(built, site, progress) if demos else None
    problems = (*built.site.warnings, *found, *(parity.problems if parity else ()))
    pages = sum(output.output_path.suffix == ".html" for output in built.outputs)
    # The files on disk can be those of an older build, so no lines of them are shown.
    root = None if form == "human" else site.root
    facts: dict[str, object] = {"pages": pages, "outputs": len(built.outputs)}
    if parity:
        facts["demos"] = [asdict(row) for row in parity.rows]
        if form == "human" and not quiet:
            print_parity(parity.rows)
    print_problems(problems, root, form, facts=facts)
    if form == "human" and not problems and not quiet:
        click.echo(f"no problems in {count(pages, 'page')} and {count(len(built.outputs), 'file')}")
    if any(strict or problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)


def _compare(built: Built, site: Config, progress: Progress) -> Parity:
    from sitegen.parity import NoBrowserError, check_parity  # noqa: PLC0415 - only when asked for

    try:
        return check_parity(built.site, built.outputs, site.content_folder, progress)
    except NoBrowserError as error:
        raise CommandError(str(error)) from error
