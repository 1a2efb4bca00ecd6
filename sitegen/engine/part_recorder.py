"""Recording for one part of a site: the pages in one language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager

from sitegen.engine.trace import Fact, Recorder, Value


class PartRecorder(Recorder):
    """Records for another recorder; the facts and values of one part of the site have names of their own."""

    def __init__(self, whole: Recorder, part: str, kinds: Collection[str]) -> None:
        """Make a recorder.

        Args:
            whole: records.
            part: what the names of the facts end with, behind `@`.
            kinds: the kinds of facts that are about a part of the site.
        """
        super().__init__()
        self._whole, self._part, self._kinds = whole, part, kinds

    def read(self, fact: Fact) -> None:
        """As in `Recorder`."""
        self._whole.read((f"{fact[0]}@{self._part}", *fact[1:]) if fact[0] in self._kinds else fact)

    def read_all(self, facts: Iterable[Fact]) -> None:
        """As in `Recorder`."""
        for fact in facts:
            self.read(fact)

    @contextmanager
    def step(self) -> Iterator[dict[Fact, None]]:
        """As in `Recorder`."""
        with self._whole.step() as reads:
            yield reads

    def once(self, key: object, make: Callable[[], Value]) -> Value:
        """As in `Recorder`."""
        return self._whole.once((self._part, key), make)
