"""`sitegen import`: make a site from the site of another generator."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.options import options, reporting_errors
from sitegen.cli.report import count


@click.command("import")
@click.argument("source", metavar="SOURCE", type=click.Path(path_type=Path))
@click.argument("target", metavar="TARGET", type=click.Path(path_type=Path))
@click.option("--from", "kind", metavar="KIND", help="What SOURCE is, such as hugo; found out when absent.")
@click.option("-n", "--dry-run", is_flag=True, help="Write nothing; print the report.")
@options("quiet")
def import_site_command(source: Path, target: Path, kind: str | None, dry_run: bool, quiet: bool) -> None:
    """Make a site in TARGET, which must be missing or empty, from the site in SOURCE.

    SOURCE is the folder of a site of Jekyll, Hexo, Hugo, Zola, Pelican, Nikola, Eleventy, Astro, Next,
    Gatsby, Docusaurus or MkDocs, a folder of texts or notebooks, or an export of WordPress (.xml). Posts,
    pages, files, settings and menus are converted, and every old address is kept or redirected. The new
    site has a file import-report.md that names everything that was not understood.
    """
    from sitegen.importing import import_site, report_text  # noqa: PLC0415 - imports the whole generator

    with reporting_errors():
        report = import_site(source, target, kind=kind, dry_run=dry_run)
    if dry_run:
        click.echo(report_text(report), nl=False)
        return
    if quiet:
        return
    addresses = report.addresses
    old = len(addresses.kept) + len(addresses.redirected) + len(addresses.lost)
    click.echo(
        f"imported {count(report.posts, 'post')} and {count(report.pages, 'page')} from {report.kind}"
        f" ({report.reason})\n"
        f"{count(old, 'old address').replace('addresss', 'addresses')}: {len(addresses.kept):,} kept,"
        f" {len(addresses.redirected):,} redirected, {len(addresses.lost):,} lost"
    )
    if report.drafts:
        click.echo(f"{count(report.drafts, 'draft')} as in the source")
    for path, reason in report.held_back:
        click.echo(f"held back as a draft: {path}: {reason}")
    click.echo(
        f"what was not understood: {target / 'import-report.md'}\nnext:\n  cd {target}\n  sitegen serve"
    )
