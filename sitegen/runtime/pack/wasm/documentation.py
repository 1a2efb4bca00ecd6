"""Remove the documentation of functions and classes from the data of a WebAssembly module."""

from __future__ import annotations

import bisect
import re
import struct
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from sitegen.runtime.pack.wasm.module import Module
from sitegen.runtime.pack.wasm.reading import Section, Segment, read_segments

_LEAST_BYTES = 32
"""A text that is so long and equals a docstring is nothing else."""
_TEXT = re.compile(rb"[^\0]{%d,}" % _LEAST_BYTES)
_SIGNATURE_END = b"\n--\n\n"
"""Ends the signature with which a docstring in C may begin; `inspect.signature` reads it."""
_KEY = 24
_WORD = 4


class Documentation:
    """The docstrings of everything that can be imported."""

    def __init__(self, texts: bytes) -> None:
        """Prepare a search in docstrings, each with a zero byte after it."""
        self._by_end: dict[bytes, list[bytes]] = defaultdict(list)
        for text in texts.split(b"\0"):
            self._by_end[text[-_KEY:]].append(text)

    def contains(self, text: bytes) -> bool:
        """Return whether a docstring ends with a text; NumPy puts the signatures of ufuncs before theirs."""
        return any(row.endswith(text) for row in self._by_end.get(text[-_KEY:], ()))


def without_documentation(module: Module, documentation: Documentation) -> Module:
    """Return a module whose data have zeros in the place of docstrings.

    A docstring becomes empty, and its signature stays. A linker stores a text only once that is the end of
    another: of a docstring, the part from the first address in it that the module names stays.

    Args:
        module: a whole module.
        documentation: the docstrings to remove.

    Raises:
        WasmError: a segment of data has a form that is not known here.
    """
    section = module.section(Section.DATA)
    segments = read_segments(section)
    addresses = sorted(_addresses(module, section, segments))
    cleared = bytearray(section)
    for segment in segments:
        for match in _TEXT.finditer(section, segment.start, segment.end):
            start, end = match.span()
            signature = section.find(_SIGNATURE_END, start, end)
            if signature >= 0:
                start = signature + len(_SIGNATURE_END)
            if end - start >= _LEAST_BYTES and documentation.contains(section[start:end]):
                shift = segment.start - segment.address
                named = bisect.bisect_right(addresses, start - shift)
                if named < len(addresses):
                    end = min(end, addresses[named] + shift)
                cleared[start:end] = bytes(end - start)
    return replace(module, sections={**module.sections, Section.DATA: bytes(cleared)})


def _addresses(module: Module, section: bytes, segments: list[Segment]) -> set[int]:
    """Return all numbers in the code and the data of a module that may be addresses."""
    found = set[int]().union(*(references.addresses for references in module.references))
    for segment in segments:
        found.update(_words(section, segment))
    return found


def _words(section: bytes, segment: Segment) -> Iterator[int]:
    first = segment.start + -segment.address % _WORD
    words = section[first : first + (segment.end - first) // _WORD * _WORD]
    yield from (word for (word,) in struct.iter_unpack("<I", words))
