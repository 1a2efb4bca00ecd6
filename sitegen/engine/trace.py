"""Verifying traces: what each step of a build read, and whether all of that is unchanged in a later build.

A step is named: the path of an output, or `feed:` and the path of a source. A fact is anything that a step
can read, such as a field of a page or a template; its name is a tuple of texts, and its value a digest.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

Fact = tuple[str, ...]
"""The kind of a fact, and which one: `("page", "content/a.md", "front_matter", "title")`."""
STEP = "step"
"""The kind of the facts that are results of other steps."""
RELATED = "related posts"
"""The step that finds related posts. Outputs read parts of its result, as facts of the kind `list`."""
REQUIREMENTS = "requirements"
"""The step that finds which pages others require; outputs read parts of its result in the same way."""
COPIES = "copies"
"""The kind of the facts that are copies of pictures for templates, named by address and widths."""
NOW: Fact = ("now",)
"""The day of the build."""
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Trace:
    """One step of a build."""

    arguments: str
    """A digest of what the step was called with."""
    reads: bytes
    """The numbers of the facts that it read, as 32-bit integers."""
    result: str
    """A digest of what it gave."""


@dataclass(slots=True)
class Traces:
    """The steps of one build, with the facts that they read."""

    facts: list[Fact] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)
    """The value of each fact in that build."""
    steps: dict[str, Trace] = field(default_factory=dict)
    _numbers: dict[Fact, int] = field(default_factory=dict)

    def numbers(self) -> dict[Fact, int]:
        """Return the number of each fact."""
        if len(self._numbers) != len(self.facts):
            self._numbers = {fact: number for number, fact in enumerate(self.facts)}
        return self._numbers

    def copy(self) -> Traces:
        """Return traces to which steps can be added."""
        return Traces(list(self.facts), list(self.digests), dict(self.steps))

    def update(self, changed: Mapping[Fact, str]) -> None:
        """Give facts another value."""
        numbers = self.numbers()
        for fact, digest in changed.items():
            if fact in numbers:
                self.digests[numbers[fact]] = digest

    def reads_of(self, step: str) -> Iterator[Fact]:
        """Give the facts that a step read."""
        return (self.facts[number] for number in array("I", self.steps[step].reads))

    def read(self, kind: str) -> set[Fact]:
        """Return the facts of a kind that a step read."""
        wanted = {number for number, fact in enumerate(self.facts) if fact[0] == kind}
        if not wanted:
            return set()
        found = (number for step in self.steps.values() for number in array("I", step.reads))
        return {self.facts[number] for number in wanted.intersection(found)}

    def stale(self, changed: Collection[Fact]) -> set[str]:
        """Return the steps that read one of these facts, directly or through the result of another step."""
        numbers = self.numbers()
        stale: set[str] = set()
        wanted = {numbers[fact] for fact in changed if fact in numbers}
        while wanted:
            found = {
                name
                for name, trace in self.steps.items()
                if name not in stale and not wanted.isdisjoint(array("I", trace.reads))
            }
            stale |= found
            wanted = {numbers[fact] for name in found if (fact := (STEP, name)) in numbers}
        return stale


@dataclass(frozen=True, slots=True)
class Earlier:
    """The outputs of an earlier build."""

    traces: Traces
    find: Callable[[str], tuple[bytes | Path, tuple[int, int] | None] | None]
    """Returns the content of an output, with size and time of the file if it is one; None if it is lost."""
    stale: Collection[str] | None = None
    """The steps that read something that changed, where that is known."""
    changed: Mapping[Fact, str] | None = None
    """The facts that changed, with their digests, where that is known."""


class Recorder:
    """Knows which steps are under way, and what each of them has read so far."""

    def __init__(self) -> None:
        self._open: list[dict[Fact, None]] = []
        self._values: dict[object, tuple[Any, tuple[Fact, ...]]] = {}

    def read(self, fact: Fact) -> None:
        """Record that the innermost step reads a fact. Outside a step nothing is recorded."""
        if self._open:
            self._open[-1][fact] = None

    def read_all(self, facts: Iterable[Fact]) -> None:
        """Record that the innermost step reads several facts."""
        if self._open:
            self._open[-1].update(dict.fromkeys(facts))

    @contextmanager
    def step(self) -> Iterator[dict[Fact, None]]:
        """Run a step, and give the facts that it reads; they are complete when the block ends."""
        reads: dict[Fact, None] = {}
        self._open.append(reads)
        try:
            yield reads
        finally:
            self._open.pop()

    def once(self, key: object, make: Callable[[], Value]) -> Value:
        """Return a value that is made once in a build; all steps that ask for it read what making it read."""
        if key not in self._values:
            with self.step() as reads:
                value = make()
            self._values[key] = value, tuple(reads)
        found, facts = self._values[key]
        self.read_all(facts)
        return found  # type: ignore[no-any-return]


class Tracer:
    """Decides which steps of an earlier build are still valid, and makes the traces of this one."""

    def __init__(
        self,
        current: Callable[[Fact], str],
        previous: Traces | None = None,
        stale: Collection[str] | None = None,
        changed: Mapping[Fact, str] | None = None,
    ) -> None:
        """Begin a build.

        Args:
            current: returns the digest of a fact as it is now.
            previous: the traces of the build before.
            stale: the steps that are not valid any more, where that is known; all others are valid then.
            changed: the facts that changed, with their digests, where that is known.
        """
        self.recorder = Recorder()
        self.previous = previous or Traces()
        self.made = Traces() if stale is None else self.previous.copy()
        self._current = current
        self._stale = stale
        self._digests: dict[Fact, str] = {}
        if stale is not None:
            self._digests = {
                **dict(zip(self.previous.facts, self.previous.digests, strict=True)),
                **(changed or {}),
            }
            self.made.update(changed or {})
            for name in stale:
                self.made.steps.pop(name, None)

    def valid(self, name: str, arguments: str) -> Trace | None:
        """Return the trace of a step of the earlier build, if running it again would give the same."""
        trace = self.previous.steps.get(name)
        if trace is None or trace.arguments != arguments:
            return None
        if self._stale is not None:
            return None if name in self._stale else trace
        return trace if self.changed_fact(trace) is None else None

    def changed_fact(self, trace: Trace) -> Fact | None:
        """Return the first fact of an earlier trace that has another value now, or None."""
        facts, digests = self.previous.facts, self.previous.digests
        for number in array("I", trace.reads):
            if self.digest(facts[number]) != digests[number]:
                return facts[number]
        return None

    def digest(self, fact: Fact) -> str:
        """Return the digest of a fact as it is now."""
        if fact[0] == STEP:
            made = self.made.steps.get(fact[1])
            before = None if made else self.previous.steps.get(fact[1])
            found = made or (before and self.valid(fact[1], before.arguments))
            return found.result if found else ""
        if fact not in self._digests:
            self._digests[fact] = self._current(fact)
        return self._digests[fact]

    def reuse(self, name: str, trace: Trace) -> None:
        """Record that the result of the earlier build is used, with the steps that it is made of."""
        reads = tuple(self.previous.reads_of(name))
        for kind, *rest in reads:
            if kind == STEP and rest[0] not in self.made.steps:
                self.reuse(rest[0], self.previous.steps[rest[0]])
        self._add(name, trace.arguments, reads, trace.result)

    def ran(self, name: str, arguments: str, reads: Iterable[Fact], result: str) -> None:
        """Record a step that ran.

        Args:
            name: the step.
            arguments: a digest of what it was called with.
            reads: the facts that it read.
            result: a digest of what it gave.
        """
        self._add(name, arguments, reads, result)

    def _add(self, name: str, arguments: str, reads: Iterable[Fact], result: str) -> None:
        known, made = self.made.numbers(), self.made
        numbers = []
        for fact in reads:
            number = known.get(fact)
            if number is None:
                number = known[fact] = len(made.facts)
                made.facts.append(fact)
                made.digests.append(self.digest(fact))
            elif fact[0] == STEP:
                made.digests[number] = self.digest(fact)
            numbers.append(number)
        made.steps[name] = Trace(arguments, array("I", numbers).tobytes(), result)
