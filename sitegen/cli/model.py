"""`sitegen model`: bring a trained model of another framework to a page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from sitegen.cli.group import CommandError
from sitegen.cli.options import options, reporting_errors


@click.group("model")
def model_command() -> None:
    """Import or show the weights of a trained model."""


@model_command.command("show")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def show(*, file: Path) -> None:
    """Print the names, shapes and types of the weights in FILE."""
    from sitegen.model_import import read_model  # noqa: PLC0415 - imports NumPy

    with reporting_errors():
        found = read_model(file)
    width = max((len(name) for name in found.arrays), default=0)
    for name, array in found.arrays.items():
        click.echo(f"{name:<{width}}  {array.shape!s:<20} {array.dtype}")
    total = sum(array.size for array in found.arrays.values())
    click.echo(f"{len(found.arrays)} arrays, {total:,} numbers, read as {found.origin}")


@model_command.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--for", "target", required=True, metavar="demos.NAME:FUNCTION",
    help="The function of a demo that builds the model; it may take a generator.",
)  # fmt: skip
@click.option(
    "--expect", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="PAIRS.npz",
    help="Arrays input and output of the original model; the import is refused where they differ.",
)  # fmt: skip
@click.option(
    "--card", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="CARD.json",
    help="Data, licence, script, seed, metric, score, baseline and baseline_score, for the page.",
)  # fmt: skip
@click.option(
    "--precision", type=click.Choice(["float32", "float16", "int8"]), default="float16", show_default=True,
    help="How the numbers are stored.",
)  # fmt: skip
@click.option(
    "-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="WEIGHTS.npz",
    help="Where to write.",
)  # fmt: skip
@options("config")
def import_model(
    *,
    file: Path,
    target: str,
    expect: Path | None,
    card: Path | None,
    precision: str,
    output: Path,
    config: Path | None,
) -> None:
    """Convert the weights in FILE for a model of a demo, check its answers, and write them."""
    if output.suffix != ".npz":
        raise CommandError(f"--output {output}: expected a name that ends in .npz")
    from sitegen import model_import  # noqa: PLC0415 - imports NumPy
    from sitegen.nn import ModelCard, save_model, save_weights  # noqa: PLC0415 - imports NumPy

    with reporting_errors() as loader:
        found = model_import.read_model(file)
        model = model_import.build_model(target, loader.load_site(config).content_folder)
        first = model_import.channels_first(found, model)
        answers = None if expect is None else model_import.read_answers(expect, channels_first=first)
        inputs = () if answers is None else answers.inputs
        state = model_import.fit_state(found, model, inputs)
        try:
            model.load_state_dict(state)
        except ValueError as error:
            raise CommandError(f"{file.name}: {error}") from error
        if found.graph is not None:
            click.echo(model_import.check_graph(file.name, found.graph, model, inputs))
        elif answers is None:
            click.echo(
                "Nothing was checked: give --expect with an input and the output of the original model."
            )
        if answers is not None:
            difference = model_import.check_answers(model, answers, file.name)
            click.echo(
                f"The answers differ by at most {difference:.1e} from {len(answers.output)} stored ones."
            )
    if card is None:
        save_weights(output, model.state_dict(), precision)  # type: ignore[arg-type]  # one of the choices
        click.echo(f"wrote {output}; load_model also needs a card: give --card")
        return
    try:
        values: dict[str, Any] = json.loads(card.read_text(encoding="utf-8"))
        save_model(output, model, ModelCard(**values), precision)  # type: ignore[arg-type]  # one of the choices
    except (ValueError, TypeError) as error:
        raise CommandError(f"{card.name}: the card does not fit: {error}") from error
    click.echo(f"wrote {output} and {output.with_suffix('.json').name}")
