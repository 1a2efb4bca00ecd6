"""The options that commands share, and the configuration that they select."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

import click

from sitegen.cli.report import Format, print_problems
from sitegen.config_file import find_config
from sitegen.errors import ConfigError, Problem, SitegenError

if TYPE_CHECKING:
    from sitegen.config import Config

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def _read_moment(
    context: click.Context, parameter: click.Parameter, text: str | None
) -> datetime | date | None:
    """Read a day, or a time that may lack its zone; the site's zone is applied later."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text) if len(text) == len("2026-11-23") else datetime.fromisoformat(text)
    except ValueError:
        message = f"expected 2026-11-23 or 2026-11-23T09:00:00Z, received {text!r}"
        raise click.BadParameter(message, context, parameter) from None


OPTIONS = {
    "config": click.option(
        "-c", "--config", type=click.Path(exists=True, path_type=Path), metavar="FILE",
        help="The configuration; searched for in this folder and above when absent.",
    ),
    "output": click.option("-o", "--output", metavar="DIR", help="The folder that is published."),
    "base_url": click.option("-b", "--base-url", metavar="URL", help="Where the site is published."),
    "drafts": click.option("-D", "--drafts", is_flag=True, help="Publish drafts too."),
    "future": click.option("-F", "--future", is_flag=True, help="Publish posts dated in the future too."),
    "now": click.option("--now", callback=_read_moment, metavar="TIME", help="The moment of the build."),
    "strict": click.option("--strict", is_flag=True, help="Treat warnings as errors."),
    "quiet": click.option("-q", "--quiet", is_flag=True, help="Print only errors and warnings."),
    "verbose": click.option("-v", "--verbose", is_flag=True, help="Print settings and timings too."),
    "timings": click.option("--timings", is_flag=True, help="Print how long each step took."),
    "form": click.option(
        "--format", "form", type=click.Choice(["human", "json", "github", "sarif"]), default="human",
        show_default=True, help="The format of reported problems.",
    ),
}  # fmt: skip


def options(*names: str) -> Callable[[Decorated], Decorated]:
    """Return a decorator that adds these options to a command, in this order."""

    def decorate(function: Decorated) -> Decorated:
        for name in reversed(names):
            function = OPTIONS[name](function)
        return function

    return decorate


@dataclass(slots=True)
class SiteLoader:
    """Loads the configuration of a command, and knows the site's folder for error messages."""

    root: Path | None = None
    """The site's folder; None until the configuration file is found."""

    def find_config(self, config: Path | None) -> Path:
        """Return the path of the configuration file.

        Raises:
            ConfigError: there is none.
        """
        path = config_file(config)
        self.root = path.parent
        return path

    def load_site(self, config: Path | None, **changes: Any) -> Config:
        """Read the configuration; `changes` replaces values of the file.

        Raises:
            ConfigError: the file is missing, or cannot be used.
        """
        from sitegen.config import load_config  # noqa: PLC0415 - imports Pydantic

        return load_config(self.find_config(config), **changes)


@contextmanager
def reporting_errors(form: Format = "human") -> Iterator[SiteLoader]:
    """Print the problems of a `SitegenError` that the block raises, and end the command with exit code 1."""
    loader = SiteLoader()
    try:
        yield loader
    except SitegenError as error:
        print_problems(error.problems, loader.root, form)
        raise click.exceptions.Exit(1) from error


def config_file(path: Path | None) -> Path:
    """Return the configuration file for the value of `-c`: a file, a folder that holds one, or None.

    Raises:
        ConfigError: there is none.
    """
    if path is None:
        return find_config(Path.cwd().resolve())
    if path.is_dir():
        found = find_config(path.resolve())
        if found.parent != path.resolve():
            message = f"the folder {path} has neither a sitegen.toml nor a pyproject.toml with [tool.sitegen]"
            raise ConfigError(Problem(message, hint="make a site with: sitegen new site DIR", code="config"))
        return found
    return path.resolve()


def moment(given: datetime | date | None, config: Config) -> datetime:
    """Return the moment of the build with a zone: a day begins at midnight, in the site's zone."""
    if given is None:
        return datetime.now(UTC)
    zone = ZoneInfo(config.timezone)
    if not isinstance(given, datetime):
        return datetime.combine(given, time.min, zone)
    return given if given.tzinfo else given.replace(tzinfo=zone)
