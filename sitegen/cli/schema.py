"""`sitegen schema`: JSON Schema for editors and other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

from sitegen.cli.group import CommandError
from sitegen.config import Config
from sitegen.front_matter import FrontMatterKeys

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: dict[str, type[BaseModel]] = {"config": Config, "front-matter": FrontMatterKeys}


@click.command("schema")
@click.argument("subject", type=click.Choice([*MODELS, "all"]), default="all")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the schema to a file.",
)
def schema_command(subject: str, output: Path | None) -> None:
    """Print the JSON Schema of the configuration, of front matter, or one object with both."""
    schemas = {name: schema_of(name) for name in MODELS}
    text = json.dumps(schemas if subject == "all" else schemas[subject], ensure_ascii=False, indent=2)
    if output is None:
        click.echo(text)
        return
    try:
        output.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror}") from error


def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of `config` or `front-matter`."""
    schema = MODELS[name].model_json_schema()
    schema.get("properties", {}).pop("root", None)  # the folder of the configuration file, not a key
    if "root" in schema.get("required", []):
        schema["required"].remove("root")
    return {"$schema": DIALECT, **schema}
