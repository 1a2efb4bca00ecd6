"""A short form of every attack; `make attack` runs the long one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attack.common import REPOSITORY
from tests.attack.run import ATTACKS, Attack


@pytest.mark.timeout(600)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_breaks_nothing(attack: Attack, tmp_path: Path) -> None:
    outcome = attack.run(attack.short, tmp_path)

    assert outcome.count >= attack.short
    assert outcome.failures == []


def test_the_attacks_in_the_browser_find_their_fixtures() -> None:
    plan = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--setup-plan"]
    environment = {**os.environ, "SITEGEN_ATTACK": "1"}
    done = subprocess.run(
        [*plan, "tests/attack/test_browser_limits.py"],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
