"""Pin another release of Pyodide, and print what changes: `make upgrade-pyodide VERSION=314.0.4`.

The files of the release come from Pyodide's CDN or from npm, NumPy's wheel from any source that has the file
with the sum that the release's list names. Then the lock files of the repository are made again, the blog is
built, and every demo runs in the build and in a browser, with the old and with the new release. The files to
commit are `pin.toml` and the lock files.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from pathlib import Path
from typing import Any

from sitegen.errors import Problem, RuntimePinError
from sitegen.progress import Progress, Silent
from sitegen.runtime import Mirror, Pin, PinnedFile, bundle_runtime, fetch_runtime, read_pin, runtime_folder
from sitegen.runtime.checksums import write_safely
from sitegen.runtime.fetch.download import url_files
from sitegen.runtime.fetch.http import SourceError
from sitegen.runtime.fetch.mirror import mirror_files
from sitegen.runtime.fetch.npm import npm_files
from sitegen.runtime.pack.run_node import find_node
from sitegen.runtime.packages.distribution import fetch_distributed, read_distribution
from sitegen.runtime.pin import CORE_FILES, PIN_FILE

ROOT = Path(__file__).parents[1]
LOCK_FILES = "tests/sites/*/sitegen.lock"
_PYTHON_VERSION = """
const { loadPyodide } = await import(process.argv[1] + "/pyodide.mjs");
const pyodide = await loadPyodide({ indexURL: process.argv[1] + "/", packages: [] });
console.log(pyodide.runPython("import sys; sys.version.split()[0]"));
"""
_COMMENTS = {
    "python": "the interpreter inside pyodide.asm.wasm",
    "numpy": "the version that this Pyodide's own lock file names",
    "abi": "a lock file with another number is refused by this Pyodide",
    "npm": "the package of the npm registry that has all files but NumPy's, in this version",
}
_HEADER = """\
# The files that run in the reader's browser. Every file is checked against its size and SHA-256
# before it is used. The names of the files are also their names at the source.
"""
_MIRROR = """\
# A wheel on the Python package index that carries the same bytes, for networks that reach nothing else.
"""
_DISTRIBUTION = "# Pyodide's list of the packages that it distributes, which `sitegen runtime lock` reads.\n"


def pin_text(pin: Pin) -> str:
    """Return a pin as the text of `pin.toml`."""

    def table(record: Pin | Mirror | PinnedFile, names: Sequence[str]) -> str:
        lines = []
        for name in names:
            value = getattr(record, name)
            line = f"{name} = {value}" if name == "bytes" else f'{name} = "{value}"'
            comment = _COMMENTS.get(name) if isinstance(record, Pin) else None
            lines.append(f"{line:<27} # {comment}" if comment else line)
        return "\n".join(lines) + "\n"

    def names_of(kind: type) -> list[str]:
        return [field.name for field in fields(kind)]

    own = [name for name in names_of(Pin) if name not in {"mirror", "distribution", "files"}]
    parts = [
        _HEADER + table(pin, own),
        _MIRROR + "[mirror]\n" + table(pin.mirror, names_of(Mirror)),
        *("[[file]]\n" + table(file, names_of(PinnedFile)) for file in pin.files),
        _DISTRIBUTION + "[distribution]\n" + table(pin.distribution, names_of(PinnedFile)),
    ]
    return "\n".join(parts)


def fetch_release(old: Pin, version: str, mirror: Mirror, cache: Path | None, watch: Progress) -> Pin:
    """Download the files of a release into the cache, and return their pin.

    Args:
        old: the pin before, whose CDN and npm package are asked for the other version.
        version: of Pyodide.
        mirror: a wheel on the package index, for NumPy's wheel.
        cache: None for the user's cache.
        watch: receives the sources that fail.

    Raises:
        RuntimePinError: no source has all files of the release.
    """
    cdn = old.cdn.replace(f"/v{old.pyodide}/", f"/v{version}/")
    draft = replace(old, pyodide=version, cdn=cdn, mirror=mirror)
    folder = runtime_folder(draft, cache)
    folder.mkdir(parents=True, exist_ok=True)
    contents = _release_files(draft, watch)
    for name, content in contents.items():
        write_safely(folder / name, content)
    listed = contents[old.distribution.name]
    info = json.loads(listed)["info"]
    draft = replace(
        draft,
        python=_python_version(folder),
        abi=info["abi_version"],
        arch=info["arch"],
        platform=info["platform"],
        distribution=_pinned(folder / old.distribution.name),
    )
    numpy = read_distribution(draft, folder, None, watch)["numpy"]
    # An unchanged wheel of NumPy is in the folder of the pin before.
    fetch_distributed(draft, [numpy], folder, str(runtime_folder(old, cache)), watch)
    files = tuple(_pinned(folder / name) for name in (*CORE_FILES, numpy.file))
    return replace(draft, numpy=numpy.version, files=files)


def pin_changes(old: Pin, new: Pin) -> list[str]:
    """Return a line for each field and each file of a pin that changes."""
    lines = []
    for name in ("pyodide", "python", "numpy", "abi", "arch", "platform"):
        before, after = getattr(old, name), getattr(new, name)
        lines.append(f"{name} {before}" + (f" to {after}" if after != before else ", unchanged"))
    earlier = {_kind(file): file for file in (*old.files, old.distribution)}
    for file in (*new.files, new.distribution):
        before = earlier[_kind(file)]
        same = file.sha256 == before.sha256
        change = "unchanged" if same else f"{before.bytes:,} to {file.bytes:,} bytes"
        lines.append(f"{_kind(file)}: {change}")
    return lines


def demo_changes(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a line for each metric of a demo that the browser computes differently after the upgrade.

    Args:
        before: the rows of `sitegen check --demos --format json` with the old release.
        after: those with the new one.
    """

    def keyed(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str, str], Mapping[str, Any]]:
        return {(row["demo"], json.dumps(row["values"], sort_keys=True), row["metric"]): row for row in rows}

    old, new = keyed(before), keyed(after)
    lines = []
    for key in sorted(old.keys() | new.keys()):
        name = " ".join(part for part in key if part != "{}")
        if key not in new:
            lines.append(f"{name}: is no longer compared")
        elif key not in old:
            lines.append(f"{name}: was not compared before")
        elif old[key]["browser"] != new[key]["browser"] or not new[key]["good"]:
            fault = "" if new[key]["good"] else ", MORE THAN ALLOWED"
            lines.append(
                f"{name}: browser {old[key]['browser']} to {new[key]['browser']}, "
                f"difference from the build {new[key]['difference']:.2g} of {new[key]['allowed']:.2g}{fault}"
            )
    return lines


