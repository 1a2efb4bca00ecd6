"""`sitegen serve`."""

from __future__ import annotations

import errno
import socket
import time
import traceback
import webbrowser
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from sitegen import __version__
from sitegen.build import build_outputs
from sitegen.cli.group import CommandError
from sitegen.cli.options import Telling, config_file, moment, options
from sitegen.cli.progress import Progress
from sitegen.cli.report import count, describe, summary
from sitegen.config import Config, load_config
from sitegen.errors import SitegenError
from sitegen.serve import DEFAULT_PORT, Build, Watched, address_of, bind, serve_site
from sitegen.theme import theme_folder


@click.command("serve")
@options("config", "base_url")
@click.option(
    "-D/-P", "--drafts/--published", default=True, show_default=True, help="With drafts or without."
)
@options("future", "now")
@click.option("--host", default="127.0.0.1", show_default=True, help="The name or address to listen on.")
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535),
    help=f"The port; 0 takes any free one.  [default: {DEFAULT_PORT}, or the next free one]",
)  # fmt: skip
@click.option("-O", "--open", "open_browser", is_flag=True, help="Open a browser.")
@click.option("--no-reload", is_flag=True, help="Leave pages that are open alone.")
@options("quiet")
def serve_command(
    *,
    config: Path | None,
    base_url: str | None,
    drafts: bool,
    future: bool,
    now: datetime | date | None,
    host: str,
    port: int | None,
    open_browser: bool,
    no_reload: bool,
    quiet: bool,
) -> None:
    """Build, serve on this machine, and rebuild on every change. Ctrl-C ends it."""
    with Telling() as tell:
        path = config_file(config)
        site = tell.load(path, base_url=base_url)
    with _listener(host, port) as listener:
        here = address_of(listener, host)
        used = listener.getsockname()[1]
        if port is None and used != DEFAULT_PORT:
            click.echo(f"port {DEFAULT_PORT} is in use, taking {used}", err=True)
        work = Rebuild(path, base_url or "", here, drafts, future, now, quiet)

        def started() -> None:
            click.echo(f"serving {here}{site.base_path}  (Ctrl-C to stop)")
            if open_browser:
                webbrowser.open(f"{here}{site.base_path}")

        serve_site(listener, work.build, work.watched, live=not no_reload, started=started)


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Reads the configuration and builds anew each time."""

    config: Path
    base_url: str
    """From the command line; empty for the server's own address."""
    here: str
    drafts: bool
    future: bool
    now: datetime | date | None
    quiet: bool

    def build(self) -> Build:
        """Build, and say how it went; what is wrong is part of the result."""
        begun = time.perf_counter()
        try:
            site = self._site()
            with Progress(quiet=self.quiet) as progress:
                built = build_outputs(
                    site,
                    drafts=self.drafts,
                    future=self.future,
                    now=moment(self.now, site),
                    progress=progress,
                )
        except SitegenError as error:
            told = [describe(problem, self.config.parent) for problem in error.problems]
            return self._failed("\n".join([*told, summary(error.problems)]))
        except Exception:  # noqa: BLE001 - a bug of ours must not take the author's page away
            return self._failed(
                f"{traceback.format_exc()}\nThis is a bug in sitegen {__version__}. Please report it."
            )
        for problem in built.site.warnings:
            click.echo(describe(problem, site.root), err=True)
        if not self.quiet:
            seconds = time.perf_counter() - begun
            click.echo(f"built {count(len(built.outputs), 'file')} in {seconds:.2f} s")
        return Build(tuple(built.outputs), site.base_path)

    def watched(self) -> Watched:
        """Return where the site's files lie now."""
        root = self.config.parent
        theme = (theme_folder("templates"), theme_folder("static"))
        try:
            site = self._site()
        except SitegenError:
            return Watched(root, frozenset({self.config.name}), theme)
        own = [root / name for name in (site.content, site.templates, site.static)]
        if site.theme:
            own.append(root / site.theme)
        return Watched(root, frozenset({self.config.name}), tuple(dict.fromkeys([*own, *theme])))

    def _site(self) -> Config:
        site = load_config(self.config)
        # A worker that holds pages would outlive the preview, and serve them to whatever takes its port.
        return site.with_changes(base_url=self.base_url or self.here + site.base_path, offline=False)

    @staticmethod
    def _failed(text: str) -> Build:
        click.echo(text, err=True)
        return Build(error=text)


def _listener(host: str, port: int | None) -> socket.socket:
    try:
        return bind(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and port:
            raise CommandError(
                f"port {port} is in use: name another with --port, or 0 for any free one"
            ) from error
        raise CommandError(f"cannot listen on {host}: {error.strerror or error}") from error
