"""What is said about words that a network has never seen. No demo itself."""

import difflib
from collections.abc import Sequence


def remark(unknown: Sequence[str], known: Sequence[str]) -> str:
    """Return `It does not know dgo (did you mean dog?)` for all unknown words; empty where there is none."""
    told = []
    for word in dict.fromkeys(unknown):
        near = difflib.get_close_matches(word, known, 1)
        told.append(f"{word} (did you mean {near[0]}?)" if near else word)
    return f"It does not know {', '.join(told)}" if told else ""
