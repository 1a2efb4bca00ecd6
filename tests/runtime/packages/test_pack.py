"""What of a package is published."""

from __future__ import annotations

from pathlib import PurePosixPath

from sitegen.runtime.packages.pack import removed_imports, without_unused


def kept(*names: str, **texts: str) -> set[str]:
    files = {PurePosixPath(name): b"" for name in names}
    files |= {PurePosixPath(name.replace("__", "/") + ".py"): text.encode() for name, text in texts.items()}
    return set(map(str, without_unused(files)))


def test_tests_stubs_and_headers_are_left_out() -> None:
    assert kept(
        "a/__init__.py", "a/b.pyi", "a/c.h", "a/data.csv", "a/lib.so", "a/tests/test_a.py", "a/sub/test/x.py",
        "a-1.dist-info/METADATA", "a-1.dist-info/RECORD", "a-1.dist-info/licenses/LICENSE",
        "a-1.data/scripts/run", "tests.py", "tests/__init__.py",
    ) == {
        "a/__init__.py", "a/data.csv", "a/lib.so", "a-1.dist-info/METADATA", "tests.py", "tests/__init__.py",
    }  # fmt: skip


def test_a_package_whose_modules_import_its_tests_keeps_them() -> None:
    assert "a/tests/runner.py" in kept(
        "a/tests/runner.py", "b/tests/x.py", a__main="from .tests.runner import run\n"
    )
    assert "b/tests/x.py" not in kept(
        "a/tests/runner.py", "b/tests/x.py", a__main="from .tests.runner import run\n"
    )
    assert "a/tests/runner.py" not in kept("a/tests/runner.py", a__tests__x="from a.tests import runner\n")


def test_imports_of_modules_that_the_runtime_leaves_out_are_found() -> None:
    assert removed_imports([
        b"import os, multiprocessing.pool\n",
        b"def f():\n    from xml.etree import ElementTree\n",
        b"# import pdb\nimport pydocs\nfrom . import cmd\nimport http.server as s\n",
    ]) == {"multiprocessing", "xml", "http.server"}  # fmt: skip
