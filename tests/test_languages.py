"""Which language a path names, and what a link from a translation may mean."""

from __future__ import annotations

from pathlib import PurePosixPath
from types import SimpleNamespace

import pytest

from sitegen.config import Config
from sitegen.engine.stored_config import plain_config, restored_config
from sitegen.languages import Languages, edition_config, language_named, unknown_suffix
from tests.conftest import SITES

SITE = Languages("en", ("de", "pt-BR"))


@pytest.mark.parametrize(
    ("path", "language", "plain"),
    [
        ("posts/a.md", "", "posts/a.md"),
        ("posts/a.de.md", "de", "posts/a.md"),
        ("posts/a/index.de.md", "de", "posts/a/index.md"),
        ("posts/_index.de.md", "de", "posts/_index.md"),
        ("de/posts/a.md", "de", "posts/a.md"),
        ("de/posts/a.de.md", "de", "posts/a.md"),
        ("DE/a.md", "de", "a.md"),
        ("posts/a.pt-br.md", "pt-BR", "posts/a.md"),
        ("posts/a.en.md", "en", "posts/a.md"),
        ("posts/2026-01-02-a.de.mdx", "de", "posts/2026-01-02-a.mdx"),
        ("posts/v1.2.md", "", "posts/v1.2.md"),
        ("posts/notes.in.md", "", "posts/notes.in.md"),
        ("posts/de.md", "", "posts/de.md"),
        ("de.md", "", "de.md"),
        ("posts/de/a.md", "", "posts/de/a.md"),
        ("posts/a.de.svg", "", "posts/a.de.svg"),
        ("de/a.svg", "de", "a.svg"),
    ],
)
def test_a_path_names_a_language_before_its_ending_or_in_its_first_folder(
    path: str, language: str, plain: str
) -> None:
    assert SITE.split(PurePosixPath(path)) == (language, PurePosixPath(plain))


def test_no_path_names_a_language_on_a_site_in_one_language() -> None:
    for path in ("de/a.md", "a.de.md", "a.en.md"):
        assert Languages("en").split(PurePosixPath(path)) == ("", PurePosixPath(path))


def test_pages_in_the_language_of_the_site_are_no_translations() -> None:
    assert SITE.edition(PurePosixPath("a.en.md")) == ""
    assert SITE.edition(PurePosixPath("a.de.md")) == "de"


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("de/a.pt-BR.md", "name two languages", "move it to the folder 'pt-BR', or rename it to a.md"),
        ("a.fr.md", "names the language 'fr'", "declare it: [languages.fr]; or rename the file to a-fr.md"),
    ],
)
def test_paths_with_two_languages_or_an_unknown_one_are_wrong(path: str, message: str, hint: str) -> None:
    found = SITE.problem(PurePosixPath(path))

    assert found is not None
    assert message in found[0]
    assert found[1] == hint


@pytest.mark.parametrize("path", ["a.md", "a.de.md", "de/a.de.md", "v1.2.md", "notes.in.md", "a.fr.txt"])
def test_other_paths_are_right(path: str) -> None:
    assert SITE.problem(PurePosixPath(path)) is None


def test_only_codes_of_languages_with_a_known_name_look_like_languages() -> None:
    assert unknown_suffix(PurePosixPath("a.fr.md")) == "fr"
    assert unknown_suffix(PurePosixPath("a.fr-CA.md")) == "fr-CA"
    assert unknown_suffix(PurePosixPath("a.in.md")) == ""
    assert unknown_suffix(PurePosixPath("fr.md")) == ""


@pytest.mark.parametrize(
    ("path", "edition", "paths"),
    [
        ("posts/a.md", "", ["posts/a.md", "posts/a.en.md", "en/posts/a.md"]),
        ("posts/a.md", "de", ["posts/a.de.md", "de/posts/a.md", "posts/a.md"]),
        ("de/posts/a.md", "de", ["de/posts/a.md", "posts/a.de.md", "posts/a.md"]),
        ("posts/a.pt-BR.md", "de", ["posts/a.pt-BR.md"]),
        ("posts/a.de.md", "", ["posts/a.de.md"]),
        ("posts/a.svg", "de", ["posts/a.svg"]),
        ("de/posts/a.svg", "de", ["de/posts/a.svg", "posts/a.svg"]),
    ],
)
def test_a_link_means_a_translation_before_the_page_in_the_language_of_the_site(
    path: str, edition: str, paths: list[str]
) -> None:
    assert list(SITE.candidates(PurePosixPath(path), edition)) == [*map(PurePosixPath, paths)]


def test_a_language_is_named_in_english_or_by_its_code() -> None:
    assert language_named("German") == "de"
    assert language_named("pt-BR") == "pt-BR"
    with pytest.raises(ValueError, match="received 'Englsh'\ndid you mean 'English'"):
        language_named("Englsh")


def test_the_configuration_of_a_language_is_that_of_the_site_with_its_own_values() -> None:
    config = Config.model_validate(
        {
            "root": SITES,
            "title": "A",
            "author": "B",
            "description": "C",
            "base_url": "https://example.org/blog/",
            "archive": "/past/",
            "menus": {"main": (), "footer": ({"title": "x", "url": "/"},)},
            "extra": {"one": 1, "two": 2},
            "languages": {"pt-BR": {"title": "D", "feeds": (), "extra": {"two": 3}}},
        }
    )
    stored = restored_config(plain_config(config))
    assert isinstance(stored, SimpleNamespace)

    for given in (config, stored):
        own = edition_config(given, "pt-BR")  # type: ignore[arg-type]

        assert (own.language, own.title, own.author, own.description) == ("pt-BR", "D", "B", "")
        assert (own.edition, own.home_path, own.archive) == ("pt-BR", "/blog/pt-br/", "/pt-br/past/")
        assert own.feeds == ()
        assert own.extra == {"one": 1, "two": 3}
        assert dict(own.menus) == {"footer": ()}
        assert own.base_url == config.base_url
    assert edition_config(config, "en") is config
    assert (config.edition, config.home_path) == ("", "/blog/")
