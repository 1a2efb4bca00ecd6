"""The client: its modules as the few small files that readers load.

A program of the client is a module that a page asks for, that is imported with `import("./x.js")` or named by
`new URL("./x.js", import.meta.url)`, with every module that it imports, each after those it needs. The
modules stay what they are: they import names from each other as `import { a, b } from "./x.js";` and export
where they declare. A name at the top of two modules of one program is refused, since they share one scope.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sitegen.errors import ClientError, Problem
from sitegen.minify import minify

PAGE_PROGRAMS = ("main.js", "offline.js")
"""What pages ask for; the other programs are found from these."""

IMPORT = re.compile(r'(?m)^import\s*\{([^}]*)\}\s*from\s*"\./([\w-]+\.m?js)";\n')
EXPORT = re.compile(r"(?m)^export (?=(?:async )?(?:function|class|const|let)\b)")
DECLARED = re.compile(r"(?m)^(?:export )?(?:async )?(?:function|class|const|let) (\w+)")
FOREIGN = re.compile(r"(?m)^(?:import|export)\b.*")
"""An import or export of another form, once the known ones are taken away."""
OTHER_PROGRAM = re.compile(r'(?:\bimport\(|\bnew URL\()"\./([\w-]+\.js)"')
COMMENT = re.compile(r"(?m)^\s*(?://|/?\*).*|/\*\*.*?\*/")
"""Comment lines and types in a line, whose imports are none."""


@dataclass(frozen=True, slots=True)
class Module:
    """One source of the client."""

    name: str
    text: str

    @property
    def imports(self) -> tuple[str, ...]:
        """The modules that it imports, in order."""
        return tuple(found[2] for found in IMPORT.finditer(self.text))

    @property
    def programs(self) -> tuple[str, ...]:
        """The programs that it loads when they are needed."""
        return tuple(OTHER_PROGRAM.findall(COMMENT.sub("", self.text)))

    @property
    def body(self) -> str:
        """The text as a part of a program."""
        return EXPORT.sub("", IMPORT.sub("", self.text))


def link_client(sources: Mapping[str, str]) -> dict[str, str]:
    """Return the programs of the client by their file names.

    Args:
        sources: the text of each module by its file name. One that no program needs is left out.

    Raises:
        ClientError: a module is missing, imports in another form, or declares what another one declares.
    """
    modules = {name: Module(name, text) for name, text in sources.items()}
    wanted = [name for name in PAGE_PROGRAMS if name in modules]
    programs: dict[str, str] = {}
    for name in wanted:
        parts = tuple(_ordered(name, modules, []))
        programs[name] = _joined(parts)
        wanted += [other for part in parts for other in part.programs if other not in wanted]
    return programs


def link_program(name: str, sources: Mapping[str, str]) -> str:
    """Return one program, for what is joined in the same way but is not the client.

    Args:
        name: its module.
        sources: the text of each module by its file name.

    Raises:
        ClientError: as `link_client`.
    """
    return _joined(tuple(_ordered(name, {other: Module(other, text) for other, text in sources.items()}, [])))


def _joined(parts: tuple[Module, ...]) -> str:
    """The modules of a program, its own last, as one."""
    _refuse_faults(parts)
    text = "".join(part.body for part in parts[:-1]) + IMPORT.sub("", parts[-1].text)
    try:
        return minify(text)
    except ValueError as error:
        raise ClientError(Problem(f"the client's {parts[-1].name}: {error}", code="client")) from None


def _ordered(name: str, modules: Mapping[str, Module], seen: list[str]) -> Iterator[Module]:
    """A module after everything that it imports."""
    if name not in modules:
        raise ClientError(Problem(f"the client has no module {name!r}", code="client"))
    seen.append(name)
    for imported in modules[name].imports:
        if imported not in seen:
            yield from _ordered(imported, modules, seen)
    yield modules[name]


def _refuse_faults(parts: tuple[Module, ...]) -> None:
    inner = parts[:-1]
    problems = [
        Problem(
            f'expected `import {{ a }} from "./b.js";` or an exported declaration in {part.name}, '
            f"received {found}",
            code="client",
        )
        for part in inner
        for found in FOREIGN.findall(part.body)
    ]
    names = Counter(name for part in parts for name in set(DECLARED.findall(part.text)))
    problems += [
        Problem(
            f"{' and '.join(part.name for part in parts if name in DECLARED.findall(part.text))} "
            f"both declare {name!r}, and are one program of the client",
            code="client",
        )
        for name, count in names.items()
        if count > 1
    ]
    if problems:
        raise ClientError(problems)
