"""The tests of this folder once more, by the very Python and NumPy that run in the reader's browser."""

import importlib.metadata
import re
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pytest

from sitegen import nn
from sitegen.runtime import fetch_runtime, read_pin
from tests.node import node
from tests.pinned import lay_out_pinned

HERE = Path(__file__).parent
NATIVE = ("test_under_pyodide.py", "test_kernel_build.py", "record_torch.py", "record_breadth.py")
# Pure Python, so what the running interpreter has installed serves Pyodide as well.
INSTALLED = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")
SETTINGS = "[pytest]\nfilterwarnings = error\naddopts = --import-mode=importlib\n"
# Support: Node before 22 has relaxed SIMD behind this option, later ones do not know it.
RELAXED = "--experimental-wasm-relaxed-simd"


def write_archive(path: Path, damaged: str | None) -> None:
    """Put the tests, the library and pytest into one archive, laid out as the runner expects them."""
    library = Path(nn.__file__).parent
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("pytest.ini", SETTINGS)
        archive.write(library.parent / "__init__.py", "sitegen/__init__.py")
        for file in [*library.rglob("*.py"), *library.rglob("*.wasm")]:
            data = file.read_bytes()
            if file.name == f"kernel.{damaged}.wasm":
                data = data[:-2000] + bytes(2000)
            archive.writestr(f"sitegen/nn/{file.relative_to(library).as_posix()}", data)
        for file in [*HERE.glob("*.py"), *HERE.glob("fixtures/*.npz")]:
            if file.name not in NATIVE:
                archive.write(file, f"tests/nn/{file.relative_to(HERE).as_posix()}")
        for name in INSTALLED:
            for part in importlib.metadata.distribution(name).files or []:
                if part.suffix != ".pyc" and ".." not in part.parts:
                    archive.write(Path(str(part.locate())), f"site/{part.as_posix()}")


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pinned Pyodide with the whole of its library: pytest needs more of it than demos do."""
    pin = read_pin()
    return lay_out_pinned(pin, fetch_runtime(pin), tmp_path_factory.mktemp("runtime"))


@cache
def relaxed_options() -> tuple[str, ...]:
    """Return what Node has to be told so that it takes relaxed SIMD."""
    tried = subprocess.run([node(), RELAXED, "-e", "0"], capture_output=True, check=False)
    return (RELAXED,) if tried.returncode == 0 else ()


def passed(runtime: Path, archive: Path, first: str, expected: str, tests: str) -> int:
    """Run tests with kernels from ``first`` on, of which ``expected`` is to load; return how many passed."""
    script = [str(HERE / "run_under_pyodide.mjs"), str(runtime), str(archive), first, expected, tests]
    options = relaxed_options() if expected == "relaxed" or first == "relaxed" else ()
    line = [node(), *options, *script]
    done = subprocess.run(line, capture_output=True, text=True, timeout=1100, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    count = re.search(r"(\d+) passed", done.stdout)
    assert count is not None
    return int(count.group(1))


@pytest.mark.timeout(1200)
def test_the_whole_suite_passes_under_the_pinned_pyodide(runtime: Path, tmp_path: Path) -> None:
    write_archive(tmp_path / "suite.zip", None)
    assert passed(runtime, tmp_path / "suite.zip", "relaxed", "relaxed", "tests/nn") > 200


@pytest.mark.timeout(1200)
@pytest.mark.parametrize(
    ("first", "damaged", "expected"),
    [
        ("simd", None, "simd"),
        ("relaxed", "relaxed", "simd"),
        ("simd", "simd", "numpy"),
        ("numpy", None, "numpy"),
    ],
)
def test_kernels_agree_with_float64_in_every_build_and_a_build_that_does_not_load_is_passed_over(
    runtime: Path, tmp_path: Path, first: str, damaged: str | None, expected: str
) -> None:
    write_archive(tmp_path / "suite.zip", damaged)
    assert passed(runtime, tmp_path / "suite.zip", first, expected, "tests/nn/test_kernel.py") > 50
