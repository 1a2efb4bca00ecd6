"""`sitegen check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from sitegen.build import Built, build_outputs
from sitegen.check import check_outputs, external_links
from sitegen.check.baseline import baseline_text, compare, read_baseline
from sitegen.check.extension_rules import extension_problems
from sitegen.check.pictures import picture_problems
from sitegen.cli.group import CommandError
from sitegen.cli.options import moment, options, reporting_errors
from sitegen.cli.parity import print_parity
from sitegen.cli.progress import Progress
from sitegen.cli.report import Format, count, print_problems
from sitegen.config import Config
from sitegen.content_policy import content_policy
from sitegen.errors import Level, Problem, judged
from sitegen.model import Page

if TYPE_CHECKING:
    from sitegen.parity import Parity


@click.command("check")
@options("config", "base_url", "drafts", "future", "strict", "now")
@click.option("--demos", is_flag=True, help="Run every demo in a real browser too, and compare the results.")
@click.option("--external", is_flag=True, help="Ask for the links to other sites too.")
@click.option(
    "--baseline", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="Leave out the problems that are known in FILE.",
)  # fmt: skip
@click.option("--update-baseline", is_flag=True, help="Make all present problems known: write FILE.")
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
    external: bool,
    baseline: Path | None,
    update_baseline: bool,
    form: Format,
    quiet: bool,
) -> None:
    """Build in memory, and check the pages.

    Finds dead links, anchors and files, duplicate ids, pictures without alt, skipped levels of headings,
    requests to other sites, missing titles, languages and descriptions, wrongly nested markup, oversized
    pages, and everything that the Content-Security-Policy of the pages would block.
    The table [check] of the configuration sets the severity of each rule.
    With --demos, every demo must give the same results in a browser as in the build.
    """
    if update_baseline and baseline is None:
        raise click.UsageError("--update-baseline needs --baseline FILE")
    known = _known(baseline) if baseline and not update_baseline else Counter()
    parity: Parity | None = None
    with reporting_errors(form) as loader:
        site = loader.load_site(config, base_url=base_url)
        with Progress(quiet=quiet or form != "human") as progress:
            built = build_outputs(
                site, drafts=drafts, future=future, now=moment(now, site), strict=strict, progress=progress
            )
            found = list(_found(built, site))
            if external:
                found += _external(built, site, progress)
            if demos:
                parity = _compare(built, site, progress)
    problems = (*built.site.warnings, *judged(found, levels(site)), *(parity.problems if parity else ()))
    if baseline and update_baseline:
        _write(baseline, problems)
        if form == "human" and not quiet:
            click.echo(f"{baseline} knows {count(len(problems), 'problem')}")
        return
    problems, old, gone = compare(problems, known)
    pages = sum(output.output_path.suffix == ".html" for output in built.outputs)
    # The files on disk can be those of an older build, so no lines of them are shown.
    root = None if form == "human" else site.root
    rules = Counter(problem.code for problem in problems)
    facts: dict[str, object] = {"pages": pages, "outputs": len(built.outputs), "rules": dict(rules)}
    if baseline:
        facts |= {"known": old, "gone": gone}
    if parity:
        facts["demos"] = [asdict(row) for row in parity.rows]
        if form == "human" and not quiet:
            print_parity(parity.rows)
    print_problems(problems, root, form, facts=facts)
    if form == "human":
        _print_counts(rules, pages, len(built.outputs), quiet=quiet)
        if baseline and not quiet:
            click.echo(f"{count(old, 'problem')} known in {baseline}, {gone:,} of it gone")
    if any(strict or problem.severity == "error" for problem in problems):
        raise click.exceptions.Exit(1)


def levels(site: Config) -> dict[str, Level]:
    """Return the severity of each rule of the check: that of [check], else of [severity], else its own."""
    own = site.check.levels()
    shared = {code: level for code, level in site.severity.levels(given_only=True).items() if code in own}
    return {**own, **shared, **site.check.levels(given_only=True)}


def _found(built: Built, site: Config) -> Sequence[Problem]:
    folder = PurePosixPath(site.output)
    found = check_outputs(
        built.outputs,
        site.base_url,
        folder,
        content_policy(site.security),
        allow=site.check.allow,
        judged={str(page.source.source_path): _judged_links(page) for page in built.site.pages},
    )
    return (
        *found,
        *picture_problems(built.outputs, folder),
        *extension_problems(built.outputs, site, folder),
    )


def _judged_links(page: Page) -> set[tuple[str, str]]:
    """Return the links of a body, which the build reports at the author's own line if they are dead."""
    links = {(link.permalink, link.fragment) for link in page.body.links}
    return links | {(permalink, "") for permalink, _ in page.body.pictures}


def _external(built: Built, site: Config, progress: Progress) -> Iterator[Problem]:
    """Yield a problem for each link to another site that is dead."""
    from sitegen.check.external import ask_all  # noqa: PLC0415 - only when asked for

    links = external_links(built.outputs, site.base_url, PurePosixPath(site.output))
    cache = site.cache_folder / "external-links.json"
    answers = ask_all(
        links, cache, datetime.now(UTC), lambda done, total: progress.advance("Asking", done, total)
    )
    unsure = 0
    for address, (path, line, column) in links.items():
        answer = answers[address]
        unsure += bool(answer.reason) and not answer.dead
        if answer.dead:
            message = f"{address!r} does not answer: {answer.reason}"
            yield Problem(message, path, line, column, None, "external-link", "warning")
    if unsure:
        progress.line(
            f"{count(unsure, 'link')} to other sites could not be judged: refused, or no answer in time"
        )


def _print_counts(rules: Counter[str], pages: int, files: int, *, quiet: bool) -> None:
    if not rules and not quiet:
        click.echo(f"no problems in {count(pages, 'page')} and {count(files, 'file')}")
    if len(rules) > 1 or rules.total() > 20:
        width = len(f"{max(rules.values()):,}")
        for code, number in rules.most_common():
            click.echo(f"  {number:>{width},} {code}", err=True)


def _known(baseline: Path) -> Counter[tuple[str, str, str]]:
    try:
        return read_baseline(baseline.read_text(encoding="utf-8"))
    except FileNotFoundError:
        hint = f"write it with: sitegen check --baseline {baseline} --update-baseline"
        raise CommandError(f"there is no baseline {baseline}\n{hint}") from None
    except (OSError, ValueError) as error:
        raise CommandError(f"cannot use {baseline}: {error}") from error


def _write(baseline: Path, problems: Sequence[Problem]) -> None:
    try:
        baseline.write_text(baseline_text(problems), encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {baseline}: {error.strerror or error}") from error


def _compare(built: Built, site: Config, progress: Progress) -> Parity:
    from sitegen.parity import NoBrowserError, check_parity  # noqa: PLC0415 - only when asked for

    try:
        return check_parity(built.site, built.outputs, site.content_folder, progress, still=built.still)
    except NoBrowserError as error:
        raise CommandError(str(error)) from error
