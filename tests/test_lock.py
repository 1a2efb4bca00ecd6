"""The lock of dependencies belongs to what pyproject.toml declares."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "tests" / "requirements" / "lock.txt").read_text(encoding="utf-8")
LOCKED = {
    re.sub(r"[-_.]+", "-", name).lower(): version
    for name, version in re.findall(r"(?m)^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK)
}


def declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    texts = [*project["project"]["dependencies"], *groups["test"], *groups["kernel"], *groups["supply"]]
    return [Requirement(text) for text in texts]


def test_every_declared_dependency_is_locked_at_a_version_that_fits() -> None:
    """If this fails: make lock."""
    unfit = [
        str(requirement)
        for requirement in declared()
        if not requirement.specifier.contains(
            LOCKED.get(re.sub(r"[-_.]+", "-", requirement.name).lower(), "0")
        )
    ]

    assert unfit == []


def test_every_locked_file_has_a_hash_and_no_address() -> None:
    assert LOCK.count("--hash=sha256:") > len(LOCKED)
    assert "://" not in LOCK
