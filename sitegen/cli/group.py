"""The command `sitegen`: the table of its commands, and its exit codes."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from sitegen import __version__
from sitegen.cli.report import print_problems
from sitegen.errors import SitegenError, near_miss

COMMANDS = {
    "new": "Create a site, a post, a demo, a theme, or the files that a host needs.",
    "build": "Build the site.",
    "serve": "Build, serve on this machine, and rebuild on every change.",
    "check": "Build in memory, and check links, markup, requests and sizes.",
    "import": "Make a site from the site of another generator.",
    "demo": "Run a demo in the terminal.",
    "model": "Import or show the weights of a trained model.",
    "theme": "List themes, or copy one to change it.",
    "list": "List drafts, future and published pages.",
    "clean": "Remove the built site and the cache.",
    "config": "Print the settings that are in force, and where each comes from.",
    "schema": "Print the JSON Schema of the configuration and of front matter.",
    "runtime": "Fetch, pack, show or remove the reader's Python.",
    "completion": "Print the script that completes commands in bash, zsh or fish.",
}
"""Every command, in the order of `--help`; `NAME.py` in this package defines `NAME_command`."""
MODULES = {"import": "import_site"}
"""Commands whose name cannot be that of a module."""
SITE_ERROR, COMMAND_ERROR, BUG, INTERRUPTED = 1, 2, 70, 130


class Commands(click.Group):
    """A group that imports a command when it is used, and decides the exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the command of this name."""
        if cmd_name not in COMMANDS:
            return None
        name = MODULES.get(cmd_name, cmd_name)
        command = getattr(import_module(f"sitegen.cli.{name}"), f"{name}_command")
        assert isinstance(command, click.Command)  # noqa: S101 - for the type checker
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse an unknown command, and suggest the closest name."""
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = (near_miss(args[0], COMMANDS) or "see sitegen --help").capitalize()
            ctx.fail(f"No such command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the list of commands from the table, without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command, and exit.

        Exit codes: 0 success, 1 an error in the site, 2 an error in the command, 70 a bug, 130 interrupted.
        """
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            error.show()
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("interrupted", err=True)
            code = INTERRUPTED
        except SitegenError as error:
            print_problems(error.problems)
            code = SITE_ERROR
        except Exception:  # noqa: BLE001 - any other exception is a bug of sitegen
            traceback.print_exc()
            click.echo(
                f"\nThis is a bug in sitegen {__version__}. Please report it with the lines above.", err=True
            )
            code = BUG
        if standalone_mode:
            sys.exit(code or 0)
        return code


class CommandError(click.ClickException):
    """The command cannot be run as given; this is not an error in the site."""

    exit_code = COMMAND_ERROR


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sitegen")
def cli() -> None:
    """Build blogs whose posts compute: Markdown in, finished HTML out, Python demos live in the browser.

    Exit codes: 0 success, 1 an error in the site, 2 an error in the command, 130 interrupted.
    """
