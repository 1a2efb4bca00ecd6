"""What the programs of a page download."""

from __future__ import annotations

import json

from sitegen.check.download import package_sizes


def script(kind: str, *files: tuple[str, int]) -> str:
    rows = [{"name": name, "bytes": size, "sha256": ""} for name, size in files]
    data = {"packages": {"url": "/packages/1/", "files": rows}} if rows else {"source": "</p>"}
    return f'<script type="application/json" class="{kind}-data">{json.dumps(data)}</script>'


def test_a_package_that_two_programs_load_counts_once() -> None:
    html = script("demo", ("a.zip", 3), ("b.zip", 4)) + script("cell", ("a.zip", 3)) + script("cell")
    assert package_sizes(html) == {"a.zip": 3, "b.zip": 4}


def test_data_that_cannot_be_read_count_as_nothing() -> None:
    assert package_sizes('<script type="application/json" class="cell-data">{"packages": 1}</script>') == {}
    assert package_sizes('<script type="application/json" class="cell-data">no</script>') == {}
