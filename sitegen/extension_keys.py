"""The keys of front matter that extensions add: their types, their defaults and their checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ValidationInfo, create_model

from sitegen.errors import ExtensionError
from sitegen.extension import InputError
from sitegen.extension.faults import run
from sitegen.extension.records import Provided


@dataclass(frozen=True, slots=True)
class ExtendedKeys:
    """The keys that extensions of a site add."""

    model: type[BaseModel]
    """The model of all keys."""
    defaults: Mapping[str, object]
    """The values of pages without the key."""


def extended_keys(
    model: type[BaseModel], kinds: Mapping[Any, Any], provided: Sequence[Provided]
) -> ExtendedKeys:
    """Return the keys that extensions add.

    Args:
        model: sitegen's own keys.
        kinds: how values of the types that `Extension.add_key` accepts are read; a type that is missing
            stands for itself.
        provided: the keys of the extensions.
    """
    if not provided:
        return ExtendedKeys(model, {})
    defaults = {one.name: one.settings["default"] for one in provided}
    fields: dict[str, Any] = {}
    for one in provided:
        kind = kinds.get(one.settings["kind"], one.settings["kind"])
        checked: Any = Annotated[kind, AfterValidator(partial(_checked, one))]
        fields[one.name] = (checked | None, defaults[one.name])
    return ExtendedKeys(create_model("ExtendedFrontMatterKeys", __base__=model, **fields), defaults)


def _checked(provided: Provided, value: Any, info: ValidationInfo) -> Any:
    """Return a value that the check of the extension accepts."""
    at: Callable[[str], Any] = (info.context or {})["at"]
    try:
        run(provided, value, expected=(type(None),), at=at(provided.name))
    except ExtensionError as error:
        if isinstance(error.__cause__, InputError):  # a mistake of the author, as in any other key
            raise ValueError(str(error.__cause__)) from error
        raise
    return value
