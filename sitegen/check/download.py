"""What the programs of a published page download."""

from __future__ import annotations

import json
import re

PACKAGE_LIMIT_BYTES = 20_000_000
"""A page whose programs load more bytes of packages than this gets a warning."""
_DATA = re.compile(r'<script type="application/json" class="(?:demo|cell)-data">(.*?)</script>', re.DOTALL)


def package_sizes(html: str) -> dict[str, int]:
    """Return the size in bytes of every package that the demos and cells of a page load, by file name."""
    sizes: dict[str, int] = {}
    for text in _DATA.findall(html):
        try:
            files = json.loads(text)["packages"]["files"]
            sizes |= {str(file["name"]): int(file["bytes"]) for file in files}
        except (ValueError, LookupError, TypeError):  # a program without packages
            continue
    return sizes
