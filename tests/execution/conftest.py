from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sitegen.cache import Cache
from sitegen.execution.demo_folder import scan_demos
from sitegen.execution.process_pool import Outcome
from sitegen.execution.programs import Programs
from sitegen.execution.run_cells import answer_page
from sitegen.execution.run_demo import answer_request
from sitegen.execution.run_frames import answer_frames


class InProcess:
    """Runs jobs in this process and records them."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []

    def __call__(
        self,
        arguments: Sequence[str],
        jobs: Sequence[Any],
        _seconds: float,
        report: Callable[[int, Outcome], None],
    ) -> list[Outcome]:
        *_, kind, content, root = arguments
        answer = {"demos": answer_request, "frames": answer_frames, "cells": answer_page}[kind]
        self.jobs += jobs
        # Answers cross a pipe as JSON.
        outcomes = [
            Outcome(tuple(json.loads(json.dumps(list(answer(job, Path(content), Path(root)))))), "done")
            for job in jobs
        ]
        for number, outcome in enumerate(outcomes):
            report(number, outcome)
        return outcomes


def programs(content: Path, runner: Any = None, cache: Cache | None = None) -> Programs:
    """The programs of a site; they run in isolated processes where no runner is given."""
    given = {"runner": runner} if runner else {}
    return Programs(content, content.parent, scan_demos(content), cache or Cache(None), **given)
