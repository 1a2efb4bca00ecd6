"""The configuration: `[tool.sitegen]` in `pyproject.toml`, or the same keys in `sitegen.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, PrivateAttr, ValidationError

from sitegen.config_file import find_config
from sitegen.config_languages import LanguageTables
from sitegen.config_lists import ArchivePath, Feed, RelatedConfig, SectionConfig, Taxonomies, TaxonomyConfig
from sitegen.config_security import SecurityConfig
from sitegen.config_tables import (
    CheckConfig,
    DemosConfig,
    FrontMatterConfig,
    Frozen,
    ImagesConfig,
    MarkdownConfig,
    MenuEntry,
    RuntimeConfig,
    SeverityConfig,
    Text,
    known_keys,
)
from sitegen.config_values import folder_inside, language_code, permalink_pattern, time_zone, web_address
from sitegen.errors import ConfigError, Problem
from sitegen.permalink import base_path_of
from sitegen.theme import theme_folder
from sitegen.theme.declaration import Theme, read_theme
from sitegen.theme.locate import places
from sitegen.toml_places import KeyPlaces, read_config, tuples
from sitegen.validation import KeyPath, Locate, problems_of

__all__ = [
    "CheckConfig", "Config", "DemosConfig", "FrontMatterConfig", "ImagesConfig", "MarkdownConfig",
    "MenuEntry", "RuntimeConfig", "SecurityConfig", "SeverityConfig", "load_config",
]  # fmt: skip


class Config(Frozen):
    """Every setting of a site, with its default."""

    root: Annotated[Path, Field(exclude=True)]
    """The site's folder. Not a key: the folder of the configuration file."""
    title: Text
    """The name of the site."""
    base_url: Annotated[str, AfterValidator(web_address)] = "http://localhost:8484/"
    """Where the site is published; a path such as `/blog/` is respected everywhere."""
    language: Annotated[str, AfterValidator(language_code)] = "en"
    """The language of pages that name none."""
    languages: LanguageTables = Field(default={})
    """Further languages, into which pages are translated, by their codes: `{de = {title = "Mein Blog"}}`."""
    timezone: Annotated[str, AfterValidator(time_zone)] = "UTC"
    """The zone of times without one, and of the moment at which a post with a date and no time is due."""
    author: Text = ""
    """Who writes posts that name no authors."""
    description: Text = ""
    """One sentence about the site, for search engines and the feed."""
    content: Annotated[str, AfterValidator(folder_inside)] = "content"
    """The folder of the sources."""
    templates: Annotated[str, AfterValidator(folder_inside)] = "templates"
    """The folder of templates that override the theme's."""
    static: Annotated[str, AfterValidator(folder_inside)] = "static"
    """The folder of files that are published as they are."""
    data: Annotated[str, AfterValidator(folder_inside)] = "data"
    """The folder of TOML, YAML, JSON and CSV files that templates read as `site.data`."""
    outside_links: bool = False
    """Whether links (symbolic links) in the site's folders may lead to files outside the site's folder."""
    extensions: tuple[Text, ...] = ()
    """Modules beside the configuration file or installed packages that extend the site: `["my_site"]`."""
    theme: Text = "default"
    """The theme: `"default"`, `"lecture"`, a folder in `themes/`, another folder, or an installed theme."""
    theme_options: Mapping[str, Any] = {}
    """Values of the theme's options: `{numbers = false}`."""
    output: Text = "public"
    """The folder that is published."""
    paginate: Annotated[int, Field(ge=0)] = 10
    """Posts on one list page; 0 puts all on one."""
    taxonomies: Taxonomies = Field(default={"tags": TaxonomyConfig()})
    """Ways of grouping posts that get pages: a list such as `["tags", "categories"]`, or a table for each."""
    sections: Mapping[str, SectionConfig] = {}
    """Settings of folders of posts: `{posts = {feeds = ["atom"]}}`."""
    archive: ArchivePath = ""
    """Where the lists of posts by year and month are: `"/archive/"`; there are none when absent."""
    related: RelatedConfig = RelatedConfig()
    """Related posts below each post."""
    feeds: tuple[Feed, ...] = ("atom",)
    """Feeds of the whole site; an empty list gives none."""
    feed_posts: Annotated[int, Field(ge=1)] = 10
    """How many of the newest posts a feed holds; each with its whole text."""
    markdown_pages: bool = False
    """Whether each page is published in Markdown, too, with a list of all pages in `llms.txt`."""
    redirects: Literal["pages", "netlify", "cloudflare"] = "pages"
    """What sends readers of old addresses (`aliases`) on: pages, or also a file of rules for a host."""
    permalinks: Mapping[str, Annotated[str, AfterValidator(permalink_pattern)]] = {}
    """Address patterns by section: `{posts = "/{year}/{slug}/"}`."""
    menus: Mapping[str, tuple[MenuEntry, ...]] = {}
    """Menus by name; the theme shows `main`, and templates receive all as `menus`."""
    search: bool = False
    """Whether the site has a search page and an index of its pages, which needs `sitegen-live[search]`."""
    bibliography: Annotated[str, AfterValidator(folder_inside)] | None = None
    """A BibTeX file in the content or the data folder, from which posts cite: `"content/sources.bib"`."""
    cite_posts: bool = False
    """Whether posts end with a BibTeX entry of their own."""
    words: Mapping[str, Mapping[str, Text | Mapping[str, Text]]] = {}
    """The theme's words in other wording, and words for own templates: `{de = {older = "Zurück"}}`."""
    front_matter: FrontMatterConfig = FrontMatterConfig()
    """How unknown keys of front matter are read, and other names of keys."""
    severity: SeverityConfig = SeverityConfig()
    """What the build reports as an error or a warning, or ignores."""
    check: CheckConfig = CheckConfig()
    """What `sitegen check` reports."""
    markdown: MarkdownConfig = MarkdownConfig()
    """How Markdown is read."""
    images: ImagesConfig = ImagesConfig()
    """Smaller copies of pictures, and cards."""
    demos: DemosConfig = DemosConfig()
    """What the build computes ahead for the readers of demos."""
    notebooks: bool = True
    """Whether each page with code cells offers them as a Jupyter notebook."""
    runtime: RuntimeConfig = RuntimeConfig()
    """Where the reader's Python comes from."""
    security: SecurityConfig = SecurityConfig()
    """What pages may load."""
    offline: bool = False
    """Whether a reader's browser keeps visited pages, and the runtime after a first run, for use offline."""
    extra: Mapping[str, Any] = {}
    """Further values for the site's own templates."""
    _file: Path | None = PrivateAttr(default=None)
    _theme: Theme | None = PrivateAttr(default=None)

    @property
    def base_path(self) -> str:
        """The path of `base_url` with a slash at both ends."""
        return base_path_of(self.base_url)

    @property
    def edition(self) -> str:
        """The language of its pages, if it is the configuration of a further language; else empty."""
        return self.language if self.language in self.languages else ""

    @property
    def home_path(self) -> str:
        """The path of the first page in the language."""
        return f"{self.base_path}{self.edition.lower()}/" if self.edition else self.base_path

    @property
    def origin(self) -> str:
        """The scheme and host of `base_url`, without a slash at the end."""
        return self.base_url.removesuffix(self.base_path)

    @property
    def content_folder(self) -> Path:
        """The folder of the sources."""
        return self.root / self.content

    @property
    def output_folder(self) -> Path:
        """The folder that is published."""
        return self.root / self.output

    @property
    def input_folders(self) -> tuple[Path, ...]:
        """The folders that a build reads, those of the theme and those that would go before it included."""
        own = [self.root / name for name in (self.content, self.templates, self.static, self.data)]
        own += [*places(self.root, self.theme), *filter(None, [self.theme_layer])]
        return (*own, theme_folder("templates"), theme_folder("static"))

    @property
    def theme_layer(self) -> Path | None:
        """The folder of the theme; None for the default theme, which lies below all others."""
        return self._chosen_theme().folder

    @property
    def theme_values(self) -> Mapping[str, object]:
        """The value of each option of the theme."""
        return self._chosen_theme().values

    @property
    def cache_folder(self) -> Path:
        """The folder with results of earlier builds. Without it, a build is only slower."""
        return self.root / ".sitegen" / "cache"

    @property
    def lock_file(self) -> Path:
        """The file that names the packages of the reader's Python; it need not exist."""
        return self.root / "sitegen.lock"

    @property
    def font_files(self) -> tuple[Path, ...]:
        """The font that the configuration names for cards, if there is one; it need not exist."""
        return (self.root / self.images.card_font,) if self.images.card_font else ()

    @property
    def runtime_source(self) -> str | None:
        """The first source of the runtime's files; a relative folder is relative to the site's folder."""
        source = self.runtime.source
        if source is None or re.match(r"(https?|file)://", source):
            return source
        return str(self.root / Path(source).expanduser())

    @property
    def runtime_cache(self) -> Path | None:
        """The folder for the runtime's verified files; a relative path is relative to the site's folder."""
        cache = self.runtime.cache
        return self.root / Path(cache).expanduser() if cache else None

    def _chosen_theme(self, path: PurePath | None = None, find: Locate = lambda *_: (None, None)) -> Theme:
        if self._theme is None:
            self._theme = read_theme(self.theme, self.theme_options, self.root, path=path, find=find)
        return self._theme

    def with_changes(self, **changes: object) -> Config:
        """Return the configuration with some values replaced, and validated again.

        Raises:
            ConfigError: a value cannot be used.
        """
        changed = _validated({**dict(self), **changes}, PurePath("command line"), lambda *_: (None, None))
        changed._file = self._file
        return changed

    def place_of(self, value: str) -> tuple[PurePath, int, int] | None:
        """Return the configuration file with the line and column of a text value or a key, or None.

        None where the configuration was not read from a file, or the value is not written in it.
        """
        if self._file is None or not self._file.is_file():
            return None
        pattern = re.compile(rf"""(["']){(text := re.escape(value))}\1|(?<![\w-]){text}(?=\s*[=\]])""")
        for number, line in enumerate(self._file.read_text(encoding="utf-8-sig").splitlines(), start=1):
            if found := pattern.search(line):
                return PurePath(self._file.name), number, found.start() + 1
        return None


