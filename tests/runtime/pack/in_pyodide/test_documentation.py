"""The docstrings of everything that can be imported are found."""

from __future__ import annotations

import json

from sitegen.runtime.pack.in_pyodide.documentation import all_documentation


def test_docstrings_of_modules_functions_classes_and_methods_end_with_a_zero_byte() -> None:
    found = all_documentation(["json", "no_such_module"])
    for documented in (json, json.dumps, json.JSONDecoder, json.JSONDecoder.decode, len, str.join):
        assert f"\0{documented.__doc__}\0".encode() in b"\0" + found
    assert found.endswith(b"\0")
