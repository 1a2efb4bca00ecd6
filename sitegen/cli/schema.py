"""`sitegen schema`: JSON Schema for editors and other programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

import click
from pydantic import BaseModel

from sitegen.cli.group import CommandError
from sitegen.cli.options import options, reporting_errors
from sitegen.config import Config
from sitegen.config_file import find_config
from sitegen.errors import ConfigError
from sitegen.field_docs import field_docs
from sitegen.front_matter import FrontMatterKeys, keys_with
from sitegen.model import FrontMatter

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: dict[str, type[BaseModel]] = {"config": Config, "front-matter": FrontMatterKeys}


@click.command("schema")
@options("config")
@click.argument("subject", type=click.Choice([*MODELS, "all"]), default="all")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the schema to a file.",
)
def schema_command(config: Path | None, subject: str, output: Path | None) -> None:
    """Print the JSON Schema of the configuration, of front matter, or one object with both.

    Inside a site, that of front matter has a key for each of its taxonomies.
    """
    wanted = subject != "config" and (config is not None or _is_in_site())
    with reporting_errors() as loader:
        taxonomies = tuple(loader.load_site(config).taxonomies) if wanted else ()
    schemas = {name: schema_of(name, taxonomies) for name in MODELS}
    text = json.dumps(schemas if subject == "all" else schemas[subject], ensure_ascii=False, indent=2)
    if output is None:
        click.echo(text)
        return
    try:
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror}") from error


def _is_in_site() -> bool:
    try:
        find_config(Path.cwd())
    except ConfigError:
        return False
    return True


def schema_of(name: str, taxonomies: Sequence[str] = ()) -> dict[str, Any]:
    """Return the schema of `config` or `front-matter`, in which every key has its description.

    Args:
        name: which.
        taxonomies: those of the site; front matter has a key for each.
    """
    keys = keys_with(taxonomies=taxonomies)
    model = keys.model if name == "front-matter" else MODELS[name]
    # Front matter has two spellings of one key; the schema names the first.
    schema = model.model_json_schema(by_alias=name == "config")
    schema.get("properties", {}).pop("root", None)  # the folder of the configuration file, not a key
    if "root" in schema.get("required", []):
        schema["required"].remove("root")
    top = field_docs(FrontMatter) if name == "front-matter" else field_docs(MODELS[name])
    own = {key: f"The terms of a post in `{key}`, a taxonomy of the site." for key in keys.taxonomies}
    _describe(schema, {**top, **own})
    for model in _tables(MODELS[name]):
        _describe(schema["$defs"][model.__name__], field_docs(model))
    return {"$schema": DIALECT, **schema}


def _describe(schema: dict[str, Any], docs: dict[str, str]) -> None:
    for key, value in schema["properties"].items():
        if description := docs.get(key) or docs.get(key.replace("-", "_")):
            value["description"] = description


def _tables(model: type[BaseModel]) -> list[type[BaseModel]]:
    """Return the models inside a model: the tables of the configuration."""
    found: dict[type[BaseModel], None] = {}
    for field in model.model_fields.values():
        for part in _parts(field.annotation):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= dict.fromkeys([part, *_tables(part)])
    return list(found)


def _parts(annotation: object) -> list[object]:
    """Return a type with all types inside it."""
    return [annotation, *(part for inner in get_args(annotation) for part in _parts(inner))]
