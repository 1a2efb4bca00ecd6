"""Show the marks of sitegen in Jupyter, as the pages do. Notebooks of pages call this in their first cell."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from sitegen.notebook.picture import picture_data

if TYPE_CHECKING:  # imports NumPy, which most commands do not need
    from sitegen.demo import Frame, Mark


def show_pictures() -> None:
    """Make Jupyter draw marks and frames that are the value of a cell; elsewhere nothing happens."""
    from sitegen.demo import Frame, Mark  # noqa: PLC0415 - imports NumPy

    shell = _shell()
    if shell is None:
        return
    for kind in (Mark, Frame):
        shell.display_formatter.mimebundle_formatter.for_type(kind, _bundle)


def _shell() -> Any:
    """Return the running IPython, or None."""
    module = sys.modules.get("IPython")  # Jupyter has imported it
    return module and module.get_ipython()


def _bundle(value: Mark | Frame, include: Any = None, exclude: Any = None) -> dict[str, str]:  # noqa: ARG001 - IPython's signature
    """Return a value by media type. The marks of a frame with several stand below each other in HTML."""
    from sitegen.demo import Frame, show  # noqa: PLC0415 - imports NumPy

    drawn = show(value if isinstance(value, Frame) else Frame(result=value))
    marks = [picture_data(mark) for mark in drawn["marks"]]
    if len(marks) == 1:
        return {kind: "".join(text) for kind, text in marks[0].items()}
    pictures = [text for data in marks for kind, text in data.items() if kind != "text/plain"]
    words = [f"{metric['label']}: {metric['text']}" for metric in drawn["metrics"]]
    lines = [*("".join(data["text/plain"]) for data in marks), *words, drawn["text"]]
    return {
        "text/html": "".join("".join(text) for text in pictures),
        "text/plain": "\n".join(filter(None, lines)),
    }
