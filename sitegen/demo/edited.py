"""Demos whose source the reader edited."""

from __future__ import annotations

import itertools
import linecache
import sys
import types

from sitegen.demo.declaration import PACKAGE, Demo, UnknownDemoError

_numbers = itertools.count(1)


def load_edited(name: str, source: str) -> Demo:
    """Run a source as a new module and return its one demo; the author's module does not change.

    Raises:
        UnknownDemoError: the source holds no demo, or several.
        Exception: any exception of the source; a SyntaxError has its line.
    """
    # Each source gets its own module name: type hints are resolved by it while older sessions still run.
    full = f"{PACKAGE}.{name}__edited_{next(_numbers)}"
    file = f"<{name}.py, edited>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    module = types.ModuleType(full)
    sys.modules[full] = module
    try:
        code = compile(source, file, "exec", dont_inherit=True)
        exec(code, vars(module))  # noqa: S102 the reader's program in the reader's browser
        found = [value for value in vars(module).values() if isinstance(value, Demo) and value.module == full]
        if len(found) != 1:
            raise UnknownDemoError(f"the program holds {len(found)} functions with @demo; expected one")
    except BaseException:
        del sys.modules[full]
        raise
    return found[0]
