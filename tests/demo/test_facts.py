# ruff: noqa: ARG001  (declarations are looked at, not run)
from dataclasses import dataclass

import numpy as np

from sitegen.demo import Facts, Frame, demo


@dataclass
class Controls:
    pass


def test_facts_have_one_order_whatever_order_they_are_given_in() -> None:
    facts = Facts(baseline="50 %.", parameters="3.", licence=" ")
    assert facts.lines() == ("Parameters: 3.", "Baseline: 50 %.")


def test_a_demo_takes_facts_by_name() -> None:
    @demo(title="F", facts=Facts(data="2 points."))
    def told(controls: Controls, rng: np.random.Generator) -> Frame:
        return Frame()

    assert told.facts == ("Data: 2 points.",)
