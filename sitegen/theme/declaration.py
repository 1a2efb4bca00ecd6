"""What a theme says about itself in `theme.toml`, and the values of its options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, create_model, field_validator

from sitegen import __version__
from sitegen.config_tables import Frozen, Text, known_keys
from sitegen.errors import ConfigError, Problem, one_of
from sitegen.theme.locate import Located, locate, missing
from sitegen.toml_places import KeyPlaces, read_config, tuples
from sitegen.validation import KeyPath, Locate, problems_of

CODE = "config"
TABLE = "theme_options"
"""The key of the configuration with the values of options."""
KINDS: Mapping[str, Any] = {
    "boolean": bool,
    "integer": int,
    "number": float,
    "text": Text,
    "list": tuple[Text, ...],
}
"""The types of options, by the word for each."""
WORDS = {
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "text": "text",
    "list": "a list of texts",
}
VERSION = re.compile(r"\d+(\.\d+){0,2}")


def _version(text: str) -> str:
    if not VERSION.fullmatch(text):
        raise ValueError(f"expected a version such as '0.2.0', received {text!r}")
    return text


def _option_name(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ValueError(f"expected a name of lower-case letters, digits and '_', received {text!r}")
    if hasattr(dict, text):
        raise ValueError(f"in templates, {text!r} is a method of every table\nuse another name")
    return text


class OptionTable(Frozen):
    """An option of a theme."""

    type: Literal["boolean", "integer", "number", "text", "list"]
    """Which values it takes."""
    default: bool | int | float | str | tuple[str, ...]
    """Its value in sites that do not set it."""
    choices: tuple[str, ...] = ()
    """The texts that it can be; any text when absent."""
    description: Text = ""
    """What it changes, in one sentence."""

    @field_validator("default")
    @classmethod
    def _fits(cls, value: object, info: ValidationInfo) -> object:
        kind = info.data.get("type")
        fits = {
            "boolean": isinstance(value, bool),
            "integer": isinstance(value, int) and not isinstance(value, bool),
            "number": isinstance(value, int | float) and not isinstance(value, bool),
            "text": isinstance(value, str),
            "list": isinstance(value, tuple),
        }
        if kind and not fits[kind]:
            raise ValueError(f"expected {WORDS[kind]}, received {value!r}")
        return value

    @field_validator("choices")
    @classmethod
    def _has_default(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        kind, default = info.data.get("type"), info.data.get("default")
        if kind and kind != "text":
            raise ValueError(f"expected choices of a text, the option is {WORDS[kind]}")
        if value and default is not None and default not in value:
            raise ValueError(f"expected the default {default!r} among the choices, which are {one_of(value)}")
        return value

    @property
    def kind(self) -> Any:
        """The Python type of its values."""
        return Literal[self.choices] if self.choices else KINDS[self.type]

    @property
    def words(self) -> str:
        """What it takes, as messages say it."""
        return one_of(self.choices) if self.choices else WORDS[self.type]


class Declaration(Frozen):
    """The keys of `theme.toml`."""

    name: Text = ""
    """The name of the theme; that of its folder when absent."""
    description: Text = ""
    """The theme in one sentence."""
    license: Text = ""
    """Its license: an SPDX identifier such as `MIT`."""
    min_version: Annotated[str, AfterValidator(_version)] = "0"
    """The oldest version of sitegen that it works with: `0.2.0`."""
    options: Mapping[Annotated[str, AfterValidator(_option_name)], OptionTable] = Field(default={})
    """What a site can set, each in a table of its own: `[options.accent]`."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with the values of its options."""

    located: Located
    declaration: Declaration
    values: Mapping[str, object]
    """The value of each option: the site's, or the default."""

    @property
    def folder(self) -> Path | None:
        """Its folder; None for the default theme, which lies below all others."""
        return None if self.located.is_default else self.located.folder


def read_declaration(located: Located, root: Path | None = None) -> Declaration:
    """Return what a theme says about itself; without `theme.toml` it has a name and no options.

    Args:
        located: where the theme is.
        root: the site's folder, for messages.

    Raises:
        ConfigError: the file cannot be used, or the theme needs a newer version of sitegen.
    """
    file = located.declaration
    if not file.is_file():
        return Declaration(name=located.name)
    shown = file.relative_to(root) if root and file.is_relative_to(root) else file
    text, table = read_config(file, shown)
    places = KeyPlaces(text)

    def place(key: KeyPath, value: bool) -> tuple[int, int]:
        return places.locate(key, value=value)

    try:
        found = Declaration.model_validate(tuples(table))
    except ValidationError as error:
        raise ConfigError(
            problems_of(error, path=shown, code=CODE, known=known_keys(Declaration), locate=place)
        ) from None
    if _numbers(found.min_version) > _numbers(__version__):
        message = (
            f"the theme {located.name!r} needs sitegen {found.min_version} or newer, this is {__version__}"
        )
        raise ConfigError(Problem(message, shown, *place(("min_version",), True), code=CODE))
    return found if found.name else found.model_copy(update={"name": located.name})


def read_theme(
    name: str, options: Mapping[str, object], root: Path, *, path: PurePath | None, find: Locate
) -> Theme:
    """Return the theme of a site with the values of its options.

    Args:
        name: the theme that the configuration names.
        options: the values that the configuration sets.
        root: the site's folder.
        path: the configuration file, for messages.
        find: returns the place of a key or of a value in it.

    Raises:
        ConfigError: there is no such theme, `theme.toml` cannot be used, or the site sets options that the
            theme does not have, or to values that they cannot have; all faults of one kind.
    """
    located = locate(name, root)
    if located is None:
        message, hint = missing(name, root)
        raise ConfigError(Problem(message, path, *find(("theme",), True), hint, CODE))
    declaration = read_declaration(located, root)
    declared = declaration.options
    if options and not declared:
        hint = f"the theme {name!r} has no options"
        raise ConfigError(
            Problem(f"unknown key '{TABLE}.{key}'", path, *find((TABLE, key), False), hint, CODE)
            for key in options
        )
    if not declared:
        return Theme(located, declaration, {})
    fields: dict[str, Any] = {key: (option.kind, option.default) for key, option in declared.items()}
    try:
        values = create_model("ThemeOptions", __base__=Frozen, **fields).model_validate(dict(options))
    except ValidationError as error:
        raise ConfigError(
            problems_of(
                error,
                path=path or PurePath(),
                code=CODE,
                known=lambda _: declared,
                locate=find,
                prefix=(TABLE,),
            )
        ) from None
    return Theme(located, declaration, MappingProxyType({key: getattr(values, key) for key in declared}))


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])
