"""`sitegen runtime`: the reader's Python, from the pin to a folder that can be published."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.options import Telling, options
from sitegen.cli.progress import Progress
from sitegen.errors import ConfigError
from sitegen.runtime import (
    bundle_runtime,
    clear_runtime,
    fetch_runtime,
    read_pin,
    runtime_folder,
    runtime_info,
    write_bundle,
)


@click.group("runtime")
def runtime_command() -> None:
    """Fetch, pack, show or remove the reader's Python: Pyodide and NumPy, as pinned.

    Builds fetch it by themselves when a post has a demo. The files lie in a cache that all sites share.
    """


@runtime_command.command("fetch")
@options("config", "quiet")
def fetch(config: Path | None, quiet: bool) -> None:
    """Bring every pinned file into the cache."""
    with Telling() as tell:
        source, cache = _places(tell, config)
        with Progress(quiet=quiet) as progress:
            folder = fetch_runtime(read_pin(), source=source, cache=cache, progress=progress)
    if not quiet:
        click.echo(folder)


@runtime_command.command("pack")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", required=True,
    help="Where to put it.",
)  # fmt: skip
@options("config", "quiet")
def pack(output: Path, config: Path | None, quiet: bool) -> None:
    """Write what readers of this site download into `DIR/runtime/<hash>/`."""
    with Telling() as tell:
        site = tell.load(config)
        pin = read_pin()
        with Progress(quiet=quiet) as progress:
            folder = fetch_runtime(
                pin, source=site.runtime_source, cache=site.runtime_cache, progress=progress
            )
            bundle = bundle_runtime(
                pin, folder, site.content_folder, keep=site.runtime.keep, progress=progress
            )
        target = write_bundle(bundle, output)
    if not quiet:
        click.echo(f"{target}  {megabytes(bundle.download_bytes)} to download")


@runtime_command.command("info")
@options("config")
def info(config: Path | None) -> None:
    """Show the pin and which of its files are in the cache."""
    with Telling() as tell:
        _, cache = _places(tell, config)
        found = runtime_info(read_pin(), cache)
    click.echo(f"Pyodide {found.pyodide}, NumPy {found.numpy}, in {found.folder}")
    for file in found.files:
        click.echo(f"  {file.state:<8} {megabytes(file.bytes):>8}  {file.name}")
    if not found.complete:
        click.echo("get what is missing with: sitegen runtime fetch")


@runtime_command.command("clear")
@options("config", "quiet")
def clear(config: Path | None, quiet: bool) -> None:
    """Remove the pinned files from the cache."""
    with Telling() as tell:
        _, cache = _places(tell, config)
        pin = read_pin()
        freed = clear_runtime(pin, cache)
    if not quiet:
        click.echo(f"removed {megabytes(freed)} from {runtime_folder(pin, cache)}")


def megabytes(size: int) -> str:
    """Return a number of bytes for people."""
    return f"{size / 1e6:.1f} MB"


def _places(tell: Telling, config: Path | None) -> tuple[str | None, Path | None]:
    """Outside a site the runtime can be fetched and looked at all the same."""
    try:
        site = tell.load(config)
    except ConfigError:
        if config is not None or tell.root is not None:
            raise
        return None, None
    return site.runtime_source, site.runtime_cache
