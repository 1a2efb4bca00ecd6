"""The HTML of programs and of pads, cached by content.

A build in which none of them changed imports neither Pygments nor NumPy for them.
"""

from __future__ import annotations

import json
from functools import cache as memoise
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

import sitegen
from sitegen.cache import Cache, digest_of_files, key_of
from sitegen.render.context import Pad

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import ControlData


def plain_program(source: str) -> Markup:
    """Return the HTML of a Python program in one colour; the client colours it when a reader opens it."""
    code = Markup('<div class="code"><pre tabindex="0"><code class="language-python">{}</code></pre></div>\n')
    return code.format(source)


def program_html(source: str, cache: Cache) -> Markup:
    """Return a Python program with syntax colouring.

    Args:
        source: the program.
        cache: where results of earlier builds are.
    """
    key = key_of(source, _digest_of("markdown"), _pygments_version())
    html = cache.get("colours", key)
    if not isinstance(html, str):
        from sitegen.markdown import highlight  # noqa: PLC0415 - see the module's docstring

        html = highlight(source, "python")
        cache.put("colours", key, html)
    return Markup(html)  # noqa: S704  (the highlighter escapes the program)


def pad_of(control: ControlData, cache: Cache) -> Pad:
    """Return the picture of a control for drawings or points.

    Args:
        control: the control with the author's value.
        cache: where results of earlier builds are.
    """
    key = key_of(json.dumps(control), _digest_of("demo"))
    match cache.get("pads", key):
        case {"svg": str(svg), "state": str(state), "samples": list(samples)} if _are_pairs_of_text(samples):
            pass
        case _:
            from sitegen.demo import draw_pad  # noqa: PLC0415 - see the module's docstring

            drawn = draw_pad(control)
            svg, state, samples = drawn.svg, drawn.state, [list(sample) for sample in drawn.samples]
            cache.put("pads", key, {"svg": svg, "state": state, "samples": samples})
    return Pad(Markup(svg), state, tuple((label, Markup(sample)) for label, sample in samples))  # noqa: S704 - the marks made them


def _are_pairs_of_text(samples: list[object]) -> bool:
    return all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair)
        for pair in samples
    )


@memoise
def _digest_of(package: str) -> str:
    """A digest of the code of one of our packages, without importing it."""
    folder = Path(sitegen.__file__).parent / package
    return digest_of_files(folder, folder.rglob("*.py"))


@memoise
def _pygments_version() -> str:
    """The text that holds the version of Pygments, without importing it."""
    found = find_spec("pygments")
    return Path(found.origin).read_text(encoding="utf-8") if found and found.origin else ""
