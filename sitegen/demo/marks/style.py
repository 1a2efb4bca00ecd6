"""The colours of marks: two palettes, and the style sheet that puts them into a page.

A picture gives each colour twice. The presentation attribute has the light value, for readers without the
style sheet: feed readers, an SVG file that is opened alone. The class lets the style sheet replace it with a
custom property, which has a light and a dark value. No element has a `style` attribute, so a site can forbid
inline styles (`style-src 'self'`).
"""

from __future__ import annotations

from collections.abc import Mapping

LIGHT = {
    "paper": "#fff",
    "ink": "#23272e",
    "muted": "#5c6470",
    "grid": "#e3e1db",
    "series-1": "#1f5fae",
    "series-2": "#b4500a",
    "series-3": "#23785a",
    "series-4": "#9a3a72",
    "series-5": "#6d5a11",
    "series-6": "#5a4fb0",
    "negative": "#2368b4",
    "positive": "#bf5510",
}
DARK = {
    "paper": "#1a1d22",
    "ink": "#e4e2dd",
    "muted": "#a2a8b2",
    "grid": "#343941",
    "series-1": "#7eb2f0",
    "series-2": "#f0a163",
    "series-3": "#6fc7a2",
    "series-4": "#e292be",
    "series-5": "#d3bb62",
    "series-6": "#b0a6f5",
    "negative": "#6fa8ea",
    "positive": "#ee9a5c",
}

SERIES = 6
"""The number of colours for lines and classes; more of them repeat the colours."""
FONT = "system-ui,sans-serif"
LEVELS = 14
"""How many strengths the ground of a token has."""
_DENSEST = 42  # per cent; ink on the strongest ground has a contrast above 4.5 in light and dark pages


def series(number: int) -> str:
    """Return the name of the n-th series' colour, counted from 0."""
    return f"series-{number % SERIES + 1}"


def class_colour(number: int) -> str:
    """Return the name of the n-th class' colour on a surface: the surface's own ends come first."""
    return ("negative", "positive")[number] if number < 2 else series(number)


def paint(*, fill: str = "", stroke: str = "") -> str:
    """Return the attributes that colour an SVG element, each with a space before it.

    Args:
        fill: a name in the palettes, or `none`; inherited when empty.
        stroke: ditto.
    """
    given = (("fill", fill), ("stroke", stroke))
    classes = [f"demo-{kind}-{name}" for kind, name in given if name in LIGHT]
    attributes = [f' class="{" ".join(classes)}"'] if classes else []
    attributes += [f' {kind}="{LIGHT.get(name, name)}"' for kind, name in given if name]
    return "".join(attributes)


def _make_css() -> str:
    colours = "".join(
        f".demo-{kind}-{name} {{\n  {kind}: var(--demo-{name});\n}}\n\n"
        for kind in ("fill", "stroke")
        for name in LIGHT
    )
    levels = "".join(
        f".demo-level-{level} {{\n  --demo-share: {_DENSEST * level // LEVELS}%;\n"
        f"  --demo-line: {1 + round(2 * level / LEVELS)}px;\n}}\n\n"
        for level in range(LEVELS + 1)
    )
    return _TEMPLATE % (_properties(LIGHT, "  "), _properties(DARK, "    "), colours, levels)


def _properties(colours: Mapping[str, str], indent: str) -> str:
    return "".join(f"{indent}--demo-{name}: {colour};\n" for name, colour in colours.items())


_TEMPLATE = """\
:root {
%s}

/* Printed paper is light, whatever the screen is. */
@media screen and (prefers-color-scheme: dark) {
  :root {
    --demo-ink-filter: invert(0.9);
%s  }
}

.demo-figure {
  fill: var(--demo-ink);
  font: 12px var(--demo-font, system-ui, sans-serif);
  font-variant-numeric: tabular-nums;
}

%s.demo-ink-pixels {
  filter: var(--demo-ink-filter, none);
}

.demo-player {
  width: 100%%;
  min-height: 44px;
  margin-top: 0.5rem;
}

ul.demo-tokens {
  display: flex;
  flex-wrap: wrap;
  gap: 0.5em 0.3em;
  margin: 0;
  padding: 0;
  list-style: none;
}

.demo-tokens > li {
  --demo-token: var(--demo-positive);
  display: inline-grid;
  justify-items: center;
  max-width: 100%%;
  margin: 0;
  padding: 0.15em 0.4em 0.1em;
  border-bottom: var(--demo-line) solid var(--demo-token);
  border-radius: 0.3em 0.3em 0 0;
  background: color-mix(in srgb, var(--demo-token) var(--demo-share), transparent);
}

.demo-tokens > .demo-below-zero {
  --demo-token: var(--demo-negative);
  border-bottom-style: dashed;
}

%s.demo-tokens span {
  overflow-wrap: anywhere;
  white-space: pre-wrap;
}

.demo-tokens small {
  font-size: 0.8125em;
  font-variant-numeric: tabular-nums;
}
"""

MARK_CSS = _make_css()
"""The style sheet of marks. The theme's `css/demo.css` holds the same rules; a test compares the two."""