def load_config(path: Path | None = None, start: Path | None = None, **changes: object) -> Config:
    """Read the configuration, refuse unknown keys, and apply the changes of the command line.

    Args:
        path: the file; found from `start` (the current folder) upwards when absent.
        start: the folder in which the search begins.
        changes: keys and values that replace those of the file; None leaves the file's value.

    Raises:
        ConfigError: the file is missing, is not TOML, or has unknown keys or values of a wrong kind.
    """
    path = find_config((start or Path.cwd()).resolve()) if path is None else path.resolve()
    shown = PurePath(path.name)
    text, table = read_config(path)
    prefix: KeyPath = ()
    if path.name == "pyproject.toml":
        prefix = ("tool", "sitegen")
        table = table.get("tool", {}).get("sitegen", {})
    given = {key: value for key, value in changes.items() if value is not None}

    def locate(key: KeyPath, value: bool) -> tuple[int | None, int | None]:
        return KeyPlaces(text).locate((*prefix, *key), value=value)

    if "root" in table:
        raise ConfigError(Problem("unknown key 'root'", shown, *locate(("root",), False), code="config"))
    config = _validated({**tuples(table), "root": path.parent, **given}, shown, locate)
    config._file = path
    return config


def _validated(values: Mapping[str, Any], path: PurePath, locate: Locate) -> Config:
    given = values.get("taxonomies", ())
    context = {"taxonomies": tuple(map(str, given)) if isinstance(given, tuple | Mapping) else ()}
    try:
        config = Config.model_validate(dict(values), context=context)
    except ValidationError as error:
        raise ConfigError(
            problems_of(error, path=path, code="config", known=known_keys(Config), locate=locate)
        ) from None
    config._chosen_theme(path, locate)
    return config
