"""The baseline of a check: problems that are known, so that only new ones fail.

A problem is known by its rule, its file and its message. Lines and columns are left out, since every edit
above a problem changes them; the number of equal problems counts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from sitegen.errors import Problem

Key = tuple[str, str, str]
"""Rule, file, message."""


def baseline_text(problems: Iterable[Problem]) -> str:
    """Return the file that makes these problems known."""
    rows = [
        {"rule": rule, "path": path, "message": message, "count": count}
        for (rule, path, message), count in sorted(Counter(map(_key, problems)).items())
    ]
    return json.dumps({"version": 1, "known": rows}, ensure_ascii=False, indent=1) + "\n"


def read_baseline(text: str) -> Counter[Key]:
    """Return how often each problem is known.

    Raises:
        ValueError: the text is not a baseline.
    """
    try:
        table = json.loads(text)
        if table["version"] != 1:
            raise ValueError(f"expected version 1, received {table['version']!r}")
        return Counter({
            (str(row["rule"]), str(row["path"]), str(row["message"])): int(row["count"])
            for row in table["known"]
        })  # fmt: skip
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"not a baseline of sitegen check: {error}") from None


def compare(problems: Iterable[Problem], known: Counter[Key]) -> tuple[tuple[Problem, ...], int, int]:
    """Return the problems that are not known, how many are, and how many known ones are gone."""
    left = Counter(known)
    new = []
    for problem in problems:
        key = _key(problem)
        if left[key] > 0:
            left[key] -= 1
        else:
            new.append(problem)
    gone = left.total()
    return tuple(new), known.total() - gone, gone


def _key(problem: Problem) -> Key:
    return problem.code, problem.path.as_posix() if problem.path else "", problem.message
