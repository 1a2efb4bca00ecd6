"""The command line. Nothing heavier than click is imported here: a command is imported when it is named."""

from sitegen.cli.group import cli

__all__ = ["cli", "main"]


def main() -> None:
    """Run the command line of this process."""
    cli.main(prog_name="sitegen")
