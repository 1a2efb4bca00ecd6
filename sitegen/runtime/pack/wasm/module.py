"""A WebAssembly module in parts: what its sections contain."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sitegen.runtime.pack.wasm.instructions import References, read_references
from sitegen.runtime.pack.wasm.reading import (
    FUNCTION,
    MEMORY,
    TABLE,
    TAG,
    Export,
    Global,
    Import,
    Section,
    WasmError,
    parameters_of,
    read_bodies,
    read_elements,
    read_exports,
    read_globals,
    read_imports,
    read_limited,
    read_numbers,
    read_sections,
    read_tags,
    read_types,
    read_unsigned,
)
from sitegen.runtime.pack.wasm.writing import ORDER, unsigned


@dataclass(frozen=True, slots=True)
class Module:
    """A module. Its own functions are numbered without imported functions."""

    custom: tuple[bytes, ...]
    """The contents of the custom sections."""
    sections: Mapping[int, bytes]
    """The contents of the other sections."""
    imports: tuple[Import, ...]
    types: tuple[bytes, ...]
    exports: tuple[Export, ...]
    globals: tuple[Global, ...]
    function_types: tuple[int, ...]
    bodies: tuple[bytes, ...]
    references: tuple[References, ...]
    """What each body refers to."""

    def section(self, kind: int) -> bytes:
        """Return the contents of a section; an empty vector if there is none."""
        return self.sections.get(kind, b"\0")

    def imported(self, kind: int) -> int:
        """Return how many functions, tables, memories, globals or tags the module imports."""
        return sum(row.kind == kind for row in self.imports)

    def defined(self, kind: int) -> list[bytes]:
        """Return the definitions of the module's own tables, memories or tags."""
        if kind == TAG:
            return [b"\0" + unsigned(number) for number in read_tags(self.section(Section.TAG))]
        section = Section.TABLE if kind == TABLE else Section.MEMORY
        return read_limited(self.section(section), prefix=kind == TABLE)

    def called_by(self, functions: Iterable[int]) -> set[int]:
        """Return the module's own functions that the bodies of some functions name."""
        named = set[int]().union(*(self.references[index].calls for index in functions))
        return self._own(named)

    def named(self) -> set[int]:
        """Return the module's own functions that exports, tables or the start section name."""
        functions = {row.index for row in self.exports if row.kind == FUNCTION}
        functions.update(read_elements(self.section(Section.ELEMENT)))
        if Section.START in self.sections:
            functions.add(read_unsigned(self.sections[Section.START], 0)[0])
        return self._own(functions)

    def parameters(self, function: int) -> int:
        """Return how many parameters a function has."""
        return parameters_of(self.types[self.function_types[function]])

    def _own(self, functions: Iterable[int]) -> set[int]:
        first = self.imported(FUNCTION)
        return {index - first for index in functions if index >= first}


def read_module(module: bytes) -> Module:
    """Read a module.

    Raises:
        WasmError: the module is damaged, or uses a feature that is not known here.
    """
    custom = tuple(content for kind, content in read_sections(module) if kind == Section.CUSTOM)
    sections = {kind: content for kind, content in read_sections(module) if kind != Section.CUSTOM}
    if unknown := sections.keys() - set(ORDER):
        raise WasmError(f"a section of kind {min(unknown)}")

    def section(kind: int) -> bytes:
        return sections.get(kind, b"\0")

    bodies = read_bodies(section(Section.CODE))
    return Module(
        custom,
        sections,
        tuple(read_imports(section(Section.IMPORT))),
        tuple(read_types(section(Section.TYPE))),
        tuple(read_exports(section(Section.EXPORT))),
        tuple(read_globals(section(Section.GLOBAL))),
        tuple(read_numbers(section(Section.FUNCTION))),
        tuple(bodies),
        tuple(map(read_references, bodies)),
    )


OWN_KINDS = (("memory", MEMORY), ("table", TABLE), ("tag", TAG))
"""What a module may define besides functions and globals, with the names of its shared exports."""
