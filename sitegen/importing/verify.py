"""Build the new site in memory, repair what stops the build, and hold back what cannot be repaired."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote

from sitegen.build import Built, build_outputs
from sitegen.config import load_config
from sitegen.errors import Problem, SitegenError
from sitegen.importing.fallbacks import is_demo, use_fallbacks
from sitegen.importing.model import Note
from sitegen.importing.new_page import NewPage, short

ROUNDS = 8
"""How often the site is built at most; a page that still has errors in the last rounds becomes a draft."""


@dataclass
class Verified:
    """A site that builds."""

    built: Built
    held: dict[PurePosixPath, str] = field(default_factory=dict)
    """Pages that became drafts, each with the reason."""
    notes: list[Note] = field(default_factory=list)


def make_buildable(root: Path, pages: dict[PurePosixPath, NewPage]) -> Verified:
    """Build the site in memory until nothing stops the build.

    Args:
        root: the folder of the new site; changed pages are written again.
        pages: every page by its path in the site.

    Raises:
        SitegenError: something stops the build that no change of a page repairs.
    """
    held: dict[PurePosixPath, str] = {}
    notes: list[Note] = []
    for number in range(ROUNDS + 1):
        try:
            built = build_outputs(load_config(root / "sitegen.toml"), future=True)
            if number or not _rewrite_anchors(built, root, pages):
                return Verified(built, held, notes)
            continue
        except SitegenError as error:
            problems = error.problems
            if number == ROUNDS:
                raise
        changed = False
        by_page: dict[PurePosixPath, list[Problem]] = defaultdict(list)
        for problem in problems:
            path = _page_of(problem, pages)
            if path is not None:
                by_page[path].append(problem)
            elif problem.severity == "error":
                changed |= _remove_static(problem, root, notes)
        for path, found in by_page.items():
            page = pages[path]
            errors = [problem for problem in found if problem.severity == "error"]
            if not errors:
                continue
            changed = True
            if not use_fallbacks(page, errors, root / path, root, notes) and (
                number >= ROUNDS - 2 or not _repair(page, errors, notes)
            ):
                page.keys = replace(page.keys, draft=True)
                held[path] = errors[0].message
            (root / path).write_text(page.text(), encoding="utf-8", newline="\n")
        if not changed:
            raise SitegenError(problems)
    raise AssertionError


def _rewrite_anchors(built: Built, root: Path, pages: Mapping[PurePosixPath, NewPage]) -> bool:
    """Repair links to anchors of headings that have another spelling here; return whether a page changed."""
    changed: set[PurePosixPath] = set()
    for warning in built.site.warnings:
        path = _page_of(warning, pages)
        if path is None or not warning.message.startswith("dead anchor"):
            continue
        lines = pages[path].body.split("\n")
        if _near_anchor(lines, min(pages[path].body_line(warning.line), len(lines) - 1), warning):
            pages[path].body = "\n".join(lines)
            changed.add(path)
    for path in changed:
        (root / path).write_text(pages[path].text(), encoding="utf-8", newline="\n")
    return bool(changed)


def _page_of(problem: Problem, pages: Mapping[PurePosixPath, NewPage]) -> PurePosixPath | None:
    path = PurePosixPath(problem.path) if problem.path is not None else None
    if path in pages:
        return path
    if path is not None and is_demo(path):
        names = ((page, {one.demo for one in pages[page].fallbacks}) for page in pages)
        return next((page for page, demos in names if path.stem in demos), None)
    # Collisions name both sources in their message.
    return next((PurePosixPath(found) for found in re.findall(r"content/\S+\.md", problem.message)
                 if PurePosixPath(found) in pages), None)  # fmt: skip


def _remove_static(problem: Problem, root: Path, notes: list[Note]) -> bool:
    """Remove a static file that would be published in the place of something else."""
    for name in re.findall(r"static/[^\s']+", problem.message):
        file = root / name
        if file.is_file() and file.resolve().is_relative_to(root.resolve()):
            file.unlink()
            notes.append(Note("file", "its address is that of a page", name, "dropped"))
            return True
    return False


def _repair(page: NewPage, errors: list[Problem], notes: list[Note]) -> bool:
    """Change a page so that its errors go; return whether every one of them has a repair."""
    page.repairs += 1
    lines = page.body.split("\n")
    done: set[tuple[str, int]] = set()
    for error in sorted(errors, key=lambda problem: -(problem.line or 0)):
        repair = REPAIRS.get(error.code)
        at = min(page.body_line(error.line), max(len(lines) - 1, 0))
        if repair is None:
            return False
        if (error.code, at) in done:
            continue
        done.add((error.code, at))
        before = list(lines)
        if not repair(lines, at, error, page) or (lines == before and error.code != "collision"):
            return False
        notes.append(Note("Markdown", f"{error.code}: {short(error.message)}", page.source, "converted"))
    page.body = "\n".join(lines)
    return True


Repair = Callable[[list[str], int, Problem, NewPage], bool]


def _directive(lines: list[str], at: int, _error: Problem, _page: NewPage) -> bool:
    lines[at] = re.sub(r"^([\s>]*)(:{3,}|`{3,}\s*\{)", _escaped_opening, lines[at])
    return True


def _escaped_opening(found: re.Match[str]) -> str:
    if found[2].startswith(":"):
        return f"{found[1]}\\{found[2]}"
    return f"{found[1]}{found[2].rstrip('{').rstrip()}"


def _brace(lines: list[str], at: int, error: Problem, _page: NewPage) -> bool:
    column = (error.column or 1) - 1
    line = lines[at]
    start = line.find("{", column) if line[column : column + 1] != "{" else column
    if start < 0:
        start = line.find("{")
    if start < 0:
        return False
    lines[at] = line[:start] + "\\" + line[start:]
    return True


def _link(lines: list[str], at: int, _error: Problem, page: NewPage) -> bool:
    """Forget a preview picture that does not exist; dead links in the text have no repair."""
    if page.keys.image and _error.message.startswith("image:"):
        page.keys = replace(page.keys, image=None, extra={**page.keys.extra, "image": page.keys.image})
        lines.append("")
        return True
    return _near_anchor(lines, at, _error)


def _near_anchor(lines: list[str], at: int, error: Problem) -> bool:
    """Write the anchor of a link as headings are called here, where only signs and case differ."""
    dead = re.match(r"dead anchor #(.*?) in the link", error.message)
    near = re.match(r"did you mean '(.*)'\?", error.hint or "")
    if not dead or not near or _letters(dead[1]) != _letters(near[1]):
        return False
    for index in range(max(at - 1, 0), min(at + 12, len(lines))):
        for written in (dead[1], quote(dead[1]), quote(dead[1], safe="/~!$&'()*+,;=:@-._")):
            if f"#{written}" in lines[index]:
                lines[index] = lines[index].replace(f"#{written}", f"#{near[1]}")
                return True
    return False


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unquote(text).casefold())


def _collision(_lines: list[str], _at: int, error: Problem, page: NewPage) -> bool:
    """Forget the old addresses at which something else is published."""
    named = set(re.findall(r"\(alias ([^)]*)\)", error.message))
    kept = tuple(alias for alias in page.keys.aliases if alias not in named)
    if kept == page.keys.aliases:
        return False
    page.keys = replace(page.keys, aliases=kept)
    return True


REPAIRS: dict[str, Repair] = {
    "directive": _directive,
    "role": _brace,
    "attribute": _brace,
    "missing-image": _link,
    "collision": _collision,
}
"""Codes of problems → repairs. A page with any other problem becomes a draft."""
