"""`sitegen completion`: complete commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from sitegen.cli.group import CommandError

VARIABLE = "_SITEGEN_COMPLETE"
"""How a shell asks for completions."""


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print the script that completes commands and options in SHELL.

    \b
    bash: sitegen completion bash > ~/.local/share/bash-completion/completions/sitegen
    zsh:  sitegen completion zsh > a folder of your fpath, as _sitegen
    fish: sitegen completion fish > ~/.config/fish/completions/sitegen.fish
    """  # noqa: D301 - click reads the sign that keeps lines as they are
    kind = get_completion_class(shell)
    if kind is None:
        raise CommandError(f"click cannot complete in {shell}")
    script = kind(context.find_root().command, {}, "sitegen", VARIABLE)
    click.echo(script.source_template % script.source_vars(), nl=False)
