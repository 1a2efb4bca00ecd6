"""Texts that are costly to make: each is a step of its own, whose result later builds use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sitegen.cache import Cache
from sitegen.engine.digests import digest_of_bytes
from sitegen.engine.trace import STEP, Tracer


@dataclass(frozen=True, slots=True)
class StoredTexts:
    """The texts of one build."""

    tracer: Tracer
    cache: Cache

    def text(self, name: str, arguments: str, make: Callable[[], str]) -> str:
        """Return a text that is part of outputs; that of an earlier build, if it is valid.

        Args:
            name: the step that makes it.
            arguments: what `make` depends on besides what it reads.
            make: makes it.
        """

        def recorded() -> str:
            self.tracer.recorder.read((STEP, name))
            return self.text_in_parts(name, arguments, make)

        return self.tracer.recorder.once(name, recorded)

    def text_in_parts(self, name: str, arguments: str, make: Callable[[], str]) -> str:
        """Return a text of which outputs read parts, as facts of their own."""
        if trace := self.tracer.valid(name, arguments):
            text = self.cache.get("texts", trace.result)
            if isinstance(text, str) and _result(text) == trace.result:
                self.tracer.reuse(name, trace)
                return text
        with self.tracer.recorder.step() as reads:
            text = make()
        result = _result(text)
        self.cache.put("texts", result, text)
        self.tracer.ran(name, arguments, reads, result)
        return text


def _result(text: str) -> str:
    return digest_of_bytes(text.encode("utf-8", "surrogatepass"))
