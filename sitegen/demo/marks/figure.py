"""Figure: a figure of matplotlib, as its author has drawn it."""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from sitegen.demo.marks.html import root
from sitegen.demo.marks.mark import Mark, MarkError


class Figure(Mark):
    """A figure of matplotlib, in the page's own type and colours.

        Figure(fig, alt="The boundary after training: a ring.")

    The figure is drawn when its frame is shown, and taken from pyplot's list of open figures at once. Its
    table shows the numbers of its lines, bars and dots.

    Raises:
        MarkError: the first argument is no figure, or `alt` is empty.
    """

    kind: ClassVar[str] = "figure"

    def __init__(self, figure: Any, *, alt: str, label: str = "") -> None:
        super().__init__(label)
        library: Any = sys.modules.get("matplotlib.figure")
        if library is None or not isinstance(figure, library.Figure):
            raise MarkError(f"Figure: received {type(figure).__name__}; expected a figure of matplotlib")
        if not isinstance(alt, str) or not alt.strip():
            raise MarkError(f"Figure: alt is {alt!r}; expected what the figure shows, in a sentence")
        if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
            pyplot.close(figure)
        self.figure, self.alt = figure, alt.strip()

    def picture(self, name: str) -> str:
        """Return the figure as SVG, or as an image of pixels where the SVG would be large."""
        from sitegen.demo.display.figure import draw_figure  # noqa: PLC0415 - needs matplotlib

        return f"{root(self.kind)}{draw_figure(self.figure, name)[0]}</div>"

    def sentence(self) -> str:
        """Return the author's text."""
        return self.alt if self.alt.endswith((".", "!", "?")) else f"{self.alt}."

    def table(self) -> str:
        """Return the numbers of lines, bars and dots; empty where none are known."""
        from sitegen.demo.display.figure_data import figure_tables  # noqa: PLC0415 - needs matplotlib

        return figure_tables(self.figure)
