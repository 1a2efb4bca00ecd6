"""Runs the client's own tests under Node's runner, so that one test command covers them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.client_coverage import node_environment
from tests.node import node

HERE = Path(__file__).parent


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.js")), ids=lambda file: file.name)
def test_the_clients_tests_pass_under_node(file: Path, client_coverage_folder: Path | None) -> None:
    command = [node(), "--test", "--test-reporter=spec", str(file)]
    environment = node_environment(client_coverage_folder)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "pass 0\n" not in done.stdout, "no test was found"
