"""The last build of a site: what it read, what it published and what it reported.

A process that finds all of this unchanged imports neither Markdown nor templates nor NumPy.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from sitegen import __version__
from sitegen.engine.snapshot import FileState, Snapshot, stat_of, take_snapshot
from sitegen.errors import Problem
from sitegen.model import Report

FOLDER, FILE = ".sitegen", "last-build.json"
MARKER = ".sitegen"
"""The file that every build changes in the published folder."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the last build read and published, beside what is there now."""

    report: Report
    token: str
    """The name of the last build."""
    same: bool
    """Whether options, clock and the published folder are as they were."""
    changed: Mapping[str, FileState] | None
    """The inputs that changed, as they are now; None where files came or went."""
    published: Mapping[str, tuple[int, int]]
    """Size and time of every published file."""
    record: Mapping[str, Any]


class LastBuild:
    """The record of the last build of one site."""

    def __init__(self, config_file: Path, options: Mapping[str, object]) -> None:
        """Find the record.

        Args:
            config_file: the site's configuration.
            options: those of the command that change what is published, as JSON values.
        """
        self.config_file = config_file
        self.options = dict(options)
        self.file = config_file.parent / FOLDER / FILE

    def report(self, now: datetime) -> Report | None:
        """Return the report of the last build, if a build now would read and publish the same."""
        found = self.compare(now)
        return found.report if found and found.same and found.changed == {} else None

    def compare(self, now: datetime) -> Comparison | None:
        """Compare what a build now would read with what the last build read.

        Returns:
            None where there is no record, it is damaged, or the last build ran in another environment.
        """
        try:
            record = json.loads(self.file.read_text(encoding="utf-8"))
            if record["site"] != str(self.config_file) or record["environment"] != _environment():
                return None
            inputs = record["inputs"]
            published = {name: (int(size), int(time)) for name, (size, time) in record["published"].items()}
            return Comparison(
                report=_report(record["report"]),
                token=record["token"],
                same=(
                    record["options"] == self.options
                    and datetime.fromisoformat(record["from"]) <= now
                    and (record["due"] is None or now < datetime.fromisoformat(record["due"]))
                    and _published(record["report"]["folder"]) == record["published"]
                ),
                changed=Snapshot(tuple(inputs["folders"]), inputs["files"]).changes(),
                published=published,
                record=record,
            )
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
            RecursionError,
        ):  # there is none, or it is damaged
            return None

    def save(self, report: Report, inputs: Snapshot, now: datetime, token: str = "") -> None:
        """Write the record of a build. A folder that cannot be written costs time at the next build.

        Args:
            report: what the build reported.
            inputs: the state of the site's folders before the build read them.
            now: the moment of the build.
            token: the name of the build, under which its graph is stored.
        """
        opened = take_snapshot((), report.opened)
        record = {
            "site": str(self.config_file),  # a copied folder holds the record of another site
            "token": token,
            "options": self.options,
            "environment": _environment(),
            "from": now.isoformat(),
            "due": report.due.isoformat() if report.due else None,
            "inputs": {"folders": inputs.folders, "files": {**opened.files, **inputs.files}},
            "published": _published(str(report.folder)),
            "report": {**asdict(report), "due": None, "opened": ()},
        }
        self._write(record)

    def save_edit(
        self,
        before: Comparison,
        report: Report,
        token: str,
        written: Iterable[str],
        removed: Iterable[str] = (),
    ) -> None:
        """Write the record of a build that changed a few published files.

        Args:
            before: the comparison with the build before, which found the changed inputs.
            report: what the build reported.
            token: the name of the build, under which its graph is stored.
            written: the files that it published, by their path in the published folder.
            removed: the files that it removed.
        """
        record, changed = before.record, before.changed or {}
        opened = take_snapshot((), report.opened)
        inputs = {**record["inputs"], "files": {**opened.files, **record["inputs"]["files"], **changed}}
        gone = set(removed)
        published = {name: facts for name, facts in record["published"].items() if name not in gone}
        for name in (*written, MARKER):
            status = os.lstat(os.path.join(report.folder, name))  # noqa: PTH118 - as in `_published`
            published[name] = [status.st_size, status.st_mtime_ns]
        reported = {**asdict(report), "due": None, "opened": ()}
        # Writing changes the times of the site's folder, from which `python -m sitegen` imports.
        changes = {"environment": _environment(), "token": token, "inputs": inputs, "published": published}
        self._write({**record, **changes, "report": reported})

    def _write(self, record: Mapping[str, object]) -> None:
        made = self.file.with_name(f"{FILE}.{os.getpid()}")
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(json.dumps(record, default=str), encoding="utf-8")
            made.replace(self.file)


def _environment() -> list[object]:
    """Return what a build depends on outside the site: this package, its dependencies, Python, and Node."""
    package = str(Path(__file__).parents[1])
    own = [
        stat_of(os.path.join(parent, name))  # noqa: PTH118 - plain strings are faster
        for parent, _, names in sorted(os.walk(package))
        for name in sorted(names)
        if not name.endswith(".pyc")
    ]
    # A package that is installed or removed changes the folder that holds it.
    installed = [_folder_time(path) for path in sys.path]
    python = [platform.python_version(), platform.machine()]
    return [__version__, python, installed, own, shutil.which("node")]


def _folder_time(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0


def _published(folder: str) -> dict[str, list[int]]:
    """Return size and time of every file of the published folder."""
    found = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)  # noqa: PTH118 - plain strings: there may be many files
            status = os.lstat(path)
            found[os.path.relpath(path, folder)] = [status.st_size, status.st_mtime_ns]
    return found


def _report(values: dict[str, Any]) -> Report:
    warnings = tuple(
        Problem(**{**warning, "path": PurePath(warning["path"]) if warning["path"] else None})
        for warning in values["warnings"]
    )
    numbers = [values[name] for name in ("pages", "outputs", "written", "unchanged", "removed", "seconds")]
    texts = [text for problem in warnings for text in (problem.message, problem.hint or "", problem.code)]
    if not all(type(number) in (int, float) for number in numbers) or not all(
        isinstance(text, str) for text in texts
    ):
        raise TypeError("the record is damaged")
    held_back = tuple(map(str, values["held_back"]))
    changes = {"warnings": warnings, "held_back": held_back, "folder": Path(values["folder"]), "opened": ()}
    return Report(**values | changes | {"written": 0, "unchanged": values["outputs"], "removed": 0})
