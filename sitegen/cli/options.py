"""Options that mean the same in every command, and the configuration that they ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from types import TracebackType
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
        help="The configuration; found in this folder or above when absent.",
    ),
    "output": click.option("-o", "--output", metavar="DIR", help="The folder that is published."),
    "base_url": click.option("-b", "--base-url", metavar="URL", help="Where the site is published."),
    "drafts": click.option("-D", "--drafts", is_flag=True, help="Publish drafts too."),
    "future": click.option("-F", "--future", is_flag=True, help="Publish posts dated in the future too."),
    "now": click.option("--now", callback=_read_moment, metavar="TIME", help="The moment of the build."),
    "strict": click.option("--strict", is_flag=True, help="Let warnings fail."),
    "quiet": click.option("-q", "--quiet", is_flag=True, help="Say only what is wrong."),
    "verbose": click.option("-v", "--verbose", is_flag=True, help="Say more."),
    "timings": click.option("--timings", is_flag=True, help="Say how long each step took."),
    "form": click.option(
        "--format", "form", type=click.Choice(["human", "json", "github"]), default="human",
        show_default=True, help="How problems are told.",
    ),
}  # fmt: skip


def options(*names: str) -> Callable[[Decorated], Decorated]:
    """Give a command these options, in this order."""

    def decorate(function: Decorated) -> Decorated:
        for name in reversed(names):
            function = OPTIONS[name](function)
        return function

    return decorate


class Telling:
    """Within it, an author's mistakes are printed in the wanted form and end the command with 1."""

    def __init__(self, form: Format = "human") -> None:
        self.form: Format = form
        self.root: Path | None = None

    def __enter__(self) -> Telling:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, SitegenError):
            print_problems(error.problems, self.root, self.form)
            raise click.exceptions.Exit(1) from error

    def find(self, config: Path | None) -> Path:
        """Find the configuration file, and remember the site's folder for the problems that follow.

        Raises:
            ConfigError: there is none.
        """
        path = config_file(config)
        self.root = path.parent
        return path

    def load(self, config: Path | None, **changes: Any) -> Config:
        """Read the configuration, and remember the site's folder for the problems that follow.

        Raises:
            ConfigError: it cannot be used.
        """
        from sitegen.config import load_config  # noqa: PLC0415 - imports Pydantic

        return load_config(self.find(config), **changes)


def config_file(path: Path | None) -> Path:
    """Return the configuration file that `-c` names: the file itself, or the one in that folder.

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
