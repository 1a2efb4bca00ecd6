"""`sitegen new`: create a site, a post, a demo, a theme, or the files that a host needs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from sitegen.cli.group import CommandError
from sitegen.cli.options import moment, options, reporting_errors
from sitegen.scaffold import (
    HOSTS,
    directive,
    new_demo,
    new_deploy,
    new_post,
    new_site,
    new_theme,
    set_up_host,
)


@click.group("new")
def new_command() -> None:
    """Create a site, a post, a demo, a theme, or the files that a host needs."""


@new_command.command("site")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--example", is_flag=True, help="Include the posts and demos of sitegen's own blog.")
@options("quiet")
def site(folder: Path, example: bool, quiet: bool) -> None:
    """Create a site in DIR, which must be missing or empty."""
    try:
        new_site(folder, example=example)
    except OSError as error:
        raise CommandError(f"cannot create a site in {folder}: {error.strerror or error}") from error
    if not quiet:
        steps = ['sitegen new post "Hello"', "sitegen serve"]
        here = [] if folder.resolve() == Path.cwd() else [f"cd {folder}"]
        click.echo(f"created a site in {folder}\nnext:\n" + "\n".join(f"  {step}" for step in here + steps))


@new_command.command("post")
@click.argument("title")
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DAY",
    help="The date of the post; today when absent.",
)
@click.option("--draft", is_flag=True, help="Mark the post as a draft, which builds leave out.")
@options("config")
def post(title: str, day: date | None, draft: bool, config: Path | None) -> None:
    """Create a post with this TITLE, and print the path of its file."""
    with reporting_errors() as loader:
        settings = loader.load_site(config)
    try:
        path = new_post(settings.content_folder, title, day or moment(None, settings), draft=draft)
    except ValueError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            f"cannot write {error.filename or 'the post'}: {error.strerror or error}"
        ) from error
    click.echo(_shown(path))


@new_command.command("demo")
@click.argument("name")
@options("config", "quiet")
def demo(name: str, config: Path | None, quiet: bool) -> None:
    """Create a demo called NAME, and print the lines that show it in a post."""
    with reporting_errors() as loader:
        settings = loader.load_site(config)
    try:
        path = new_demo(settings.content_folder, name)
    except ValueError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            f"cannot write {error.filename or 'the demo'}: {error.strerror or error}"
        ) from error
    click.echo(_shown(path))
    if not quiet:
        click.echo(
            f"\ntry it:\n  sitegen demo run {name}\n\nput it into a post:\n\n{directive(name)}", nl=False
        )


@new_command.command("theme")
@click.argument("name")
@options("config", "quiet")
def theme(name: str, config: Path | None, quiet: bool) -> None:
    """Create a theme called NAME in the folder `themes/` of the site."""
    with reporting_errors() as loader:
        file = loader.find_config(config)
    try:
        folder = new_theme(file.parent, name)
    except ValueError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(
            f"cannot write {error.filename or 'the theme'}: {error.strerror or error}"
        ) from error
    click.echo(_shown(folder))
    if not quiet:
        click.echo(f'\nuse it, in {file.name}:\n  theme = "{name}"')


@new_command.command("deploy")
@click.argument("host", type=click.Choice(list(HOSTS)))
@click.option("--branch", default="main", show_default=True, help="The branch that is published.")
@options("config", "quiet")
def deploy(host: str, branch: str, config: Path | None, quiet: bool) -> None:
    """Create the files with which HOST builds and publishes the site, and print their paths."""
    with reporting_errors() as loader:
        file = loader.find_config(config)
        settings = loader.load_site(config)
    try:
        paths = new_deploy(settings, host, branch)
        changes = set_up_host(settings, file, host)
    except OSError as error:
        raise CommandError(f"cannot write {error.filename or host}: {error.strerror or error}") from error
    for path in paths:
        click.echo(_shown(path))
    for change in changes if not quiet else ():
        click.echo(change)


def _shown(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
