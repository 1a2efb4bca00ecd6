"""Generated blogs of every dialect are imported: no traceback, no lost post, word, link or address."""

from __future__ import annotations

from pathlib import Path

from tests.attack.common import Outcome
from tests.importing.dialects.run import DIALECTS, judge_dialect


def import_blogs(count: int, folder: Path, seed: int = 0) -> Outcome:
    """Import blogs of all dialects with a number of posts altogether.

    Args:
        count: the posts, in equal parts of each dialect.
        folder: an empty folder.
        seed: another choice of configurations, front matter and texts.
    """
    outcome = Outcome()
    published = refused = addresses = 0
    for name in DIALECTS:
        found = judge_dialect(name, -(-count // len(DIALECTS)), folder, seed=seed)
        outcome.count += found.posts
        published += found.published
        refused += found.refused
        addresses += found.addresses
        for failure in (*found.tracebacks, *(f"lost {text}" for text in found.lost), *found.faults):
            outcome.fail(failure)
    outcome.note = f"{published} published, {refused} refused with a reason, {addresses} old addresses"
    return outcome
