"""Charts of libraries that leave drawing to the browser: SVG, where the author's environment makes one."""

from __future__ import annotations

import io
from typing import Any

from sitegen.demo.display.pictures import picture_of_svg
from sitegen.demo.display.shown import Shown, picture, unshown

CHARTS = {"altair": ("an Altair chart", "vl-convert-python"), "plotly": ("a Plotly chart", "kaleido")}
"""Libraries whose charts are drawn by another package: what they draw, and that package."""


def show_chart(value: Any, library: str, alt: str) -> Shown:
    """Draw a chart of a library that leaves drawing to the browser."""
    what, package = CHARTS[library]
    try:
        if library == "altair":
            stream = io.StringIO()
            value.save(stream, format="svg")
            svg = stream.getvalue()
        else:
            svg = value.to_image(format="svg").decode()
    except (ImportError, ValueError, RuntimeError, OSError) as error:
        needs = isinstance(error, ImportError | ValueError)
        reason = "" if needs else f" ({str(error).strip().partition(chr(10))[0].rstrip(',.')})"
        return unshown(what, f"install {package}, which draws it{reason}")
    return picture(picture_of_svg(svg, alt), alt, what)
