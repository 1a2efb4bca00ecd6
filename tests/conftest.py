"""The option of the whole suite, and fixtures that write sites into fresh folders."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import settings

from tests import client_coverage

# Small networks are slower with several threads, and tests run side by side. NumPy reads it when imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

TESTS = Path(__file__).parent
SITES = TESTS / "sites"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""The moment of every build in a test."""

SLOW = {
    "test_boot": "starts Pyodide under Node",
    "test_build_a_demo": "follows a tutorial with several builds",
    "test_cells": "starts the processes of code cells",
    "test_check": "runs demos natively",
    "test_cli": "starts commands as processes",
    "test_cli_demo": "starts commands as processes",
    "test_kernel_build": "compiles C",
    "runtime/pack/test_files": "packs the runtime",
    "test_notebook": "starts the processes of code cells",
    "test_notebooks": "starts the processes of code cells",
    "test_pool": "starts processes",
    "test_posters": "runs demos in processes",
    "test_process_pool": "starts processes",
    "test_script": "runs the scripts that readers download",
    "test_serve": "starts servers",
    "test_standalone": "runs the scripts that readers download",
    "test_training": "trains networks",
    "test_under_pyodide": "runs the tests of a package under Node",
}
"""Files that `make quick` leaves out, and why: by name, wherever they are, or by path.

All of `content/` is left out, too."""

settings.register_profile("sitegen", deadline=None)  # a busy machine is not a failure
settings.load_profile("sitegen")

WriteSite = Callable[..., Path]
CLIENT_ROWS = pytest.StashKey[list[client_coverage.Row]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that measures the client's coverage."""
    parser.addoption(
        "--client-coverage",
        type=Path,
        metavar="FOLDER",
        help="record what Node and Chromium execute of static/client in a folder, report it, and fail below "
        f"{client_coverage.FLOOR} % of lines",
    )


def is_main_process(config: pytest.Config) -> bool:
    """Return whether this is not a worker of pytest-xdist."""
    return not hasattr(config, "workerinput")


def names_of(file: Path) -> set[str]:
    """Return the names by which `SLOW` may list a file."""
    return {file.stem, file.relative_to(TESTS).with_suffix("").as_posix()}


@cache
def markers_of(file: Path) -> tuple[str, ...]:
    """Return the markers of all tests of a file; a run asks for thousands of tests of few files."""
    if TESTS / "content" in file.parents:
        return ("no_cover", "slow")
    return () if SLOW.keys().isdisjoint(names_of(file)) else ("slow",)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that `make quick` leaves out, and those that would train too long while traced."""
    for item in items:
        for name in markers_of(item.path):
            item.add_marker(name)


def pytest_configure(config: pytest.Config) -> None:
    """Remove what an earlier run has recorded."""
    folder = config.getoption("--client-coverage")
    if folder and is_main_process(config):
        shutil.rmtree(folder, ignore_errors=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Read what all processes have recorded, and fail below the floor of the client's coverage."""
    folder = session.config.getoption("--client-coverage")
    if not folder or not is_main_process(session.config):
        return
    rows = client_coverage.report(folder)
    session.config.stash[CLIENT_ROWS] = rows
    if session.exitstatus == pytest.ExitCode.OK and client_coverage.total(rows) < client_coverage.FLOOR:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the client's coverage."""
    if (rows := config.stash.get(CLIENT_ROWS, None)) is not None:
        terminalreporter.section(f"coverage of static/client, floor {client_coverage.FLOOR} %")
        terminalreporter.write_line("\n".join(client_coverage.table(rows)))


@pytest.fixture(scope="session")
def client_coverage_folder(request: pytest.FixtureRequest) -> Path | None:
    """Where the client's coverage is recorded, absolute; None without coverage."""
    folder: Path | None = request.config.getoption("--client-coverage")
    return folder and request.config.rootpath / folder


def lay_out(folder: Path, files: Mapping[str, str | bytes], config: str = 'title = "A site"\n') -> Path:
    """Write a site of some files into a folder and return that folder."""
    for name, content in {"sitegen.toml": config, **files}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture
def write_site(tmp_path: Path) -> WriteSite:
    """A function that writes a site of some files into a fresh folder and returns that folder."""

    return partial(lay_out, tmp_path / "site")


@pytest.fixture
def copy_site(tmp_path: Path) -> Callable[[str], Path]:
    """A function that copies a site of `tests/sites` into a fresh folder and returns that folder."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(SITES / name, tmp_path / Path(name).name))

    return copy
