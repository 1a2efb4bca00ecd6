"""Split a WebAssembly module: one part with the functions that demos call, one with all other functions.

Both parts number the functions as the module does, so that their bodies stay as they are. In the first part,
the body of a function of the second part calls through a table of functions. Before the second part is
loaded, slot 0 of that table holds a function that loads it. The second part calls functions of the first part
through another table. `loader/cold-code.mjs` loads the second part in the reader's browser.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sitegen.runtime.pack.wasm.instructions import with_globals
from sitegen.runtime.pack.wasm.module import OWN_KINDS, Module
from sitegen.runtime.pack.wasm.reading import FUNCTION, GLOBAL, TABLE, Global, Section
from sitegen.runtime.pack.wasm.writing import (
    appended,
    constant,
    elements,
    encode,
    export,
    import_from,
    signed,
    sized,
    table_type,
    unsigned,
    vector,
)

SHARED = "cold."
"""The beginning of the names of the exports that only the second part imports, from a module `hot`."""
CALLS, BACK = "cold.calls", "cold.back"
"""The tables: of the second part's functions (slot 0 loads it), and of the first part's functions."""
_UNREACHABLE = b"\0\0\x0b"
_NO_ARGUMENTS = b"\x60\0\0"


@dataclass(frozen=True, slots=True)
class Parts:
    """The two parts of a module."""

    hot: bytes
    cold: bytes


def split(module: Module, used: Collection[int]) -> Parts:
    """Split a module.

    Args:
        module: a whole module.
        used: the functions of the first part, numbered without imported functions. Functions that are
            shorter than the call that would replace them are added.

    Raises:
        WasmError: the module uses a feature that the splitter does not know.
    """
    return _Split(module, used).parts()


class _Split:
    """The steps of splitting one module."""

    def __init__(self, module: Module, used: Collection[int]) -> None:
        self._module = module
        self._first = module.imported(FUNCTION)
        functions = range(len(module.bodies))
        # Functions that are shorter than the call that would replace them are in the first part, too.
        self._hot = {
            index
            for index in functions
            if index in used or len(module.bodies[index]) < 12 + 2 * module.parameters(index)
        }
        cold = [index for index in functions if index not in self._hot]
        tables = module.imported(TABLE) + len(module.defined(TABLE))
        self._calls, self._back = tables, tables + 1
        from_hot = module.called_by(self._hot) | module.named()
        self._slots = {index: slot for slot, index in enumerate((i for i in cold if i in from_hot), 1)}
        from_cold = sorted(module.called_by(cold) & self._hot)
        self._back_slots = {index: slot for slot, index in enumerate(from_cold)}

    def parts(self) -> Parts:
        """Return the two parts."""
        shared = self._shared_globals()
        return Parts(self._make_hot(shared), self._make_cold(shared))

    def _call(self, index: int, slot: int, table: int, *, ensure: int | None) -> bytes:
        """Return a body that calls a function through a table."""
        code = b"\0" if ensure is None else b"\0\x10" + unsigned(ensure)
        code += b"".join(b"\x20" + unsigned(number) for number in range(self._module.parameters(index)))
        code += (
            b"\x41" + signed(slot) + b"\x11" + unsigned(self._module.function_types[index]) + unsigned(table)
        )
        return code + b"\x0b"

    def _shared_globals(self) -> dict[int, Global]:
        """Return the module's own globals that functions of the second part use, by their index."""
        first = self._module.imported(GLOBAL)
        used = {
            index
            for function, references in enumerate(self._module.references)
            if function not in self._hot
            for index, _, _ in references.globals
            if index >= first
        }
        return {index: self._module.globals[index - first] for index in sorted(used)}

    def _make_hot(self, shared: Mapping[int, Global]) -> bytes:
        types = [*self._module.types]
        if _NO_ARGUMENTS not in types:
            types.append(_NO_ARGUMENTS)
        no_arguments = types.index(_NO_ARGUMENTS)
        ensure = self._first + len(self._module.bodies)
        bodies = [
            body
            if index in self._hot
            else self._call(index, self._slots[index], self._calls, ensure=ensure)
            if index in self._slots
            else _UNREACHABLE
            for index, body in enumerate(self._module.bodies)
        ]
        table = unsigned(self._calls)
        # While slot 0 has a function, the second part is not loaded: call the function, which loads it.
        load = b"\x41\0\x11" + unsigned(no_arguments) + table
        bodies.append(b"\0\x41\0\x25" + table + b"\xd1\x0d\0" + load + b"\x0b")
        exports = [export(name, kind, index) for name, kind, index, _ in self._own()]
        exports += [
            export(f"{SHARED}global{index}", GLOBAL, index) for index, row in shared.items() if row.mutable
        ]
        exports += [export(CALLS, TABLE, self._calls), export(BACK, TABLE, self._back)]
        back = [unsigned(self._first + index) for index in self._back_slots]
        sections = {
            **self._module.sections,
            Section.TYPE: vector(types),
            Section.FUNCTION: vector([*map(unsigned, self._module.function_types), unsigned(no_arguments)]),
            Section.TABLE: vector(
                [
                    *self._module.defined(TABLE),
                    table_type(1 + len(self._slots)),
                    table_type(len(self._back_slots)),
                ]
            ),
            Section.EXPORT: appended(self._module.section(Section.EXPORT), exports),
            Section.ELEMENT: appended(self._module.section(Section.ELEMENT), [elements(self._back, 0, back)]),
            Section.CODE: vector([*map(sized, bodies)]),
        }
        return encode(sections, self._module.custom)

    def _make_cold(self, shared: Mapping[int, Global]) -> bytes:
        first = self._module.imported(GLOBAL)
        mutable = [index for index, row in shared.items() if row.mutable]
        constants = [index for index, row in shared.items() if not row.mutable]
        order = {index: first + position for position, index in enumerate([*mutable, *constants])}
        imports = [
            *(row.encoded for row in self._module.imports),
            *(import_from("hot", name, kind, definition) for name, kind, _, definition in self._own()),
            *(
                import_from("hot", f"{SHARED}global{index}", GLOBAL, bytes([shared[index].type, 1]))
                for index in mutable
            ),
            import_from("hot", CALLS, TABLE, table_type(1 + len(self._slots))),
            import_from("hot", BACK, TABLE, table_type(len(self._back_slots))),
        ]
        bodies = [
            with_globals(body, self._module.references[index], order)
            if index not in self._hot
            else self._call(index, self._back_slots[index], self._back, ensure=None)
            if index in self._back_slots
            else _UNREACHABLE
            for index, body in enumerate(self._module.bodies)
        ]
        calls = [unsigned(self._first + index) for index in self._slots]
        sections = {
            Section.TYPE: self._module.section(Section.TYPE),
            Section.IMPORT: vector(imports),
            Section.FUNCTION: self._module.section(Section.FUNCTION),
            Section.GLOBAL: vector([constant(shared[index]) for index in constants]),
            Section.ELEMENT: vector([elements(self._calls, 1, calls)]),
            Section.CODE: vector([*map(sized, bodies)]),
        }
        return encode(sections, [])

    def _own(self) -> list[tuple[str, int, int, bytes]]:
        """Return the module's own memories, tables and tags: name of the export, kind, index, definition."""
        return [
            (f"{SHARED}{name}{index}", kind, index, definition)
            for name, kind in OWN_KINDS
            for index, definition in enumerate(self._module.defined(kind), self._module.imported(kind))
        ]
