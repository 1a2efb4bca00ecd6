"""What a code cell showed, as the outputs of a notebook's cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sitegen.notebook.picture import picture_data

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import CellOutput

Made = Mapping[str, Any]


def outputs_of(output: CellOutput, number: int) -> list[Made]:
    """Return the outputs of a cell in the format of notebooks.

    Args:
        output: what the cell showed.
        number: the place of the cell among those that ran, from 1.
    """
    return [made for make in MAKERS for made in make(output, number)]


def lines_of(text: str) -> list[str]:
    """Return a text as notebooks store it: its lines, each but the last with a newline at its end."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def _printed(output: CellOutput, number: int) -> Iterable[Made]:  # noqa: ARG001 - one signature for all
    if output["stdout"]:
        yield {"name": "stdout", "output_type": "stream", "text": lines_of(output["stdout"])}


def _drawn(output: CellOutput, number: int) -> Iterable[Made]:  # noqa: ARG001 - one signature for all
    frame = output["frame"]
    if frame is None:
        return
    for mark in frame["marks"]:
        yield {"data": picture_data(mark), "metadata": {}, "output_type": "display_data"}
    words = [f"{metric['label']}: {metric['text']}" for metric in frame["metrics"]]
    words += [frame["text"]] if frame["text"] else []
    if words:
        data = {"text/plain": lines_of("\n".join(words))}
        yield {"data": data, "metadata": {}, "output_type": "display_data"}


def _displayed(output: CellOutput, number: int) -> Iterable[Made]:  # noqa: ARG001 - one signature for all
    for display in output["displays"]:
        data = {"text/html": lines_of(display["html"])}
        if display["latex"]:
            data = {"text/latex": [f"$${display['latex']}$$"], "text/plain": [display["latex"]]}
        elif display["alt"]:
            data["text/plain"] = lines_of(display["alt"])
        yield {"data": data, "metadata": {}, "output_type": "display_data"}


def _value(output: CellOutput, number: int) -> Iterable[Made]:
    if output["value"]:
        data = {"text/plain": lines_of(output["value"])}
        yield {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}


def _raised(output: CellOutput, number: int) -> Iterable[Made]:  # noqa: ARG001 - one signature for all
    if error := output["error"]:
        trace = error["trace"].rstrip("\n").split("\n")
        yield {
            "ename": error["name"],
            "evalue": error["message"],
            "output_type": "error",
            "traceback": trace,
        }


MAKERS: tuple[Callable[[CellOutput, int], Iterable[Made]], ...] = (
    _printed,
    _drawn,
    _displayed,
    _value,
    _raised,
)
"""What makes the outputs of one kind, in the order in which a page shows them."""
