"""The front matter of a source: its keys, and what each of them accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, tzinfo
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
)

from sitegen.config import FrontMatterConfig
from sitegen.config_values import language_code
from sitegen.dates import parse_date
from sitegen.errors import ExtensionError, FrontMatterError, Problem
from sitegen.extension.records import Provided
from sitegen.extension_keys import ExtendedKeys, extended_keys
from sitegen.foreign_keys import KEYS, move_unknown, place_in, rename, split_lists
from sitegen.language_line import language_in, moved_into
from sitegen.languages import language_named
from sitegen.model import Day, FrontMatter, Position
from sitegen.permalink import slugify
from sitegen.toml_block import BOUNDARY, split_toml_source
from sitegen.validation import KeyPath, problems_of
from sitegen.yaml_block import CODE, CONTROL, control_message, split_source


def _day(value: object, info: ValidationInfo) -> Day:
    return parse_date(value, (info.context or {}).get("zone", UTC))


def _truth(value: object) -> object:
    words = {"true": True, "false": False}
    if isinstance(value, str) and value.casefold() not in words:
        raise ValueError(f"expected true or false, received {value!r}")
    return words[value.casefold()] if isinstance(value, str) else value


def _slug(value: str) -> str:
    if not re.fullmatch(r"[\w.~-]+", value) or value.strip(".") == "":
        hint = f"\nwrite {slugify(value)}" if slugify(value) else ""
        raise ValueError(f"expected letters, digits, '-', '_' or '.', received {value!r}{hint}")
    return value


def _language(value: str) -> str:
    return language_code(language_named(value))


def _printable(value: str) -> str:
    if found := CONTROL.search(value):
        raise ValueError(f"{control_message(found[0])}\ndelete it")
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("expected text, received nothing")
    return value


def _aliases(values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if re.match(r"\w+:|//", value) or ".." in value.split("/") or not value.strip("/"):
            raise ValueError(f"expected a path of this site such as '/old/address/', received {value!r}")
    return values


Line = Annotated[str, AfterValidator(_printable)]
Text = Annotated[Line, AfterValidator(_filled)]
PublishedDay = Annotated[
    Day,
    PlainValidator(_day),
    WithJsonSchema({"type": "string", "description": "YYYY-MM-DD, or a date with a time"}),
]
Truth = Annotated[bool, BeforeValidator(_truth)]


class FrontMatterKeys(BaseModel):
    """The keys of a source. They are compared without case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Text
    date: PublishedDay | None = None
    description: Line = ""
    updated: PublishedDay | None = None
    tags: tuple[Text, ...] = ()
    draft: Truth = False
    slug: Annotated[str, AfterValidator(_slug)] | None = None
    aliases: Annotated[tuple[Text, ...], AfterValidator(_aliases)] = ()
    authors: tuple[Text, ...] = ()
    language: Annotated[str, AfterValidator(_language)] | None = Field(
        default=None, validation_alias=AliasChoices("language", "lang")
    )
    image: Line | None = None
    image_alt: Line | None = None
    series: Text | None = None
    part: int | None = None
    requires: tuple[Text, ...] = ()
    template: Line | None = None
    toc: Truth | None = None
    weight: int = 0
    extra: dict[str, Any] = {}


def keys_with(provided: Sequence[Provided] = (), taxonomies: Iterable[str] = ()) -> ExtendedKeys:
    """Return the keys of front matter with those that extensions and taxonomies add."""
    kinds = {str: Line, bool: Truth, date: PublishedDay, tuple[str, ...]: tuple[Text, ...]}
    return extended_keys(FrontMatterKeys, kinds, taxonomies, provided)


@dataclass(frozen=True, slots=True)
class ParsedSource:
    """One source, split and read."""

    front_matter: FrontMatter
    body: str
    body_line: int
    """The line of the file on which the body begins."""
    warnings: tuple[Problem, ...] = ()


def parse_front_matter(
    text: str,
    path: PurePosixPath,
    *,
    is_post: bool,
    options: FrontMatterConfig | None = None,
    zone: tzinfo = UTC,
    fallback_date: str | None = None,
    extended: ExtendedKeys | None = None,
) -> ParsedSource:
    """Split a source into its front matter and its body.

    Args:
        text: the whole file, with single newlines as line ends and without a byte order mark.
        path: the source to name in problems.
        is_post: whether `date` is required.
        options: how keys are read that are not known.
        zone: the site's zone, for times without one.
        fallback_date: the date from the file's name, used when the front matter has none.
        extended: the keys with those that taxonomies and extensions add.

    Raises:
        FrontMatterError: with every fault in the front matter.
    """
    options, extended = options or FrontMatterConfig(), extended or keys_with()
    known = (*KEYS, *extended.taxonomies, *extended.defaults)
    text = moved_into(text)
    split = split_toml_source if BOUNDARY.match(text) else split_source
    block = split(text, path, (*known, *options.aliases))
    problems = [
        Problem(f"the key {name!r} appears twice", path, *place, f"the first is on line {first}", CODE)
        for name, place, first in block.duplicates
    ]
    problems += rename(block, path, options)
    warnings = [*split_lists(block, path, extended.taxonomies), *move_unknown(block, path, options, known)]
    values = {name: value for name, value in block.values.items() if value is not None or name == "title"}
    if fallback_date and "date" not in values:
        values["date"] = fallback_date

    def locate(key: KeyPath, value: bool) -> tuple[int | None, int | None]:
        return place_in(block, key, value=value)

    if "lang" in values and "language" in values:
        place = block.places["lang",]
        problems.append(
            Problem("'lang' and 'language' are one key", path, *place, "delete one of them", CODE)
        )
    keys: BaseModel | None = None
    context = {"zone": zone, "at": lambda name: Position(path, *place_in(block, (name,), value=True))}
    try:
        keys = extended.model.model_validate(values, context=context)
    except ValidationError as error:
        found = problems_of(error, path=path, code=CODE, known=lambda _: known, locate=locate)
        problems += map(_with_way_out, found)
    except ExtensionError as error:
        problems += error.problems
    if is_post and not values.get("date"):
        problems.append(Problem("the key 'date' is missing", path, 1, 1, "add a line date: 2026-11-23", CODE))
    # A misspelt key is one mistake: the missing key is not reported when its misspelling is.
    misspelt = {f"the key {name!r} is missing" for name in _meant(block.values)}
    problems = [problem for problem in problems if problem.message not in misspelt]
    if problems or keys is None:
        raise FrontMatterError(problems)
    lines = {str(key[0]): place for key, place in block.places.items() if len(key) == 1}
    given = dict(keys)
    added = {name: given.pop(name) for name in extended.defaults}
    terms = {name: found for name in extended.taxonomies if (found := given.pop(name))}
    matter = FrontMatter(**{**given, "extra": {**given["extra"], **added}}, terms=terms, lines=lines)
    language, unfit = language_in(block.body, block.body_line, path, matter.language)
    if language != matter.language:
        matter = replace(matter, language=language)
    return ParsedSource(matter, block.body, block.body_line, (*warnings, *unfit))


def _with_way_out(problem: Problem) -> Problem:
    """Name the setting that keeps unknown keys where none of the known ones was meant."""
    if problem.hint is None or not problem.hint.startswith("known keys:"):
        return problem
    return replace(problem, hint=f'{problem.hint}\nto keep other keys: [front_matter] unknown = "extra"')


def _meant(given: Iterable[str]) -> set[str]:
    """Return the keys that are close to the unknown keys."""
    close = (get_close_matches(name, KEYS, n=1) for name in given if name not in KEYS)
    return {match[0] for match in close if match}
