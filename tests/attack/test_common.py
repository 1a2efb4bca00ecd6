"""The builder of the attacks reads every answer, however fast a build is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attack import common

FAST = """
import json, sys
for line in sys.stdin:
    answers = {"pid": 1}, {"pid": 1, "status": 0, "error": ""}
    print(*map(json.dumps, answers), sep="\\n", flush=True)
"""


def test_a_build_that_has_ended_before_its_process_id_is_read_is_no_hanging_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(common, "FORKING", FAST)
    monkeypatch.setattr(common, "WAIT_S", 10)

    with common.builder() as builder:
        assert builder.build(tmp_path).status == 0
