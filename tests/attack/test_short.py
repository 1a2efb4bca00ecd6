"""A short form of every attack; `make attack` runs the long one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attack.run import ATTACKS, Attack


@pytest.mark.timeout(600)
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_breaks_nothing(attack: Attack, tmp_path: Path) -> None:
    outcome = attack.run(attack.short, tmp_path)

    assert outcome.count >= attack.short
    assert outcome.failures == []
