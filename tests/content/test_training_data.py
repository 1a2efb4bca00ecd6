"""The scripts that write the demos' data write what is committed, wherever their packages are installed."""

import runpy
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

TRAIN = Path(__file__).parents[2] / "content" / "demos" / "train"
DATA = TRAIN.parent / "data"
SCRIPTS = [("digits", "scikit-learn", "digits.json"), ("names", "names", "names.txt")]


@pytest.mark.parametrize(("script", "package", "_written"), SCRIPTS)
def test_a_script_names_the_package_and_release_that_it_reads(
    script: str, package: str, _written: str
) -> None:
    text = (TRAIN / f"{script}.py").read_text(encoding="utf-8")
    assert f"pip install --no-deps {package}==" in text


@pytest.mark.parametrize(("script", "package", "written"), SCRIPTS)
def test_a_script_writes_what_is_committed(
    script: str, package: str, written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        version(package)
    except PackageNotFoundError:
        pytest.skip(f"{package} is not installed")
    program = runpy.run_path(str(TRAIN / f"{script}.py"))
    monkeypatch.setitem(program["main"].__globals__, "FOLDER", tmp_path)
    program["main"]()
    assert (tmp_path / written).read_bytes() == (DATA / written).read_bytes()
