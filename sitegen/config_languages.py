"""The tables of the configuration for further languages of a site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationInfo

from sitegen.config_lists import Feed
from sitegen.config_tables import Frozen, MenuEntry, Text
from sitegen.config_values import language_code
from sitegen.languages import LANGUAGE_NAMES, folder_of, near_name
from sitegen.words import language_names


class LanguageConfig(Frozen):
    """A further language; its name is a code such as `de`. What it does not say is as for the whole site."""

    name: Text = ""
    """What readers call the language; its name in itself when absent."""
    title: Text = ""
    """The name of the site."""
    description: Text = ""
    """One sentence about the site."""
    author: Text = ""
    """Who writes posts that name no authors."""
    menus: Mapping[str, tuple[MenuEntry, ...]] = {}
    """Menus by name. Without `main`, the theme shows the sections, taxonomies and the page `about`."""
    feeds: tuple[Feed, ...] | None = None
    """Feeds of its posts; an empty list gives none."""
    extra: Mapping[str, Any] = {}
    """Further values for the site's own templates, beside those of the site."""


def further_language(code: str, info: ValidationInfo) -> str:
    """Accept the code of a language that is not the site's own.

    Raises:
        ValueError: there is no such language, or it is the site's own.
    """
    if named := LANGUAGE_NAMES.get(code.casefold()):
        raise ValueError(f"expected a language code, received {code!r}\nwrite {named}")
    if hint := near_name(code):
        raise ValueError(f"expected a language code such as 'de', received {code!r}\n{hint}")
    language_code(code)
    if code.casefold() == str(info.data.get("language", "")).casefold():
        hint = "its title and menus are keys of the site: write them outside of [languages]"
        raise ValueError(f"{code!r} is the language of the site\n{hint}")
    if code.partition("-")[0].casefold() not in language_names():
        raise ValueError(f"there is no language {code!r}\nwrite a code such as 'de' or 'pt-BR'")
    return code


def in_different_folders(tables: Mapping[str, LanguageConfig]) -> Mapping[str, LanguageConfig]:
    """Accept languages whose codes differ in more than their case.

    Raises:
        ValueError: two codes are one language.
    """
    folders = [folder_of(code) for code in tables]
    if twice := next((name for name in folders if folders.count(name) > 1), None):
        raise ValueError(f"{twice!r} is there twice")
    return tables


LanguageTables = Annotated[
    Mapping[Annotated[str, AfterValidator(further_language)], LanguageConfig],
    AfterValidator(in_different_folders),
]
