"""Posts of random bytes, odd texts, Markdown, YAML and TOML: no traceback, no endless parsing."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.attack.common import Outcome
from tests.attack.driver import Batch
from tests.attack.fuzz_pieces import KEYS, PIECES, VALUES

CPU_S_PER_KB = 0.25
"""The processor time that a post may cost, besides a few seconds for the site around it."""
AT_ONCE = 50
HEAD = "---\ntitle: T\ndate: 2026-01-01\ndescription: d\n---\n"


def grammar() -> st.SearchStrategy[bytes]:
    """Posts made of pieces of Markdown."""
    return st.lists(st.sampled_from(PIECES), max_size=60).map(lambda parts: (HEAD + "".join(parts)).encode())


def odd_text() -> st.SearchStrategy[bytes]:
    """Posts with any text."""
    return st.text(max_size=400).map(lambda text: (HEAD + text).encode("utf-8", "surrogatepass"))


def any_bytes() -> st.SearchStrategy[bytes]:
    """Files of any bytes, with and without a front matter."""
    return st.tuples(st.sampled_from([b"", b"---\n", HEAD.encode()]), st.binary(max_size=400)).map(b"".join)


def yaml() -> st.SearchStrategy[bytes]:
    """Front matters of odd keys and values."""
    line = st.tuples(
        st.sampled_from(KEYS), st.sampled_from([": ", ":", " : ", ":\t"]), st.sampled_from(VALUES)
    )
    lines = st.lists(st.one_of(line.map("".join), st.text(max_size=40)), max_size=8)
    return lines.map(
        lambda found: ("---\ntitle: T\ndate: 2026-01-01\n" + "\n".join(found) + "\n---\ntext\n").encode(
            "utf-8", "replace"
        )
    )


def toml() -> st.SearchStrategy[bytes]:
    """Front matters in TOML of odd keys and values."""
    keys = st.sampled_from([*KEYS, "extra.a", "a.b.c", '"a b"', "[extra]\nx", "[[extra]]\nx", "[a]\n[a]\nx"])
    values = st.sampled_from(
        [*VALUES, '"x"', "'x'", '["a", "b"]', "{a = 1}", "[{a = [1]}]", '"""\nx"""', "inf"]
    )
    lines = st.lists(st.one_of(st.tuples(keys, values).map(" = ".join), st.text(max_size=40)), max_size=8)
    return lines.map(
        lambda found: ('+++\ntitle = "T"\ndate = 2026-01-01\n' + "\n".join(found) + "\n+++\ntext\n").encode(
            "utf-8", "replace"
        )
    )


KINDS: dict[str, Callable[[], st.SearchStrategy[bytes]]] = {
    "bytes": any_bytes,
    "text": odd_text,
    "grammar": grammar,
    "yaml": yaml,
    "toml": toml,
}


def examples(strategy: st.SearchStrategy[bytes], count: int, start: int) -> list[bytes]:
    """Return examples of a strategy: those that Hypothesis generates, then pairs of them."""
    found: list[bytes] = []

    @hypothesis.seed(start)
    @settings(
        max_examples=count, database=None, phases=[Phase.generate], deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(post: bytes) -> None:
        found.append(post)

    collect()
    more = random.Random(start)
    return (found + [more.choice(found) + more.choice(found) for _ in range(count)])[:count]


def fuzz_posts(count: int, folder: Path, seed: int = 11) -> Outcome:
    """Build a site of one random post, many times, in a process that is watched."""
    outcome = Outcome()
    rendered = 0
    with Batch(folder) as batch:
        for position, (name, strategy) in enumerate(KINDS.items()):
            found = examples(strategy(), -(-count // len(KINDS)), seed + position)
            for first in range(0, len(found), AT_ONCE):
                some = found[first : first + AT_ONCE]
                outcome.count += len(some)
                done = batch.build_posts(some)
                if done.good and not done.fault and done.cpu_s <= allowed_s(some):
                    rendered += len(some) - done.refused
                else:  # which one is it?
                    rendered += sum(_build_alone(batch, post, name, outcome) for post in some)
    outcome.note = f"{rendered} rendered, the others refused with a message"
    return outcome


def _build_alone(batch: Batch, post: bytes, name: str, outcome: Outcome) -> bool:
    done = batch.build_post(post)
    if done.fault:
        outcome.fail(f"{name}: {post!r}: {done.fault}")
    elif done.cpu_s > allowed_s([post]):
        outcome.fail(f"{name}: {len(post)} bytes took {done.cpu_s:.1f} s of CPU: {post[:100]!r}")
    return done.good and done.refused == 0


def allowed_s(posts: list[bytes]) -> float:
    """Return the processor time that a build of these posts may take, refusals included."""
    return 3 + CPU_S_PER_KB * sum(map(len, posts)) / 1000
