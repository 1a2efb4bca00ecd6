from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from sitegen.runtime import Pin, bundle_runtime, make_lock, write_bundle
from tests.node import node

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
        "    return float(np.dot(weights, [2])) + layer.forward(np.ones((3, 2), np.float32)).size\n",
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


MODULES = """
import importlib, json, pkgutil, sys, warnings, zipfile
warnings.simplefilter("ignore")
names = {name for name in sys.stdlib_module_names if name not in ("antigravity", "this", "__main__")}
for place, package in (("/lib/python314.zip", ""), (importlib.import_module("numpy").__path__[0], "numpy.")):
    names.add(package.rstrip(".") or "sys")
    names |= {found.name for found in pkgutil.walk_packages([place], package, onerror=lambda name: None)}
answers = {}
for name in sorted(names):
    if ".tests" in name or ".test_" in name or "__main__" in name:
        continue
    try:
        importlib.import_module(name)
        answers[name] = ""
    except BaseException as error:
        answers[name] = f"{type(error).__name__}: {error}"
json.dumps(answers)
"""


def test_every_module_loads_as_in_the_pinned_files_or_names_the_setting_that_brings_it_back(
    folder: Path, real_runtime: tuple[Pin, Path], tmp_path: Path
) -> None:
    pin, pinned = real_runtime
    for file in pin.files:
        (tmp_path / file.name).symlink_to(pinned / file.name)
    lock = json.loads(make_lock(pin, pinned / pin.numpy_wheel.name, "", b""))
    del lock["packages"]["sitegen-demos"]
    (tmp_path / "pyodide-lock.json").write_text(json.dumps(lock), "utf-8")
    (tmp_path / "manifest.json").write_text('{"packages": ["numpy"]}', "utf-8")
    answers = []
    for place in (tmp_path, folder):
        done = boot(place, MODULES)
        assert done.returncode == 0, done.stderr
        answers.append(json.loads(done.stdout.splitlines()[-1]))
    stock, ours = answers
    assert len(stock) > 400
    assert all(ours[name] == "" for name in ("numpy", "numpy.ma", "numpy.polynomial", "dataclasses"))
    differs = {name: ours[name] for name in ours if ours[name] != stock.get(name, "")}
    assert [told for told in differs.values() if "[tool.sitegen.runtime]" not in told] == []
    assert 'keep = ["numpy.f2py"]' in differs["numpy.f2py"]
