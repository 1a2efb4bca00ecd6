"""`sitegen runtime`: download, pack, show or remove the Python that runs in the reader's browser."""

from __future__ import annotations

from pathlib import Path

import click

from sitegen.cli.options import SiteLoader, options, reporting_errors
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
    """Fetch, pack, show or remove the reader's Python: the pinned Pyodide and NumPy.

    A build fetches them when a post has a demo. All sites of a user share one cache of these files.
    """


@runtime_command.command("fetch")
@options("config", "quiet")
def fetch(config: Path | None, quiet: bool) -> None:
    """Download the pinned files that are not in the cache."""
    with reporting_errors() as loader:
        source, cache = _places(loader, config)
        with Progress(quiet=quiet) as progress:
            folder = fetch_runtime(read_pin(), source=source, cache=cache, progress=progress)
    if not quiet:
        click.echo(folder)


@runtime_command.command("pack")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", required=True,
    help="The folder to write into.",
)  # fmt: skip
@options("config", "quiet")
def pack(output: Path, config: Path | None, quiet: bool) -> None:
    """Write the files that readers of this site download into `DIR/runtime/<hash>/`."""
    with reporting_errors() as loader:
        site = loader.load_site(config)
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
    """Read every file in the cache and show whether it is valid."""
    with reporting_errors() as loader:
        _, cache = _places(loader, config)
        found = runtime_info(read_pin(), cache)
    click.echo(f"Pyodide {found.pyodide}, NumPy {found.numpy}, in {found.folder}")
    for file in found.files:
        click.echo(f"  {file.state:<8} {megabytes(file.bytes):>8}  {file.name}")
    for folder in found.packed:
        damage = f" ({folder.damage})" if folder.damage else ""
        click.echo(f"  {folder.state:<8} {megabytes(folder.bytes):>8}  packed/{folder.name}{damage}")
    if not found.complete:
        click.echo("download the missing and damaged files with: sitegen runtime fetch")
    if any(folder.damage for folder in found.packed):
        click.echo("the next build makes a damaged folder again when it needs it")


@runtime_command.command("clear")
@options("config", "quiet")
def clear(config: Path | None, quiet: bool) -> None:
    """Remove the pinned files and everything packed from them from the cache."""
    with reporting_errors() as loader:
        _, cache = _places(loader, config)
        pin = read_pin()
        freed = clear_runtime(pin, cache)
    if not quiet:
        click.echo(f"removed {megabytes(freed)} from {runtime_folder(pin, cache)}")


def megabytes(size: int) -> str:
    """Return a number of bytes as text, in megabytes."""
    return f"{size / 1e6:.1f} MB"


def _places(loader: SiteLoader, config: Path | None) -> tuple[str | None, Path | None]:
    """Return the configured source and cache; both None outside a site, where the user's cache is used."""
    try:
        site = loader.load_site(config)
    except ConfigError:
        if config is not None or loader.root is not None:
            raise
        return None, None
    return site.runtime_source, site.runtime_cache
