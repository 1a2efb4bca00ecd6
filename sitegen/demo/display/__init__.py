"""Values of code cells as notebooks show them: figures, tables, formulas, pictures.

Nothing here imports another library: a value of one brings it along. `sitegen.demo.cells` imports the
modules of this package when a value needs them, so that other pages load nothing of it.
"""

from __future__ import annotations

import os
import sys

METHODS = ("_repr_mimebundle_", "_repr_html_", "_repr_latex_", "_repr_svg_", "_repr_png_", "_repr_jpeg_")
"""The methods by which a class says how notebooks show its values."""
_BACKEND = "module://sitegen.demo.display.backend"


def choose_backend() -> None:
    """Let figures be drawn into memory, whatever screen there is; `plt.show()` then does nothing."""
    os.environ["MPLBACKEND"] = _BACKEND
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
        pyplot.switch_backend(_BACKEND)


def close_figures() -> None:
    """Close the figures of pyplot, as notebooks do at the end of a cell."""
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
        pyplot.close("all")


def needs_display(value: object) -> bool:
    """Return whether a value, or what was drawn beside it, is shown in another way than by its `repr`."""
    # A class has the methods of its values, and an object that answers to any name has none of them.
    return "matplotlib.figure" in sys.modules or any(hasattr(type(value), name) for name in METHODS)
