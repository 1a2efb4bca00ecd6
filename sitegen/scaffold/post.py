"""Write the first lines of a post."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

from sitegen.permalink import slugify
from sitegen.scaffold.text import fill, one_line, yaml_string

LONGEST = 80
"""Characters in the name of a post's folder."""


def new_post(content: Path, title: str, day: date, *, draft: bool = False) -> Path:
    """Write the front matter of a post, and return the post's file.

    Args:
        content: the folder of the sources.
        title: any text.
        day: the post's date; only the day of a time is written.
        draft: whether the post is marked as a draft.

    Raises:
        ValueError: the title has no letters or digits, so the post would have no address.
        FileExistsError: a post with this address already exists.
        OSError: the file cannot be written.
    """
    title = one_line(title)
    slug = slugify(title)
    if len(slug) > LONGEST:
        slug = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    if not slug:
        raise ValueError(f"expected a title with letters or digits, received {title!r}")
    path = content / "posts" / slug / "index.md"
    for taken in (path, content / "posts" / f"{slug}.md"):
        if taken.exists():
            raise FileExistsError(errno.EEXIST, "this post already exists", str(taken))
    draft_line = "draft: true\n" if draft else ""
    text = fill("post.md", title=yaml_string(title), day=f"{day:%Y-%m-%d}", draft=draft_line)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path