@dataclass(frozen=True, slots=True)
class Demos:
    """What `sitegen check --demos` reports."""

    rows: Sequence[Mapping[str, Any]]
    problems: Sequence[str]


def main() -> int:
    """Upgrade the pin of this repository; the exit code is 1 if a demo, a lock or the build fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.upgrade_pyodide", description=__doc__)
    parser.add_argument("version", help="the release of Pyodide, as 314.0.4")
    parser.add_argument("--mirror", help="a wheel on the package index that has the files, as name==1.0")
    arguments = parser.parse_args()
    old = read_pin()
    try:
        new = fetch_release(old, arguments.version, _mirror(old, arguments.mirror), None, _Lines())
    except RuntimePinError as error:
        print(error, file=sys.stderr)
        return 1
    _show("Pin", pin_changes(old, new))
    _show("Mirror", [_mirror_state(new)])
    before = _run_demos()
    size = _download_bytes(old)
    write_safely(PIN_FILE, pin_text(new).encode())
    read_pin()
    faults = [fault for file in sorted(ROOT.glob(LOCK_FILES)) for fault in _lock(file)]
    _show("Download of a page with a demo", [f"{size:,} to {_download_bytes(new):,} bytes"])
    faults += _sitegen("Build", "build", "--quiet")
    after = _run_demos()
    changes = demo_changes(before.rows, after.rows)
    known = set(before.problems)
    faults += [problem for problem in after.problems if problem not in known]
    _show("Demos", [f"{len(after.rows)} metrics compared, {len(changes)} changed", *changes])
    _show("Faults", faults or ["none"])
    return 1 if faults else 0


class _Lines(Silent):
    def line(self, text: str) -> None:
        print(text, file=sys.stderr)


def _release_files(pin: Pin, watch: Progress) -> dict[str, bytes]:
    """Return the core files and the list from the first source that has all of them.

    The mirror is not asked: its files are those of some release, under the same names.
    """
    failures = []
    for label, source in (
        (pin.cdn, partial(url_files, pin.cdn)),
        ("npm", partial(npm_files, pin.npm, pin.pyodide)),
    ):
        try:
            with source() as open_file:
                contents = {}
                for name in (*CORE_FILES, pin.distribution.name):
                    with open_file(name) as stream:
                        contents[name] = stream.read()
                return contents
        except SourceError as error:
            failures.append(f"{label}: {error}")
            watch.line(failures[-1])
    message = f"no source has Pyodide {pin.pyodide}: {'; '.join(failures)}"
    raise RuntimePinError(Problem(message, code="runtime"))


def _pinned(path: Path) -> PinnedFile:
    content = path.read_bytes()
    return PinnedFile(path.name, len(content), hashlib.sha256(content).hexdigest())


def _kind(file: PinnedFile) -> str:
    """Return what a file is, without the version in its name."""
    return re.sub(r"-\d.*", "", file.name)


def _python_version(folder: Path) -> str:
    line = [find_node(), "--input-type=module", "--eval", _PYTHON_VERSION, str(folder)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1]
        raise RuntimePinError(Problem(f"the Python of this release does not start: {last}", code="runtime"))
    return done.stdout.split()[-1]


def _mirror(old: Pin, wanted: str | None) -> Mirror:
    if wanted is None:
        return old.mirror
    package, _, version = wanted.partition("==")
    return replace(old.mirror, package=package, version=version)


def _mirror_state(pin: Pin) -> str:
    """Return which files the mirror does not have; networks that reach only the index cannot build then."""
    name = f"{pin.mirror.package} {pin.mirror.version}"
    absent = []
    try:
        with mirror_files(pin.mirror, lambda _: None) as open_file:
            for file in pin.files:
                try:
                    with open_file(file.name) as stream:
                        if hashlib.sha256(stream.read()).hexdigest() != file.sha256:
                            absent.append(file.name)
                except SourceError:
                    absent.append(file.name)
    except SourceError as error:
        return f"{name} cannot be read: {error}"
    if not absent:
        return f"{name} has all files"
    return f"{name} does not have {', '.join(absent)}: the files come from the CDN or from npm only"


def _download_bytes(pin: Pin) -> int:
    return bundle_runtime(pin, fetch_runtime(pin), ROOT / "content").download_bytes


def _lock(file: Path) -> list[str]:
    config = str(next(file.parent.glob("sitegen.toml")))
    return _sitegen(str(file.relative_to(ROOT)), "runtime", "lock", "--upgrade", "--config", config)


def _sitegen(title: str, *arguments: str) -> list[str]:
    """Run a command of sitegen, show its output, and return its fault, if any."""
    done = subprocess.run(
        [sys.executable, "-m", "sitegen", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    # The standard error of a command that succeeds names the files that it downloads.
    _show(title, (done.stdout + (done.stderr if done.returncode else "")).splitlines())
    return [f"{title}: exit code {done.returncode}"] if done.returncode else []


def _run_demos() -> Demos:
    with tempfile.TemporaryFile("w+") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "sitegen", "check", "--demos", "--format", "json", "--quiet"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True, check=False,
        )  # fmt: skip
        try:
            found = json.loads(done.stdout)
        except ValueError:
            errors.seek(0)
            return Demos((), [f"check --demos: {errors.read().strip() or f'exit code {done.returncode}'}"])
    problems = [f"{problem['code']}: {problem['message']}" for problem in found["problems"]]
    return Demos(found.get("demos", ()), problems)


def _show(title: str, lines: Sequence[str]) -> None:
    print(f"\n{title}")
    for line in lines:
        print(f"  {line}")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
