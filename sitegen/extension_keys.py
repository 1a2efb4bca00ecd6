"""The keys of front matter that taxonomies and extensions add: their types, defaults and checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ValidationInfo, create_model

from sitegen.errors import ExtensionError, Problem
from sitegen.extension import InputError
from sitegen.extension.faults import run
from sitegen.extension.records import CODE, Provided


@dataclass(frozen=True, slots=True)
class ExtendedKeys:
    """The keys that taxonomies and extensions of a site add."""

    model: type[BaseModel]
    """The model of all keys."""
    taxonomies: tuple[str, ...]
    """The keys of taxonomies that sites do not have otherwise."""
    defaults: Mapping[str, object]
    """The keys of extensions, with the values of pages without the key."""


def extended_keys(
    model: type[BaseModel],
    kinds: Mapping[Any, Any],
    taxonomies: Iterable[str],
    provided: Sequence[Provided],
) -> ExtendedKeys:
    """Return the keys that taxonomies and extensions add.

    Args:
        model: sitegen's own keys.
        kinds: how values of the types that `Extension.add_key` accepts are read; a type that is missing
            stands for itself.
        taxonomies: the names of the site's taxonomies.
        provided: the keys of the extensions.

    Raises:
        ExtensionError: an extension adds a key that is a taxonomy.
    """
    added = tuple(name for name in taxonomies if name not in model.model_fields)
    if not provided and not added:
        return ExtendedKeys(model, (), {})
    if taken := [one for one in provided if one.name in added]:
        raise ExtensionError(
            [
                Problem(f"{one} is a taxonomy of the site", *one.place, hint="use another name", code=CODE)
                for one in taken
            ]
        )
    defaults = {one.name: one.settings["default"] for one in provided}
    fields: dict[str, Any] = dict.fromkeys(added, (kinds[tuple[str, ...]], ()))
    for one in provided:
        kind = kinds.get(one.settings["kind"], one.settings["kind"])
        checked: Any = Annotated[kind, AfterValidator(partial(_checked, one))]
        fields[one.name] = (checked | None, defaults[one.name])
    extended = create_model("ExtendedFrontMatterKeys", __base__=model, **fields)
    return ExtendedKeys(extended, added, defaults)


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
