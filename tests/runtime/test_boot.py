from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sitegen.runtime import Pin, bundle_runtime, write_bundle
from tests.node import node
from tests.pinned import lay_out_pinned

BOOT = Path(__file__).with_name("boot.mjs")


@pytest.fixture(scope="module")
def folder(real_runtime: tuple[Pin, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle of the real runtime and a small demo, written."""
    site = tmp_path_factory.mktemp("site")
    (site / "content" / "demos" / "weights").mkdir(parents=True)
    (site / "content" / "demos" / "weights" / "two.json").write_text("[2.5]", "utf-8")
    (site / "content" / "demos" / "one.py").write_text(
        "import json\n"
        "from pathlib import Path\n"
        "import numpy as np\n"
        "from sitegen.nn import Linear\n"
        'weights = json.loads((Path(__file__).parent / "weights" / "two.json").read_text())\n'
        "def total() -> float:\n"
        "    layer = Linear(2, 2, rng=np.random.default_rng(1))\n"
        "    return float(np.dot(weights, [2])) + layer.predict(np.ones((3, 2), np.float32)).size\n",
        "utf-8",
    )
    return write_bundle(bundle_runtime(*real_runtime, site / "content"), site / "public")


def boot(folder: Path, expression: str) -> subprocess.CompletedProcess[str]:
    line = [node(), str(BOOT), str(folder), expression]
    return subprocess.run(line, capture_output=True, text=True, timeout=100, check=False)


def test_the_pinned_pyodide_loads_numpy_sitegen_and_the_sites_demos_from_the_bundle(
    folder: Path, real_runtime: tuple[Pin, Path]
) -> None:
    expression = (
        "import json, sys, numpy, sitegen.nn, sitegen.demo, demos.one; "
        "heavy = 'sitegen.errors' in sys.modules; "
        "json.dumps([sys.version.split()[0], numpy.__version__, demos.one.total(), heavy])"
    )
    done = boot(folder, expression)
    assert done.returncode == 0, done.stderr
    pin, _ = real_runtime
    assert json.loads(done.stdout.splitlines()[-1]) == [pin.python, pin.numpy, 11.0, False]


def test_the_pinned_pyodide_refuses_a_lock_file_of_another_abi(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "bundle"
    shutil.copytree(folder, copy)
    lock = copy / "pyodide-lock.json"
    lock.write_text(lock.read_text("utf-8").replace("2026_0", "2025_0"), "utf-8")
    done = boot(copy, "1")
    assert done.returncode != 0
    assert "ABI version doesn't match" in done.stderr


NAMES = """
import json, numpy, pkgutil, sys
names = set(sys.stdlib_module_names)
for place, package in (("/lib/python314.zip", ""), (numpy.__path__[0], "numpy.")):
    names |= {found.name for found in pkgutil.walk_packages([place], package, onerror=lambda name: None)}
skipped = (".test", "__main__", "antigravity", "encodings.")  # encodings are asked for by other names
json.dumps(sorted(name for name in names if not any(part in name for part in skipped)))
"""
FAULTS = """
import importlib, json, warnings
warnings.simplefilter("ignore")
faults = {}
for name in NAMES:
    try:
        importlib.import_module(name)
    except BaseException as error:
        faults[name] = f"{type(error).__name__}: {error}"
json.dumps(faults)
"""


def answer_of(folder: Path, program: str) -> Any:
    done = boot(folder, program)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_every_module_loads_as_in_the_pinned_files_or_names_the_setting_that_includes_it(
    folder: Path, real_runtime: tuple[Pin, Path], tmp_path: Path
) -> None:
    pin, pinned = real_runtime
    lay_out_pinned(pin, pinned, tmp_path)
    names = answer_of(tmp_path, NAMES)
    assert {"numpy.f2py", "numpy.ma", "numpy.polynomial.chebyshev", "dataclasses", "pdb"} <= set(names)
    faults = answer_of(folder, f"NAMES = {names!r}\n{FAULTS}")
    assert 'keep = ["numpy.f2py"]' in faults["numpy.f2py"]
    others = [name for name in faults if "[tool.sitegen.runtime]" not in faults[name]]
    # The others are missing from the pinned files too, or want another system.
    pinned_faults = answer_of(tmp_path, f"NAMES = {others!r}\n{FAULTS}")
    assert {name: faults[name] for name in others} == pinned_faults


ENCODINGS = """
import codecs, encodings.aliases, json
names = set(encodings.aliases.aliases.values()) | {"latin2", "windows-1250", "utf-8", "latin-1", "no-such"}
found = {}
for name in sorted(names):
    try:
        found[name] = codecs.lookup(name).name
    except LookupError as error:
        found[name] = str(error)
json.dumps(found)
"""


def test_every_encoding_is_as_in_the_pinned_files_or_the_error_names_the_setting(
    folder: Path, real_runtime: tuple[Pin, Path], tmp_path: Path
) -> None:
    lay_out_pinned(*real_runtime, tmp_path)
    ours, pinned = answer_of(folder, ENCODINGS), answer_of(tmp_path, ENCODINGS)
    removed = {name for name, answer in ours.items() if "[tool.sitegen.runtime]" in answer}
    assert {"latin2", "windows-1250", "big5"} <= removed
    assert "the encoding windows" in ours["windows-1250"]
    assert 'keep = ["encodings"]' in ours["big5"]
    kept = ours.keys() - removed
    assert {"utf-8", "latin-1", "cp437", "no-such"} <= kept
    assert {name: ours[name] for name in kept} == {name: pinned[name] for name in kept}
