"""Posters kept between builds by all that a run depends on: a changed demo runs again, the others do not."""

from __future__ import annotations

import ast
import platform
from collections.abc import Iterator
from dataclasses import fields, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sitegen.cache import Cache, digest_of_files, key_of
from sitegen.model import Poster, Request

KIND = "poster"
FIELDS = tuple(part.name for part in fields(Poster))
PACKAGE = Path(__file__).parent.parent
DEMOS = "demos"
TRAINING = "train"
"""The folder of scripts that make weights; no demo imports from it."""


def recall_poster(cache: Cache, request: Request, content_dir: Path) -> Poster | None:
    """Return the poster of an equal run, if one was kept."""
    kept: Any = cache.get(KIND, poster_key(request, content_dir))
    if not isinstance(kept, dict) or set(kept) != set(FIELDS):
        return None
    return replace(Poster(**kept), controls=tuple(kept["controls"]), facts=tuple(kept["facts"]))


def keep_poster(cache: Cache, request: Request, content_dir: Path, poster: Poster) -> None:
    """Keep what a run gave."""
    cache.put(KIND, poster_key(request, content_dir), {name: getattr(poster, name) for name in FIELDS})


def poster_key(request: Request, content_dir: Path) -> str:
    """Return the name of a run: the request, the demo's files, our own code, and what computes."""
    demos = content_dir / DEMOS
    return key_of(
        request.demo,
        *(part for pair in request.values for part in pair),
        digest_of_files(demos, demo_files(demos, request.demo)),
        content_dir.name,
        _own_code(),
        version("numpy"),
        platform.python_version(),
        platform.machine(),
    )


def demo_files(demos: Path, name: str) -> set[Path]:
    """Return what a demo can read: its module, those it imports, and every file that is no demo itself."""
    wanted = {demos / f"{name}.py"}
    for file in demos.rglob("*"):
        inside = file.relative_to(demos)
        if not file.is_file() or inside.parts[0] == TRAINING or "__pycache__" in inside.parts:
            continue
        if file.suffix != ".py" or not _is_demo(file):
            wanted.add(file)
    waiting = list(wanted)
    while waiting:
        for module in _imported(waiting.pop()):
            file = demos / f"{module}.py"
            if file.is_file() and file not in wanted:
                wanted.add(file)
                waiting.append(file)
    return {file for file in wanted if file.is_file()}


def _tree(file: Path) -> ast.Module:
    try:
        return ast.parse(file.read_bytes())
    except SyntaxError:  # the run itself says so
        return ast.Module([], [])


def _is_demo(file: Path) -> bool:
    for node in _tree(file).body:
        if isinstance(node, ast.FunctionDef):
            calls = (part.func if isinstance(part, ast.Call) else part for part in node.decorator_list)
            if any(getattr(call, "id", getattr(call, "attr", "")) == "demo" for call in calls):
                return True
    return False


def _imported(file: Path) -> Iterator[str]:
    if file.suffix != ".py":
        return
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module or DEMOS}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            first, _, rest = name.partition(".")
            if first == DEMOS and rest:
                yield rest.split(".")[0]
            elif isinstance(node, ast.ImportFrom) and node.level:
                yield first


def _own_code() -> str:
    """The generator's part in a run. Read each time: demos run in fresh processes, with today's code."""
    files = [file for part in ("demo", "nn") for file in (PACKAGE / part).rglob("*.py")]
    return digest_of_files(PACKAGE, [*files, PACKAGE / "execution" / "run_demo.py"])
