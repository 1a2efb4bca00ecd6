"""`sitegen serve`."""

from __future__ import annotations

import errno
import socket
import time
import traceback
import webbrowser
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import click

from sitegen import __version__
from sitegen.cli.group import CommandError
from sitegen.cli.options import config_file, moment, options, reporting_errors
from sitegen.cli.progress import Progress
from sitegen.cli.report import count, describe, summary
from sitegen.config import Config, load_config
from sitegen.errors import SitegenError
from sitegen.live_site import LiveSite
from sitegen.serve import (
    DEFAULT_PORT,
    Build,
    Watched,
    address_of,
    allowed_hosts,
    bind,
    is_loopback,
    serve_site,
)
from sitegen.theme import theme_folder
from sitegen.theme.locate import FOLDER as THEMES

ATTEMPTS = 5
"""How often a build is tried when a file disappears while it is read."""
PAUSE_S = 0.1


@click.command("serve")
@options("config", "base_url")
@click.option(
    "-D/-P",
    "--drafts/--published",
    default=None,
    help="Show drafts or leave them out.  [default: show them when only this machine can connect]",
)
@options("future", "now")
@click.option("--host", default="127.0.0.1", show_default=True, help="The name or address to listen on.")
@click.option(
    "-p", "--port", type=click.IntRange(0, 65535),
    help=f"The port; 0 takes any free one.  [default: {DEFAULT_PORT}, or the next free one]",
)  # fmt: skip
@click.option(
    "--allow-host",
    multiple=True,
    metavar="NAME",
    help="A further allowed host name, such as that of a tunnel; can be repeated.",
)
@click.option("-O", "--open", "open_browser", is_flag=True, help="Open a browser.")
@click.option("--no-reload", is_flag=True, help="Do not reload open pages.")
@options("quiet")
def serve_command(
    *,
    config: Path | None,
    base_url: str | None,
    drafts: bool | None,
    future: bool,
    now: datetime | date | None,
    host: str,
    port: int | None,
    allow_host: tuple[str, ...],
    open_browser: bool,
    no_reload: bool,
    quiet: bool,
) -> None:
    """Build, serve on this machine, and rebuild on every change. Ctrl-C stops the server."""
    with reporting_errors() as loader:
        path = config_file(config)
        site = loader.load_site(path, base_url=base_url)
    with _listener(host, port) as listener:
        here = address_of(listener, host)
        used = listener.getsockname()[1]
        if port is None and used != DEFAULT_PORT:
            click.echo(f"port {DEFAULT_PORT} is in use, taking {used}", err=True)
        if drafts is None:
            drafts = is_loopback(listener)
            if not drafts:
                text = f"other machines can connect to {host}: drafts are left out; --drafts shows them"
                click.echo(text, err=True)
        work = Rebuild(path, base_url or "", here, drafts, future, now, quiet)

        def started() -> None:
            click.echo(f"serving {here}{site.base_path}  (Ctrl-C to stop)")
            if open_browser:
                webbrowser.open(f"{here}{site.base_path}")

        hosts = allowed_hosts(listener, host, allow_host)
        serve_site(listener, work.build, work.watched, hosts=hosts, live=not no_reload, started=started)


@dataclass(frozen=True)
class Rebuild:
    """Reads the configuration and builds, once per change."""

    config: Path
    base_url: str
    """The value of `--base-url`; empty for the address of the server."""
    here: str
    drafts: bool
    future: bool
    now: datetime | date | None
    quiet: bool

    def build(self, attempts: int = ATTEMPTS) -> Build:
        """Build, and return the outputs or the text of all problems."""
        try:
            return self._build()
        except SitegenError as error:
            lines = [describe(problem, self.config.parent) for problem in error.problems]
            return self._failed("\n".join([*lines, summary(error.problems)]))
        except OSError as error:
            # Editors replace files at any moment: a file can disappear between being listed and being read.
            if isinstance(error, FileNotFoundError) and attempts > 1:
                time.sleep(PAUSE_S)
                return self.build(attempts - 1)
            return self._failed(f"cannot read {error.filename or 'a file'}: {error.strerror or error}")
        except Exception:  # noqa: BLE001 - a bug of sitegen must not stop the server
            trace = traceback.format_exc()
            return self._failed(f"{trace}\nThis is a bug in sitegen {__version__}. Please report it.")

    def _build(self) -> Build:
        begun = time.perf_counter()
        site = self._site()
        with Progress(quiet=self.quiet) as progress:
            now = None if self.now is None else moment(self.now, site)
            built = self.live_site.build(site, now, progress)
        for problem in built.warnings:
            click.echo(describe(problem, site.root), err=True)
        if not self.quiet:
            seconds = time.perf_counter() - begun
            click.echo(f"built {count(len(built.outputs), 'file')} in {seconds:.2f} s")
        return Build(tuple(built.outputs.values()), site.base_path)

    @cached_property
    def live_site(self) -> LiveSite:
        """The site, with what its last build made."""
        return LiveSite(self.config, drafts=self.drafts, future=self.future)

    def watched(self) -> Watched:
        """Return the files and folders of the site that are watched."""
        root = self.config.parent
        theme = (theme_folder("templates"), theme_folder("static"), root / THEMES)
        try:
            site = self._site()
        except (SitegenError, OSError):
            return Watched(root, frozenset({self.config.name}), theme)
        own = [root / name for name in (site.content, site.templates, site.static, site.data)]
        if site.theme_layer is not None:
            own.append(site.theme_layer)
        own += [root / name for name in site.extensions]
        # An extension may import other modules beside it.
        modules = [file.name for file in root.glob("*.py")] if site.extensions else []
        names = {self.config.name, *modules, *(f"{name}.py" for name in site.extensions)}
        return Watched(root, frozenset(names), tuple(dict.fromkeys([*own, *theme])))

    def _site(self) -> Config:
        site = load_config(self.config)
        # A service worker stays after the preview, and would answer for the next server on this port.
        # Saved frames would cost several runs of a demo at every change of it.
        no_frames = site.demos.model_copy(update={"saved_steps": 0})
        address = self.base_url or self.here + site.base_path
        return site.with_changes(base_url=address, offline=False, demos=no_frames)

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
