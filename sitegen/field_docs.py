"""The texts below the fields of classes, for schemas and for the reference of the documentation.

Python keeps no docstring of a field, so the source of the class is parsed. Nothing here runs in a build.
"""

from __future__ import annotations

import ast
import inspect
import textwrap


def field_docs(cls: type) -> dict[str, str]:
    """Return the text below each field of a class and of its bases, as one line.

    A field without a text is absent.

    Args:
        cls: a class whose source can be read, such as a dataclass or a Pydantic model.
    """
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("sitegen."):
            found |= _own_docs(base)
    return found


def property_docs(cls: type) -> dict[str, str]:
    """Return the docstring of each public property of a class, as one line.

    Args:
        cls: any class.
    """
    found = {name: item.__doc__ for name, item in vars(cls).items() if isinstance(item, property)}
    return {name: " ".join((text or "").split()) for name, text in found.items() if name[0] != "_"}


def _own_docs(cls: type) -> dict[str, str]:
    body = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(body, ast.ClassDef)  # noqa: S101 - for the type checker
    docs = {}
    for field, below in zip(body.body, body.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
            and isinstance(below.value.value, str)
        ):
            docs[field.target.id] = " ".join(below.value.value.split())
    return docs
