"""`:expect: accuracy >= 0.95`: a claim of a post that every build checks again."""

from __future__ import annotations

import re

from sitegen.model import Expectation, Position

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
CLAIM = re.compile(
    rf"(?:(?P<left>{NUMBER})\s*(?P<left_sign><=?)\s*)?(?P<metric>[A-Za-z_][\w.-]*)"
    rf"(?:\s*(?P<sign><=|>=|==|<|>)\s*(?P<right>{NUMBER}))?\s*\Z",
    re.ASCII,
)
HINT = "write 'accuracy >= 0.95', 'loss < 0.1', 'steps == 400' or '0.6 <= accuracy <= 0.75'"


def parse_expectation(text: str, position: Position) -> Expectation:
    """Return the claim that a text makes.

    Raises:
        ValueError: the text is not a claim; the message gives the reason.
    """
    found = CLAIM.match(text)
    if found is None or not (found["left"] or found["sign"]):
        raise ValueError(f"{text!r} is not a claim about a metric")
    low = float(found["left"]) if found["left"] else None
    high = None
    low_open, high_open = found["left_sign"] == "<", found["sign"] == "<"
    if found["sign"]:
        bound = float(found["right"])
        if low is not None and found["sign"] not in {"<", "<="}:
            raise ValueError(f"{text!r} is not a band: both signs must be '<' or '<='")
        if found["sign"] in {">", ">=", "=="}:
            low, low_open = bound, found["sign"] == ">"
        if found["sign"] in {"<", "<=", "=="}:
            high = bound
    if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
        raise ValueError(f"no number fulfils {text!r}")
    return Expectation(found["metric"], low, high, low_open, high_open, text, position)
