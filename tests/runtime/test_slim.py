from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from sitegen.errors import ConfigError
from sitegen.runtime import Pin
from sitegen.runtime.archive import unzip_files
from sitegen.runtime.slim import LEFT_OUT, check_keep, slim

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


def test_what_a_browser_cannot_use_goes_and_is_listed() -> None:
    kept, gone = slim(FILES)
    assert {str(path) for path in kept} == {
        "numpy/__init__.py",
        "numpy/f2py.py",
        "numpy/_core/_multiarray_umath.so",
        "numpy-2.4.3.dist-info/METADATA",
        "encodings/utf_8.py",
        "encodings/cp437.py",
        "pdb.py",
    }
    assert "numpy/f2py/rules.py" in gone
    assert set(gone) | {str(path) for path in kept} >= {str(path) for path in FILES}


def test_a_module_that_only_gives_texts_to_others_stays_as_an_empty_one() -> None:
    docs = PurePosixPath("numpy/_core/_add_newdocs.py")
    kept, gone = slim({**FILES, docs: b"add_newdoc('numpy', 'sum', 'Adds.')"})
    assert kept[docs] == b""
    assert f"{docs}: its contents" in gone


@pytest.mark.parametrize("name", ["numpy.f2py", "pdb"])
def test_what_stands_in_for_a_module_names_the_setting_that_brings_it_back(name: str) -> None:
    kept, _ = slim(FILES)
    source = kept[PurePosixPath(name.replace(".", "/") + ".py")]
    with pytest.raises(ModuleNotFoundError, match=r"tool\.sitegen\.runtime") as caught:
        exec(compile(source, name, "exec"), {})  # noqa: S102  # it is what is tested
    assert f'keep = ["{name}"]' in str(caught.value)
    assert caught.value.name == name


def test_what_is_to_be_kept_stays() -> None:
    kept, gone = slim(FILES, ("numpy.f2py", "encodings"))
    assert PurePosixPath("numpy/f2py/rules.py") in kept
    assert PurePosixPath("encodings/cp1250.py") in kept
    assert PurePosixPath("numpy/f2py.py") not in kept
    assert "pdb.py" in gone


def test_a_name_that_is_never_left_out_is_refused_with_a_near_miss() -> None:
    check_keep(("numpy.f2py",))
    with pytest.raises(ConfigError) as caught:
        check_keep(("numpy.f2pi", "pdb"))
    assert "numpy.f2pi" in str(caught.value)
    assert "numpy.f2py" in str(caught.value.problems[0].hint)


def test_whatever_is_named_as_left_out_is_there(real_runtime: tuple[Pin, Path]) -> None:
    pin, folder = real_runtime
    names = {
        ".".join(path.with_suffix("").parts)
        for file in (pin.numpy_wheel.name, "python_stdlib.zip")
        for path in unzip_files(folder / file)
    }
    assert [left for left in LEFT_OUT if not any((name + ".").startswith(left + ".") for name in names)] == []
