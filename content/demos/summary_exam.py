"""How often the summaries of held-out reports are right, and what simple rules get. No demo itself."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np

from .match_reports import TEAMS, Report, held_out, is_true, split_words, verb
from .summarisers import Picker, Writer, best_sentence, write

EXAM = Path(__file__).parent / "data" / "summarisation.json"
Shares = dict[str, float]
"""A share for each kind of held-out report."""


def writing_score(model: Writer) -> Shares:
    """Return the share of written summaries that are whole and true."""
    shares = {}
    for kind, reports in held_out().items():
        # Reports of like length together, so that little time goes into padding.
        ordered = sorted(reports, key=lambda report: len(split_words(report.text)))
        parts = [ordered[start : start + 100] for start in range(0, len(ordered), 100)]
        true = [
            is_true(written, report)
            for part in parts
            for written, report in zip(
                write(model, [split_words(report.text) for report in part]), part, strict=True
            )
        ]
        shares[kind] = round(float(np.mean(true)), 4)
    return shares


def picking_score(model: Picker) -> Shares:
    """Return the share of reports of which the sentence with the result is picked."""
    return {
        kind: round(
            float(np.mean([best_sentence(model, list(r.sentences))[0] == r.result for r in reports])), 4
        )
        for kind, reports in held_out().items()
    }


def rule_score() -> Shares:
    """Return the share of reports of which `by_rule` makes a true summary."""
    return {
        kind: round(float(np.mean([is_true(by_rule(report), report) for report in reports])), 4)
        for kind, reports in held_out().items()
    }


def lead_score() -> Shares:
    """Return the share of reports whose first sentence has the result."""
    return {
        kind: round(float(np.mean([report.result == 0 for report in reports])), 4)
        for kind, reports in held_out().items()
    }


def by_rule(report: Report) -> list[str]:
    """Return a summary without a network: the first two teams, the first score, and the crowd."""
    words = split_words(report.text)
    names = {team.lower() for team in TEAMS}
    first, second = list(dict.fromkeys(word for word in words if word in names))[:2]
    scores = re.findall(r"\b(\d) to (\d)\b", report.text)
    x, y = sorted(map(int, scores[0]), reverse=True)
    crowd = next(word for word in words if "," in word and word != ",")
    played = f"{first} and {second} drew" if x == y else f"{first} {verb((x, y))} {second}"
    return split_words(f"{played} {x} to {y} before {crowd} people")


@cache
def exam() -> dict[str, Shares]:
    """Return what the training script wrote: the shares of every way, by kind of report."""
    ways: dict[str, Shares] = json.loads(EXAM.read_text(encoding="utf-8"))["right"]
    return ways


def overall(way: str) -> float:
    """Return the share of all held-out reports that one of the ways of `exam` gets right."""
    return float(np.mean(list(exam()[way].values())))
