"""The page of the commands."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from sitegen.cli import cli
from tests.reference.text import code, definitions, page_of, prose


def commands() -> str:
    """Return the page of every command with its arguments and options."""
    top = click.Context(cli, info_name="sitegen")
    return page_of(
        "Commands",
        "Every command of sitegen with its arguments and options.",
        1,
        (part for name in cli.list_commands(top) for part in _command(cli, top, name, 2)),
    )


def _command(group: click.Group, parent: click.Context, name: str, level: int) -> Iterator[str]:
    command = group.get_command(parent, name)
    assert command is not None, name
    context = click.Context(command, info_name=name, parent=parent)
    yield f"{'#' * level} {code(context.command_path)}"
    yield prose(inspect.cleandoc(command.help or ""))
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            yield from _command(command, context, inner, level + 1)
        return
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"```text\n{usage}\n```"
    options = (one for one in command.params if isinstance(one, click.Option))
    records = [found for option in options if (found := option.get_help_record(context))]
    if records:
        yield definitions((code(option), prose(text)) for option, text in records)
