"""`sitegen clean`: remove the built site and the cache."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from sitegen.cli.options import options, reporting_errors
from sitegen.output_folder import remove_output

CACHE = ".sitegen"
"""The folder beside the configuration in which builds store results for later builds."""


@click.command("clean")
@options("config", "output", "quiet")
def clean_command(config: Path | None, output: str | None, quiet: bool) -> None:
    """Remove the built site and the cache. Refuses a folder that sitegen did not make."""
    with reporting_errors() as loader:
        site = loader.load_site(config, output=output)
        folder = site.output_folder
        removed = [folder] if remove_output(folder) else []
    cache = site.root / CACHE
    if cache.is_dir() and not cache.is_symlink():
        shutil.rmtree(cache)
        removed.append(cache)
    if not quiet:
        for path in removed:
            click.echo(f"removed {path.relative_to(site.root) if path.is_relative_to(site.root) else path}")
        if not removed:
            click.echo("nothing to remove")
