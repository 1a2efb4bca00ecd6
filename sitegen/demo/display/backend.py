"""The backend of matplotlib in code cells and demos: figures are drawn into memory and shown by the page."""

from __future__ import annotations

from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg


class FigureManager(FigureManagerBase):
    """Shows nothing: a cell shows its figures when it ends."""

    def show(self) -> None:
        """Do nothing."""

    @classmethod
    def pyplot_show(cls, *, block: bool | None = None) -> None:
        """Do nothing."""


class FigureCanvas(FigureCanvasAgg):
    """Draws a figure."""

    manager_class = FigureManager
