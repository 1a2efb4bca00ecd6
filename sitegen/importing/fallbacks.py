"""Put stored results in the place of code cells and demos that turn out not to run when the site is built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path, PurePath, PurePosixPath

from sitegen.errors import Problem
from sitegen.importing.model import Fallback, Note
from sitegen.importing.new_page import NewPage, short

DEMOS = PurePosixPath("content/demos")
PATIENCE = 3
"""After so many repairs of one page, all of its code cells keep their stored results."""


def _with_fallbacks(body: str, used: Iterable[Fallback]) -> str:
    """Return a body with stored results in the place of directives."""
    for fallback in used:
        body = body.replace(fallback.text, fallback.instead, 1)
    return body


def _failed_at(body: str, line: int, fallbacks: Iterable[Fallback]) -> Fallback | None:
    """Return the fallback of the directive that covers a line of the body, from 0; None without one."""
    start = 0
    for fallback in fallbacks:
        place = body.find(fallback.text, start)
        if place < 0:
            continue
        first = body.count("\n", 0, place)
        if first <= line <= first + fallback.text.count("\n"):
            return fallback
        start = place + len(fallback.text)
    return None


def _affected(failed: Fallback, fallbacks: Iterable[Fallback], *, repairs: int) -> Iterator[Fallback]:
    """Yield what cannot run without a program that failed: itself, and what needs the names that it sets.

    Args:
        failed: the one that failed.
        fallbacks: all of the page, in order.
        repairs: how often the page was repaired.
    """
    lost: set[str] = set()
    seen = False
    for fallback in fallbacks:
        if fallback is failed:
            seen = True
            lost |= fallback.binds
            yield fallback
        elif seen and not fallback.demo and (repairs >= PATIENCE or fallback.reads & lost):
            lost |= fallback.binds
            yield fallback
        else:
            lost -= fallback.binds


def _write_pictures(folder: Path, used: Iterable[Fallback]) -> None:
    """Write the pictures of stored results beside their page."""
    for fallback in used:
        for name, data in fallback.files.items():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)


def use_fallbacks(
    page: NewPage, errors: Iterable[Problem], file: Path, root: Path, notes: list[Note]
) -> bool:
    """Put stored results in the place of programs that do not run.

    Args:
        page: the page; its body is changed.
        errors: what stops the build in it.
        file: the file of the page.
        root: the folder of the new site.
        notes: receives what was replaced.

    Returns:
        Whether something was replaced.
    """
    used: list[Fallback] = []
    for error in errors:
        name = PurePosixPath(error.path).stem if error.path and is_demo(error.path) else ""
        found = next((one for one in page.fallbacks if name and one.demo == name), None)
        found = found or _failed_at(page.body, page.body_line(error.line), page.fallbacks)
        if found is not None and error.code in ("cell", "demo"):
            used += [one for one in _affected(found, page.fallbacks, repairs=page.repairs) if one not in used]
            notes.append(Note("notebook", f"does not run: {short(error.message)}", page.source, "converted"))
    page.repairs += bool(used)
    page.body = _with_fallbacks(page.body, used)
    page.fallbacks = tuple(one for one in page.fallbacks if one not in used)
    _write_pictures(file.parent, used)
    for one in used:
        if one.demo:
            (root / DEMOS / f"{one.demo}.py").unlink(missing_ok=True)
    return bool(used)


def is_demo(path: PurePath) -> bool:
    """Say whether a file is the program of a demo."""
    return PurePosixPath(path).parent == DEMOS
