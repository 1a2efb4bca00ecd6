"""`sitegen clean`: remove what builds leave, and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from sitegen.cli.options import Telling, options
from sitegen.write import remove_output

CACHE = ".sitegen"
"""The folder beside the configuration in which builds keep what they can use again."""


@click.command("clean")
@options("config", "output", "quiet")
def clean_command(config: Path | None, output: str | None, quiet: bool) -> None:
    """Remove the built site and the cache. A folder that sitegen did not make is refused."""
    with Telling() as tell:
        site = tell.load(config, output=output)
        folder = site.output_folder
        gone = [folder] if remove_output(folder) else []
    cache = site.root / CACHE
    if cache.is_dir() and not cache.is_symlink():
        shutil.rmtree(cache)
        gone.append(cache)
    if not quiet:
        for path in gone:
            click.echo(f"removed {path.relative_to(site.root) if path.is_relative_to(site.root) else path}")
        if not gone:
            click.echo("nothing to remove")
