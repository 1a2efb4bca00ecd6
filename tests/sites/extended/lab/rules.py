"""Rules of `sitegen check`."""

import re
from collections.abc import Iterator

from sitegen.extension import CheckedPage, Finding


def long_title(page: CheckedPage) -> Iterator[Finding]:
    """Find titles with more than 60 characters."""
    for number, line in enumerate(page.html.splitlines(), start=1):
        if (found := re.search(r"<h1[^>]*>(.*?)</h1>", line)) and len(found[1]) > 60:
            yield Finding(f"the title has {len(found[1])} characters", number, "at most 60 fit on one line")
