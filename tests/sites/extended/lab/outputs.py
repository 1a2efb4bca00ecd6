"""Files of the site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.extension import SiteInfo


def posts(site: SiteInfo) -> str:
    """Return an index of all posts."""
    entries = [
        {"title": post.title, "url": post.permalink, "level": post.extra["level"]} for post in site.posts
    ]
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def levels(site: SiteInfo) -> bytes:
    """Return the levels that posts have."""
    return " ".join(sorted({str(post.extra["level"]) for post in site.posts})).encode()
