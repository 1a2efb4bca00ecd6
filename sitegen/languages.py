"""The languages of a site: which one a source is in, its translations, and the configuration of each one.

A source names a language before its ending, `post.de.md`, or by its first folder, `de/post.md`. What remains
of its path, `post.md`, says which page it is: translations of one page have it in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from sitegen.errors import near_miss
from sitegen.model import Page, Site, Source, is_source

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

LANGUAGE_NAMES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en",
    "finnish": "fi", "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi",
    "hungarian": "hu", "italian": "it", "japanese": "ja", "korean": "ko", "norwegian": "no", "polish": "pl",
    "portuguese": "pt", "romanian": "ro", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip
"""Names that authors write in the place of a code; unknown names are refused."""


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a site, which are the languages that paths can name."""

    own: str
    """The language of pages whose paths name none."""
    others: tuple[str, ...] = ()
    """Further languages; without them, no path names a language."""

    def split(self, path: PurePosixPath) -> tuple[str, PurePosixPath]:
        """Return the language that a path names, or an empty text, and the path without it.

        Args:
            path: a file, relative to the content folder.
        """
        if not self.others:
            return "", path
        folder, suffix = self._named(path)
        inside = path.relative_to(path.parts[0]) if folder else path
        if suffix:
            inside = inside.with_name(f"{PurePosixPath(path.stem).stem}{path.suffix}")
        return folder or suffix, inside

    def edition(self, path: PurePosixPath) -> str:
        """Return the further language that a path names; an empty text for the site's own language."""
        code = self.split(path)[0]
        return "" if code == self.own else code

    def problem(self, path: PurePosixPath) -> tuple[str, str] | None:
        """Return what is wrong with the languages that a path names, with a hint; None for a right path."""
        folder, suffix = self._named(path)
        if folder and suffix and folder != suffix:
            hint = f"move it to the folder {suffix!r}, or rename it to {self.split(path)[1].name}"
            return f"the folder {path.parts[0]!r} and the name {path.name!r} name two languages", hint
        code = unknown_suffix(path)
        if code and self.others and not suffix:
            hint = f"declare it: [languages.{code}]; or rename the file to {without_dots(path)}"
            return (
                f"the name {path.name!r} names the language {code!r}, which the site does not declare",
                hint,
            )
        return None

    def candidates(self, path: PurePosixPath, edition: str) -> Iterator[PurePosixPath]:
        """Give the paths that a link may mean, the best first.

        A link of a translation leads to a translation into the same language, if there is one.

        Args:
            path: what the link names, relative to the content folder.
            edition: the further language of the page with the link; empty for the site's own.
        """
        wanted = edition or self.own
        code, plain = self.split(path)
        if code not in ("", wanted):
            yield path
            return
        found = [plain] if not edition else []
        if is_source(path):
            found += [plain.with_name(f"{plain.stem}.{wanted}{plain.suffix}"), wanted / plain]
        yield from dict.fromkeys([*([path] if code else []), *found, plain])

    def _named(self, path: PurePosixPath) -> tuple[str, str]:
        """Return the languages that the first folder and the end of the name declare; empty for none."""
        declared = {code.casefold(): code for code in (self.own, *self.others)}
        folder = declared.get(path.parts[0].casefold(), "") if len(path.parts) > 1 else ""
        inner = PurePosixPath(path.stem)
        suffix = declared.get(inner.suffix[1:].casefold(), "") if inner.suffix and is_source(path) else ""
        return folder, suffix


def unknown_suffix(path: PurePosixPath) -> str:
    """Return the code before the ending of a source, `de` of `post.de.md`; empty where it is no language."""
    code = PurePosixPath(path.stem).suffix[1:]
    language = code.partition("-")[0]
    return code if language in LANGUAGE_NAMES.values() and is_source(path) else ""


def without_dots(path: PurePosixPath) -> str:
    """Return the name of a source that names no language and has the same address."""
    return path.stem.replace(".", "-") + path.suffix


def languages_of(config: Config) -> Languages:
    """Return the languages of a site."""
    return Languages(config.language, tuple(config.languages))


def language_named(text: str) -> str:
    """Return the code of a language that is given by its English name or its code.

    Raises:
        ValueError: the text is close to a name.
    """
    if code := LANGUAGE_NAMES.get(text.casefold()):
        return code
    if hint := near_name(text):
        raise ValueError(f"expected a language such as 'English' or 'en', received {text!r}\n{hint}")
    return text


def near_name(text: str) -> str | None:
    """Return a hint where a text is close to the English name of a language."""
    names = [name.capitalize() for name in LANGUAGE_NAMES]
    return near_miss(text, names) if len(text) > 3 else None


def edition_config(config: Config, code: str) -> Config:
    """Return the configuration of the pages in one language.

    Args:
        config: that of the site.
        code: the language; the site's own gives the site's configuration.
    """
    if code not in config.languages:
        return config
    table = config.languages[code]
    values: dict[str, Any] = {
        "language": code,
        "title": table.title or config.title,
        "description": table.description,
        "author": table.author or config.author,
        "menus": {**dict.fromkeys((name for name in config.menus if name != "main"), ()), **table.menus},
        "feeds": config.feeds if table.feeds is None else table.feeds,
        "archive": config.archive and f"/{folder_of(code)}/{config.archive.strip('/')}/",
        "extra": {**config.extra, **table.extra},
    }
    if not isinstance(config, SimpleNamespace):
        return config.model_copy(update=values)
    home = f"{config.base_path}{folder_of(code)}/"
    plain = SimpleNamespace(**{**vars(config), **values, "edition": code, "home_path": home})
    return cast("Config", plain)


def folder_of(code: str) -> str:
    """Return the folder in which the pages of a further language are published."""
    return code.lower()


def editions_of(site: Site, config: Config) -> tuple[tuple[Site, Config], ...]:
    """Return the pages in each language with their configuration, the site's own language first."""
    if not site.editions:
        return ((site, config),)
    return tuple((part, edition_config(config, code)) for code, part in site.editions.items())


def original_of(source: Source) -> PurePosixPath:
    """Return the path that a source has in common with its translations."""
    return source.original or source.source_path


def translations_in(site: Site) -> Mapping[PurePosixPath, Mapping[str, Page]]:
    """Return the pages by what they have in common with their translations, then by language."""
    found: dict[PurePosixPath, dict[str, Page]] = {}
    for code, part in site.editions.items():
        for page in part.pages:
            found.setdefault(original_of(page.source).with_suffix(""), {}).setdefault(code, page)
    return found
