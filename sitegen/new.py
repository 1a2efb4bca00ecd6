"""Start a site or a post: the files an author would otherwise have to remember."""

from __future__ import annotations

import errno
import json
import shutil
from datetime import date
from pathlib import Path

from sitegen.permalink import slugify
from sitegen.theme import theme_folder

CONFIG = """\
# The settings of this site. `sitegen schema config` lists every key.

title = {title}
# Where readers find the site. A path is fine too: "https://example.org/blog/"
base_url = "https://example.org/"
language = "en"
# Decides when a post is due. The date that readers see is the one you write.
timezone = "UTC"
author = ""
# One sentence for search engines and the feed.
description = {description}
"""
HOME = """\
---
title: {title}
description: {description}
---

This page is `content/_index.md`. The newest posts follow below it.
"""
ABOUT = """\
---
title: 'About'
description: 'Who writes here, and about what.'
---

This page is `content/about.md`. Say who you are and what readers find here.
"""
POSTS = """\
---
title: 'Posts'
description: 'All posts, newest first.'
---
"""
IGNORED = "public/\n.sitegen/\n__pycache__/\n"
POST = """\
---
title: {title}
date: {day}
description: {title}  # one sentence for lists, the feed and search engines
---
"""


def new_site(folder: Path, *, example: bool = False) -> None:
    """Lay down a site that builds as it is.

    Args:
        folder: where; made when it is missing.
        example: whether the site gets the content of sitegen's own blog.

    Raises:
        OSError: the folder has something in it, or cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(errno.EEXIST, "it exists and is not an empty folder", str(folder))
    title = one_line(folder.resolve().name) or "A new site"
    description = f"What {title} is about, in one sentence."
    folder.mkdir(parents=True, exist_ok=True)
    write = {
        "sitegen.toml": CONFIG.format(title=_toml(title), description=_toml(description)),
        ".gitignore": IGNORED,
    }
    if example:
        # One copy serves all: beside the theme, in the repository and in an installed package.
        content = theme_folder("templates").with_name("content")
        shutil.copytree(content, folder / "content", ignore=shutil.ignore_patterns("__pycache__"))
    else:
        write["content/_index.md"] = HOME.format(title=quoted(title), description=quoted(description))
        write["content/about.md"] = ABOUT
        write["content/posts/_index.md"] = POSTS
    for name, text in write.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def new_post(content: Path, title: str, day: date, *, draft: bool = False) -> Path:
    """Write the beginning of a post and return its file.

    Args:
        content: the folder of the sources.
        title: any text.
        day: the post's date; of a time, only the day is written.
        draft: whether the post is marked as one.

    Raises:
        ValueError: no address can be made of the title.
        FileExistsError: there is such a post.
        OSError: the file cannot be written.
    """
    title = one_line(title)
    slug = slugify(title)
    if not slug:
        raise ValueError(f"expected a title with letters or digits, received {title!r}")
    path = content / "posts" / slug / "index.md"
    other = content / "posts" / f"{slug}.md"
    for taken in (path, other):
        if taken.exists():
            raise FileExistsError(errno.EEXIST, "there is such a post", str(taken))
    text = POST.format(title=quoted(title), day=f"{day:%Y-%m-%d}")
    if draft:
        text = text.removesuffix("---\n") + "draft: true\n---\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text + "\n")
    return path


def one_line(text: str) -> str:
    """Return the text on one line, without characters that YAML and TOML refuse."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable())


def quoted(text: str) -> str:
    """Return one line of text as YAML that means exactly this text."""
    return "'" + text.replace("'", "''") + "'"


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string of printable characters is a TOML string
