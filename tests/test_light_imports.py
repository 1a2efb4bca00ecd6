"""What is imported with what: the browser's packages stay light, and `--help` answers at once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def imported_with(statement: str) -> set[str]:
    """The top-level modules in a fresh interpreter after one statement, less those of a bare one."""
    program = f"import sys; before = set(sys.modules); {statement}; print(*sorted(set(sys.modules) - before))"
    # Where coverage is measured, every process imports it too.
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=unmeasured)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["sitegen.nn", "sitegen.demo", "sitegen.demo.worker_api"])
def test_what_runs_in_the_browser_needs_numpy_and_the_standard_library_only(module: str) -> None:
    roots = {name.partition(".")[0] for name in imported_with(f"import {module}")}

    foreign = {name for name in roots if "cython" not in name} - set(sys.stdlib_module_names)
    assert foreign <= {"numpy", "sitegen"}
    loaded = {name for name in imported_with(f"import {module}") if name.startswith("sitegen.")}
    assert {name.split(".")[1] for name in loaded} <= {"nn", "demo"}


def test_the_network_library_does_not_import_the_demos() -> None:
    assert not any(name.startswith("sitegen.demo") for name in imported_with("import sitegen.nn"))


def test_the_package_itself_imports_nothing() -> None:
    assert imported_with("import sitegen") == {"sitegen"} | (imported_with("import sitegen") & {"__future__"})
