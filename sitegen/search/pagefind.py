"""Run Pagefind over some pages, in a temporary folder.

Pagefind writes a program for the reader's browser, and for each language a WebAssembly module, a list of the
pages, the words in several files, and a file for the text of each page.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from sitegen.errors import Problem, SitegenError

LEFT_OUT = (
    "script",
    "svg",
    "annotation",
    ".heading-anchor",
    ".footnote-ref",
    ".footnote-back",
    ".stage-head",
    ".stage-presets",
    ".stage-main",
    ".stage-beside",
    ".stage-bar",
    ".stage-controls",
    ".demo-picture",
    ".demo-alternative",
    ".demo-status",
    ".cell-bar",
    ".cell-output",
)
"""Selectors of what a search does not find: controls, numbers and pictures of demos, and anchors."""
PROGRAMS = ("pagefind.js", "pagefind-worker.js")
ENTRY = "pagefind-entry.json"
"""The file that names the languages with their files."""


def find_program() -> Path | None:
    """Return Pagefind's program, or None where it is not installed."""
    try:
        from pagefind.service import get_executable  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    return get_executable()


def program_version() -> str:
    """Return a text that changes whenever equal pages may give another index."""
    program = find_program()
    status = program.stat() if program and program.is_file() else None
    own = Path(__file__).read_text(encoding="utf-8")
    return f"{program} {status and (status.st_size, status.st_mtime_ns)} {own}"


def make_index(pages: Mapping[PurePosixPath, bytes]) -> dict[str, bytes]:
    """Return the files of an index by name.

    Args:
        pages: HTML by output path; at least one.

    Raises:
        SitegenError: Pagefind is not installed, or fails.
    """
    with TemporaryDirectory(prefix="sitegen-search-") as folder:
        site, index = Path(folder, "site"), Path(folder, "index")
        for path, content in pages.items():
            file = site / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        _run("--silent", "--site", str(site), "--output-path", str(index), folder=folder)
        try:
            return dict(_published(index))
        except (OSError, ValueError, LookupError, AttributeError) as error:
            raise _failure(f"it wrote no index that can be read ({error})") from error


def _run(*arguments: str, folder: str) -> None:
    """Run Pagefind in a folder of its own, where it finds no configuration file."""
    program = find_program()
    if program is None:
        raise _failure("it is not installed")
    # Variables such as PAGEFIND_SITE would change what it does.
    environment = {name: text for name, text in os.environ.items() if not name.startswith("PAGEFIND_")}
    excluded = (part for selector in LEFT_OUT for part in ("--exclude-selectors", selector))
    try:
        done = subprocess.run(
            [str(program), *arguments, *excluded],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise _failure(f"{program} does not start: {error.strerror or error}") from error
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip().splitlines()
        raise _failure(said[-1] if said else f"exit code {done.returncode}")


def _published(index: Path) -> Iterator[tuple[str, bytes]]:
    """Give the files that a search reads. Pagefind's own interface is left out."""
    entry = json.loads((index / ENTRY).read_bytes())
    # Pagefind writes the languages in another order each time.
    entry["languages"] = dict(sorted(entry["languages"].items()))
    yield ENTRY, json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    modules = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in entry["languages"].values()}
    for name in (*PROGRAMS, *sorted(modules)):
        yield name, (index / name).read_bytes()
    for file in sorted(index.rglob("*.pf_*")):
        yield file.relative_to(index).as_posix(), file.read_bytes()


def _failure(reason: str) -> SitegenError:
    return SitegenError(Problem(f"Pagefind cannot index the pages: {reason}", code="search"))
