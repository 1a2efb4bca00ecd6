from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sitegen.errors import ConfigError
from sitegen.runtime import Pin
from sitegen.runtime.archive import unzip_files
from sitegen.runtime.pack.prune import REMOVABLE, check_keep, prune

FILES = {
    PurePosixPath(name): b""
    for name in (
        "numpy/__init__.py",
        "numpy/__init__.pyi",
        "numpy/f2py/__init__.py",
        "numpy/f2py/rules.py",
        "numpy/ma/tests/test_core.py",
        "numpy/_core/include/numpy/arrayobject.h",
        "numpy/_core/_multiarray_umath.so",
        "numpy-2.4.3.dist-info/METADATA",
        "numpy-2.4.3.dist-info/RECORD",
        "encodings/utf_8.py",
        "encodings/cp437.py",
        "encodings/cp1250.py",
        "pdb.py",
    )
}


def test_unused_files_are_removed_and_listed() -> None:
    kept, removed = prune(FILES)
    assert {str(path) for path in kept} == {
        "numpy/__init__.py",
        "numpy/f2py.py",
        "numpy/_core/_multiarray_umath.so",
        "numpy-2.4.3.dist-info/METADATA",
        "encodings/utf_8.py",
        "encodings/cp437.py",
        "pdb.py",
    }
    assert "numpy/f2py/rules.py" in removed
    assert set(removed) | {str(path) for path in kept} >= {str(path) for path in FILES}


def test_a_module_that_only_sets_docstrings_becomes_empty() -> None:
    docs = PurePosixPath("numpy/_core/_add_newdocs.py")
    kept, removed = prune({**FILES, docs: b"add_newdoc('numpy', 'sum', 'Adds.')"})
    assert kept[docs] == b""
    assert f"{docs}: its contents" in removed


@pytest.mark.parametrize("name", ["numpy.f2py", "pdb"])
def test_the_replacement_of_a_module_names_the_setting_that_includes_it(name: str) -> None:
    kept, _ = prune(FILES)
    source = kept[PurePosixPath(name.replace(".", "/") + ".py")]
    with pytest.raises(ModuleNotFoundError, match=r"tool\.sitegen\.runtime") as caught:
        exec(compile(source, name, "exec"), {})  # noqa: S102 - the test runs what was pruned
    assert f'keep = ["{name}"]' in str(caught.value)
    assert caught.value.name == name


def test_modules_in_keep_stay() -> None:
    kept, removed = prune(FILES, ("numpy.f2py", "encodings"))
    assert PurePosixPath("numpy/f2py/rules.py") in kept
    assert PurePosixPath("encodings/cp1250.py") in kept
    assert PurePosixPath("numpy/f2py.py") not in kept
    assert "pdb.py" in removed


def test_a_name_that_is_never_removed_is_refused_with_a_near_miss() -> None:
    check_keep(("numpy.f2py",))
    with pytest.raises(ConfigError) as caught:
        check_keep(("numpy.f2pi", "pdb"))
    assert "numpy.f2pi" in str(caught.value)
    assert "numpy.f2py" in str(caught.value.problems[0].hint)


def test_every_removable_module_exists_in_the_pinned_files(real_runtime: tuple[Pin, Path]) -> None:
    pin, folder = real_runtime
    names = {
        ".".join(path.with_suffix("").parts)
        for file in (pin.numpy_wheel.name, "python_stdlib.zip")
        for path in unzip_files(folder / file)
    }
    assert [
        left for left in REMOVABLE if not any((name + ".").startswith(left + ".") for name in names)
    ] == []
