"""The front matter of a source: its keys, and what each of them accepts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import PurePath, PurePosixPath
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
    WithJsonSchema,
)

from sitegen.config import language_code
from sitegen.errors import FrontMatterError, Problem
from sitegen.model import Day, FrontMatter
from sitegen.permalink import slugify
from sitegen.validation import KeyPath, problems_of
from sitegen.yaml_block import CONTROL, control_message, split_source

CODE = "front-matter"
LANGUAGE_NAMES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi",
    "hungarian": "hu", "italian": "it", "japanese": "ja", "korean": "ko", "norwegian": "no", "polish": "pl",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ukrainian": "uk",
}  # fmt: skip
"""Names that authors write in the place of a code; unknown names are refused."""


def parse_date(text: object) -> Day:
    """Parse `YYYY-MM-DD` as a date that is never shifted, or an RFC 3339 date and time with its zone.

    Raises:
        ValueError: the text is neither, or there is no such day.
    """
    written = str(text)
    form = "YYYY-MM-DD, or a time with its zone such as 2026-11-23T09:00:00Z"
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            return date.fromisoformat(written)
        if re.fullmatch(
            r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([Zz]|[+-]\d{2}:\d{2})?", written
        ):
            moment = datetime.fromisoformat(written.replace("z", "Z").replace("t", "T"))
            if moment.tzinfo is None:
                raise ValueError(
                    f"expected a time zone at the end, received {written!r}\nwrite {written}Z for UTC"
                )
            return moment
    except ValueError as error:
        if "expected" in str(error):
            raise
        raise ValueError(f"there is no such day or time as {written!r} ({error})") from None
    raise ValueError(f"expected {form}, received {written!r}{_date_hint(written)}")


def _date_hint(written: str) -> str:
    found = re.fullmatch(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})", written)
    if not found:
        return ""
    first, middle, last = (int(part) for part in found.groups())
    if len(found[1]) == 4:
        return f"\nwrite {first:04}-{middle:02}-{last:02}" if middle <= 12 and last <= 31 else ""
    if first > 12 >= middle:
        return f"\nwrite {last:04}-{middle:02}-{first:02}"
    if middle > 12 >= first:
        return f"\nwrite {last:04}-{first:02}-{middle:02}"
    return "\nwrite the year first: it is not clear which number is the month"


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
    return language_code(LANGUAGE_NAMES.get(value.casefold(), value))


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
    PlainValidator(parse_date),
    WithJsonSchema({"type": "string", "description": "YYYY-MM-DD, or RFC 3339 with a time zone"}),
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


KEYS = (*FrontMatterKeys.model_fields, "lang")


def parse_front_matter(
    text: str, path: PurePosixPath, *, is_post: bool, fallback_date: str | None = None
) -> tuple[FrontMatter, str, int]:
    """Split a source into its front matter and its body.

    Args:
        text: the whole file, with single newlines as line ends and without a byte order mark.
        path: the source to name in problems.
        is_post: whether `date` and `description` are required.
        fallback_date: the date from the file's name, used when the front matter has none.

    Returns:
        The validated front matter, the body, and the line of the file on which the body begins.

    Raises:
        FrontMatterError: with every fault in the front matter.
    """
    block = split_source(text, path)
    problems = [
        Problem(f"the key {name!r} appears twice", path, *place, f"the first is on line {first}", CODE)
        for name, place, first in block.duplicates
    ]
    values = {name: value for name, value in block.values.items() if value is not None or name == "title"}
    if fallback_date and "date" not in values:
        values["date"] = fallback_date

    def locate(key: KeyPath, value: bool) -> tuple[int | None, int | None]:
        places = block.value_places if value else block.places
        while key and key not in places:
            key = key[:-1]
        return places.get(key, (1, 1))

    if "lang" in values and "language" in values:
        place = block.places["lang",]
        problems.append(
            Problem("'lang' and 'language' are one key", path, *place, "delete one of them", CODE)
        )
    keys: FrontMatterKeys | None = None
    try:
        keys = FrontMatterKeys.model_validate(values)
    except ValidationError as error:
        problems += problems_of(error, path=path, code=CODE, known=lambda _: KEYS, locate=locate)
    required = ("date", "description") if is_post else ()
    problems += [_missing(name, path) for name in required if not values.get(name)]
    # A misspelt key is one mistake: the missing key is not reported when its misspelling is.
    misspelt = {f"the key {name!r} is missing" for name in _meant(block.values)}
    problems = [problem for problem in problems if problem.message not in misspelt]
    if problems or keys is None:
        raise FrontMatterError(problems)
    lines = {str(key[0]): place for key, place in block.places.items() if len(key) == 1}
    return FrontMatter(**dict(keys), lines=lines), block.body, block.body_line


def _meant(given: Iterable[str]) -> set[str]:
    """Return the keys that are close to the unknown keys."""
    close = (get_close_matches(name, KEYS, n=1) for name in given if name not in KEYS)
    return {match[0] for match in close if match}


def _missing(name: str, path: PurePath) -> Problem:
    example = {"date": "2026-11-23", "description": "One sentence that says what the post is about."}[name]
    return Problem(f"the key {name!r} is missing", path, 1, 1, f"add a line {name}: {example}", CODE)
