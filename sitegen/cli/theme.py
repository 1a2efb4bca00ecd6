"""`sitegen theme`: list the themes, or copy one to change it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from sitegen.cli.group import CommandError
from sitegen.cli.options import options, reporting_errors
from sitegen.config_file import find_config
from sitegen.errors import ConfigError
from sitegen.scaffold import export_theme
from sitegen.theme.declaration import read_declaration
from sitegen.theme.locate import Located, locate, located_themes, missing

WHERE = {"site": "of this site", "built-in": "built-in", "package": "installed"}


@click.group("theme")
def theme_command() -> None:
    """List themes, or copy one to change it."""


@theme_command.command("list")
@options("config")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_themes(config: Path | None, as_json: bool) -> None:
    """List the themes that a configuration can name, with their options."""
    root = _site_folder(config)
    with reporting_errors():
        found = [_facts(located, root) for located in located_themes(root)]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for theme in found:
        click.echo("\n".join(_lines(theme)))


@theme_command.command("export")
@click.argument("name")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options("config", "quiet")
def export(name: str, folder: Path, config: Path | None, quiet: bool) -> None:
    """Copy the theme NAME to DIR, which must be missing or empty.

    A copy in `themes/` is used in the place of the theme of the same name. Files of the default theme that
    stay as they are can be deleted from a copy of it.
    """
    root = _site_folder(config)
    located = locate(name, root)
    if located is None:
        raise CommandError("\n".join(missing(name, root)))
    try:
        count = export_theme(located, folder)
    except OSError as error:
        raise CommandError(f"cannot write {error.filename or folder}: {error.strerror or error}") from error
    if not quiet:
        click.echo(f"copied {count} files to {folder}")


def _site_folder(config: Path | None) -> Path | None:
    """Return the folder of the site; None outside a site."""
    if config is not None:
        return config.resolve() if config.is_dir() else config.resolve().parent
    try:
        return find_config(Path.cwd().resolve()).parent
    except ConfigError:
        return None


def _facts(located: Located, root: Path | None) -> dict[str, Any]:
    declaration = read_declaration(located, root)
    return {
        "name": located.name,
        "from": located.origin,
        "folder": str(located.folder),
        "description": declaration.description,
        "license": declaration.license,
        "options": {
            name: {"takes": option.words, "default": option.default, "description": option.description}
            for name, option in declaration.options.items()
        },
    }


def _lines(theme: dict[str, Any]) -> Iterator[str]:
    yield f"{theme['name']}  ({WHERE[theme['from']]})  {theme['description']}".rstrip()
    for name, option in theme["options"].items():
        default = json.dumps(option["default"], ensure_ascii=False)
        yield f"  {name} = {default}  {option['takes']}. {option['description']}".rstrip()
