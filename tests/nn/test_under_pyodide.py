"""The tests of this folder once more, by the very Python and NumPy that run in the reader's browser."""

import importlib.metadata
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from sitegen import nn
from sitegen.runtime import bundle_runtime, fetch_runtime, read_pin, write_bundle
from tests.node import node

HERE = Path(__file__).parent
# Pure Python, so what the running interpreter has installed serves Pyodide as well.
INSTALLED = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")
SETTINGS = "[pytest]\nfilterwarnings = error\naddopts = --import-mode=importlib\n"


def write_archive(path: Path) -> None:
    """Put the tests, the library and pytest into one archive, laid out as the runner expects them."""
    library = Path(nn.__file__).parent
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pytest.ini", SETTINGS)
        archive.write(library.parent / "__init__.py", "sitegen/__init__.py")
        for file in library.glob("*.py"):
            archive.write(file, f"sitegen/nn/{file.name}")
        for file in [*HERE.glob("*.py"), *HERE.glob("fixtures/*.npz")]:
            if file.name not in (Path(__file__).name, "record_torch.py"):
                archive.write(file, f"tests/nn/{file.relative_to(HERE).as_posix()}")
        for name in INSTALLED:
            for part in importlib.metadata.distribution(name).files or []:
                if part.suffix != ".pyc" and ".." not in part.parts:
                    archive.write(Path(str(part.locate())), f"site/{part.as_posix()}")


@pytest.mark.timeout(300)
def test_the_whole_suite_passes_under_the_pinned_pyodide(tmp_path: Path) -> None:
    pin = read_pin()
    (tmp_path / "content").mkdir()
    folder = write_bundle(bundle_runtime(pin, fetch_runtime(pin), tmp_path / "content"), tmp_path / "public")
    archive = tmp_path / "suite.zip"
    write_archive(archive)
    line = [node(), str(HERE / "run_under_pyodide.mjs"), str(folder), str(archive)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed is not None
    assert int(passed.group(1)) > 200, done.stdout[-500:]
