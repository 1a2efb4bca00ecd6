"""Write a small demo that runs without a change."""

from __future__ import annotations

import errno
import keyword
import re
from pathlib import Path

from sitegen.scaffold.text import fill

DIRECTIVE = """\
:::{{demo}} {name}
What the reader should look at.
:::
"""
NAME = re.compile(r"[a-z][a-z0-9_]*")
RESERVED = frozenset({"demo", "demos", "float", "len", "list", "int", "np", "train", "weights"})
"""Names that the demo's program uses, and names of folders: a function of such a name would hide them."""


def new_demo(content: Path, name: str) -> Path:
    """Write a demo, and return its file.

    Args:
        content: the folder of the sources.
        name: the name of the demo, of its module and of its function.

    Raises:
        ValueError: the name is not a valid one; the text suggests a valid name.
        FileExistsError: the demo already exists.
        OSError: the file cannot be written.
    """
    _check(name)
    path = content / "demos" / f"{name}.py"
    for taken in (path, path.with_suffix("")):
        if taken.exists():
            raise FileExistsError(errno.EEXIST, "this demo already exists", str(taken))
    path.parent.mkdir(parents=True, exist_ok=True)
    title = name.replace("_", " ").strip().capitalize()
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(fill("demo.py.txt", name=name, title=title))
    return path


def directive(name: str) -> str:
    """Return the lines that show the demo in a post."""
    return DIRECTIVE.format(name=name)


def _check(name: str) -> None:
    if not NAME.fullmatch(name):
        near = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
        hint = f"\ndid you mean {near!r}?" if NAME.fullmatch(near) and not _is_reserved(near) else ""
        expected = "expected a name of lower-case letters, digits and _, beginning with a letter"
        raise ValueError(f"{expected}, received {name!r}{hint}")
    if _is_reserved(name):
        message = f"{name!r} is a keyword of Python or a name that the demo's program uses"
        raise ValueError(f"{message}\ntry {name + '_demo'!r}")


def _is_reserved(name: str) -> bool:
    return keyword.iskeyword(name) or name in RESERVED
