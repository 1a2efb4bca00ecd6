"""A demo from a reader's own text, beside the author's module of the same name."""

from __future__ import annotations

import itertools
import linecache
import sys
import types

from sitegen.demo.declaration import PACKAGE, Demo, UnknownDemoError

_numbers = itertools.count(1)


def load_edited(name: str, source: str) -> Demo:
    """Run a source as a module of its own and return its one demo; the author's module stays as it is.

    Raises:
        UnknownDemoError: the source holds no demo, or several.
        Exception: whatever the source raises; a SyntaxError has its line.
    """
    # A name of its own for each text: type hints are looked up by it while sessions of older texts may live.
    full = f"{PACKAGE}.{name}__edited_{next(_numbers)}"
    file = f"<{name}.py, edited>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    module = types.ModuleType(full)
    sys.modules[full] = module
    try:
        code = compile(source, file, "exec", dont_inherit=True)
        exec(code, vars(module))  # noqa: S102 the reader's own program, in the reader's own browser
        found = [value for value in vars(module).values() if isinstance(value, Demo) and value.module == full]
        if len(found) != 1:
            raise UnknownDemoError(f"the program holds {len(found)} functions with @demo; expected one")
    except BaseException:
        del sys.modules[full]
        raise
    return found[0]
