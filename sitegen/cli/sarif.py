"""Problems as SARIF 2.1.0, which code hosts show beside the lines of a change."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import PurePath

from sitegen import __version__
from sitegen.errors import Problem

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def as_sarif(problems: Sequence[Problem], shown: Callable[[PurePath], str]) -> str:
    """Return a SARIF log with one run.

    Args:
        problems: the problems.
        shown: returns a path as the log names it, relative to the top of the repository.
    """
    driver = {
        "name": "sitegen",
        "version": __version__,
        "rules": [{"id": code} for code in sorted({problem.code for problem in problems})],
    }
    results = [_result(problem, shown) for problem in problems]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _result(problem: Problem, shown: Callable[[PurePath], str]) -> dict[str, object]:
    text = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    result: dict[str, object] = {
        "ruleId": problem.code,
        "level": problem.severity,
        "message": {"text": text},
    }
    if problem.path is not None:
        place: dict[str, object] = {"artifactLocation": {"uri": shown(problem.path)}}
        if problem.line:
            column = {"startColumn": problem.column} if problem.column else {}
            place["region"] = {"startLine": problem.line, **column}
        result["locations"] = [{"physicalLocation": place}]
    return result
