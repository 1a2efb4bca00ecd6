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
from sitegen.runtime.checksums import write_safely
from sitegen.runtime.packages import NO_PACKAGES, PackageLock, lock_packages, read_lock, site_lock


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


@runtime_command.command("lock")
@click.option(
    "--upgrade", is_flag=True, help="Choose the newest versions that fit, not those of the lock before.",
)  # fmt: skip
@click.option(
    "--upgrade-package", "upgraded", multiple=True, metavar="NAME",
    help="Choose a new version of one package.",
)  # fmt: skip
@options("config", "quiet")
def lock(upgrade: bool, upgraded: tuple[str, ...], config: Path | None, quiet: bool) -> None:
    """Find versions of the packages that `runtime.packages` names, and write `sitegen.lock`.

    Packages come from Pyodide's distribution and from the Python package index; all must have a wheel for the
    browser. The file contains name, version, size, sum and license of every wheel. Commit it with the site.
    """
    with reporting_errors() as loader:
        site = loader.load_site(config)
        file = site.lock_file
        earlier = read_lock(file) if file.is_file() else NO_PACKAGES
        chosen = None if upgrade else upgraded
        with Progress(quiet=quiet) as progress:
            made = lock_packages(site, read_pin(), progress, earlier=earlier, upgrade=chosen)
        if made.packages or file.is_file():
            write_safely(file, made.text().encode())
            file.chmod(0o644)
    if not quiet:
        for line in changes(earlier, made):
            click.echo(line)
        click.echo(f"{len(made.packages)} packages in {file.name}")


@runtime_command.command("list")
@options("config")
def list_packages(config: Path | None) -> None:
    """Show the packages of `sitegen.lock` with their versions, sizes, sources and licenses."""
    with reporting_errors() as loader:
        site = loader.load_site(config)
        found = site_lock(site, read_pin())
    for package in found.packages:
        size, source = megabytes(package.bytes), package.source
        click.echo(f"{package.name:<24} {package.version:<14} {size:>8}  {source:<8} {package.license}")
    total = megabytes(sum(package.bytes for package in found.packages))
    click.echo(f"{len(found.packages)} packages, {total} before packing")


def changes(earlier: PackageLock, made: PackageLock) -> list[str]:
    """Return a line for each package that was added, removed, or has another version."""
    before = {package.name: package.version for package in earlier.packages}
    after = {package.name: package.version for package in made.packages}
    lines = []
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            lines.append(f"added {name} {after[name]}")
        elif name not in after:
            lines.append(f"removed {name} {before[name]}")
        elif before[name] != after[name]:
            lines.append(f"changed {name} {before[name]} to {after[name]}")
    return lines


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
