"""The tables of the configuration: menus, Markdown, the runtime, demos, pictures, front matter, rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo

from sitegen.config_values import folder_inside
from sitegen.errors import Level, levels_of, near_miss
from sitegen.model import FrontMatter
from sitegen.text_rules import passive_address, plain_text
from sitegen.validation import KeyPath

Text = Annotated[str, AfterValidator(plain_text)]
"""A text without control characters."""


class Frozen(BaseModel):
    """A table whose keys are all known and whose values have exactly the declared types."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def known_keys(model: type[Frozen]) -> Callable[[KeyPath], Iterable[str]]:
    """Return what gives the keys of the table that holds a key: of the model, or of a table inside it."""

    def known(key: KeyPath) -> Iterable[str]:
        table = model
        for part in key[:-1]:
            field = table.model_fields.get(str(part))
            table = (field and _table_in(field.annotation)) or table
        return [field.alias or name for name, field in table.model_fields.items() if not field.exclude]

    return known


def _table_in(kind: Any) -> type[Frozen] | None:
    """Return the table of a type: that of `menus` is `MenuEntry`."""
    if hasattr(kind, "model_fields"):
        return kind  # type: ignore[no-any-return]
    return next((found for inner in get_args(kind) if (found := _table_in(inner))), None)


class MenuEntry(Frozen):
    """One link of a menu."""

    title: Text
    """What the reader sees."""
    url: Annotated[str, AfterValidator(passive_address)]
    """A path of this site (`/about/`) or an address; `javascript:`, `data:` and `vbscript:` are refused."""


class MarkdownConfig(Frozen):
    """How Markdown is read."""

    html: bool = True
    """Whether posts may contain raw HTML."""
    typographer: bool = True
    """Whether straight quotes become curly and `--` a dash."""
    math_macros: Mapping[str, str] = {}
    """LaTeX commands of the site: `{"\\\\R": "\\\\mathbb{R}"}`."""
    numbered: tuple[Literal["figure", "table", "equation", "theorem"], ...] = ()
    """What is numbered: figures and tables with a caption, formulas with an anchor, and theorems."""


class RuntimeConfig(Frozen):
    """Where the reader's Python comes from when the site is built."""

    source: Text | None = None
    """A folder or an address that holds the pinned files; tried before all others."""
    cache: Text | None = None
    """A folder for verified files; the user's cache folder when absent."""
    keep: tuple[str, ...] = ()
    """Modules that stay in the reader's Python although browsers rarely need them: "numpy.f2py"."""
    packages: tuple[Text, ...] = ()
    """Packages that readers' programs may import: `["matplotlib", "micrograd==0.1.0"]`. The command
    `sitegen runtime lock` finds versions and writes `sitegen.lock`. A page loads what its programs import."""


class DemosConfig(Frozen):
    """What the build computes ahead for the readers of demos."""

    saved_steps: Annotated[int, Field(ge=0)] = 1000
    """How many steps the build runs for each demo with other values than the author's, so that the page
    answers before Python has started. Presets, short choices and one other value of each slider are saved in
    any case; 0 saves nothing."""


class ImagesConfig(Frozen):
    """Pictures: smaller copies for narrow screens, the data of the camera, and the cards of posts."""

    widths: tuple[Annotated[int, Field(ge=16, le=8192)], ...] = ()
    """Widths of the copies in pixels: `[480, 960, 1600]`; an empty list makes none."""
    format: Literal["webp", "avif"] = "webp"
    """The format of the copies."""
    quality: Annotated[int, Field(ge=1, le=100)] = 80
    """The quality of the copies. WebP copies of PNG files are lossless."""
    sizes: Text = "(min-width: 48rem) 46rem, 100vw"
    """How wide pages show pictures, as the attribute `sizes` says it to browsers."""
    strip_metadata: bool = False
    """Whether JPEG, PNG and WebP files are published without what the camera has written, such as the place;
    pixels, orientation and colour profile stay."""
    cards: bool = False
    """Whether each post gets a card: a picture that other sites show beside a link to it, with the title and
    the main picture of the first demo. Cards need `sitegen-live[cards]`, or `card_font`."""
    card_font: Annotated[str, AfterValidator(folder_inside)] | None = None
    """A font file of the site for cards, for titles in other scripts: `"static/fonts/NotoSansJP.ttf"`."""


FRONT_MATTER_KEYS = tuple(item.name for item in fields(FrontMatter) if item.name not in ("lines", "terms"))


def _front_matter_key(text: str, info: ValidationInfo) -> str:
    known = tuple(dict.fromkeys((*FRONT_MATTER_KEYS, *(info.context or {}).get("taxonomies", ()))))
    if text not in known:
        hint = near_miss(text, known) or f"keys of front matter: {', '.join(known)}"
        raise ValueError(f"expected a key of front matter, received {text!r}\n{hint}")
    return text


class FrontMatterConfig(Frozen):
    """How keys of front matter are read that sitegen does not know."""

    unknown: Literal["error", "warn", "extra"] = "error"
    """What an unknown key is: an error, a value of `extra`, or such a value with a warning (`warn`)."""
    aliases: Mapping[str, Annotated[str, AfterValidator(_front_matter_key)]] = {}
    """Other names of keys: `{summary = "description", lastmod = "updated"}`."""


class Rules(Frozen):
    """Rules by name, each with its severity."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    def levels(self, *, given_only: bool = False) -> dict[str, Level]:
        """Return the severity of each rule by its name, or only those that the configuration sets."""
        given = {name.replace("_", "-") for name in self.model_fields_set}
        return {name: level for name, level in levels_of(self).items() if not given_only or name in given}


class SeverityConfig(Rules):
    """What the build reports as an error or a warning, or ignores: `dead-link = "warn"`."""

    dead_link: Level = "error"
    """A link to a page or a file that the site does not have."""
    dead_anchor: Level = "error"
    """A link to an anchor that its page does not have."""
    missing_image: Level = "error"
    """A picture that the site does not have."""
    bad_formula: Level = "error"
    """A formula that cannot be converted; as a warning, the page shows its LaTeX."""
    duplicate_id: Level = "error"
    """An anchor that appears twice in a page."""
    unused_footnote: Level = "error"
    """A footnote that no text refers to, or a second one of the same name; the page does not show it."""
    undefined_footnote: Level = "warn"
    """A reference to a footnote that does not exist; the page shows its brackets."""
    unclosed_fence: Level = "warn"
    """A block of code without a closing line."""
    unknown_language: Level = "warn"
    """A language of a block of code without a highlighter; the page shows the code as plain text."""
    fence_option: Level = "warn"
    """A word behind the language of a block of code that has no effect."""
    leftover_shortcode: Level = "warn"
    """A shortcode of Hugo or WordPress that stands in the text."""
    leftover_liquid: Level = "warn"
    """A tag or a value of Liquid, Jinja or Nunjucks that stands in the text."""
    leftover_jsx: Level = "warn"
    """A component, an import or an export of MDX."""
    equal_tags: Level = "warn"
    """Tags, or other terms of a taxonomy, with different spellings and one address; they are one tag."""
    empty_value: Level = "warn"
    """A tag, an author or an alias without text; it is left out."""
    missing_description: Level = "ignore"
    """A post without a description, which shows its first paragraph; `--strict` reports it as a warning."""
    missing_alt: Level = "warn"
    """A preview picture in front matter without `image_alt`, or a picture of a code cell without `:alt:`."""
    missing_letters: Level = "warn"
    """A title with letters that no font of cards has; its card shows no title."""
    large_picture: Level = "warn"
    """A figure of a code cell that is drawn with so many elements that it is stored as pixels."""
    unshown_value: Level = "warn"
    """A value of a code cell without a picture, such as a chart that another package has to draw."""
    unknown_requirement: Level = "warn"
    """A name in `requires` that no page has."""
    equal_parts: Level = "warn"
    """Two posts with one number in a series."""
    dead_menu_entry: Level = "warn"
    """A menu entry that leads to no page."""
    file_language: Level = "warn"
    """A file whose name ends with a language that the site does not declare, or whose `language` is declared
    while its name does not say so."""
    untranslated_link: Level = "warn"
    """A link of a translation to a page that has no translation into its language."""
    unread_file: Level = "warn"
    """A text in the content folder whose format is not read."""
    unreadable_image: Level = "warn"
    """A picture whose file is damaged, or too large to be read, or keeps the data of the camera for that."""
    unknown_block: Level = "warn"
    """A block of an own template that none of its parents has."""

    def levels(self, *, given_only: bool = False, strict: bool = False) -> dict[str, Level]:
        """Return the severity of each rule by its name.

        Args:
            given_only: whether to return only those that the configuration sets.
            strict: whether to report missing descriptions where the configuration does not decide.
        """
        stricter: dict[str, Level] = {"missing-description": "warn"} if strict else {}
        given = super().levels(given_only=True)
        return given if given_only else {**super().levels(), **stricter, **given}


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?", text):
        raise ValueError(f"expected a host such as 'youtube.com', received {text!r}")
    return text.lower()


class CheckConfig(Rules):
    """What `sitegen check` reports, and the hosts from which pages may load.

    A rule that is not set here has the severity that `[severity]` sets.
    """

    allow: tuple[Annotated[str, AfterValidator(_host)], ...] = ()
    """Hosts from which pages may load, subdomains included: `["youtube.com"]`."""
    extensions: Mapping[str, Level] = {}
    """The severities of the rules of extensions: `{long-title = "error"}`."""
    dead_link: Level = "error"
    """A link or a request whose page or file the site does not have."""
    dead_anchor: Level = "error"
    """A link to an anchor that its page does not have."""
    redirected_link: Level = "warn"
    """A link that reaches its page only through a redirect."""
    external_link: Level = "warn"
    """A link to another site that does not answer (`--external`)."""
    foreign_request: Level = "error"
    """A page that loads something from a host that is not allowed."""
    blocked: Level = "error"
    """Something that the Content-Security-Policy of the page blocks."""
    missing_integrity: Level = "warn"
    """A script or a style sheet of another site without the digest of its bytes (`integrity`)."""
    markup: Level = "error"
    """Markup that browsers have to repair."""
    duplicate_id: Level = "error"
    """An id that appears twice in a page."""
    missing_alt: Level = "error"
    """A picture without a text alternative."""
    heading_order: Level = "warn"
    """A heading that skips a level."""
    picture_location: Level = "warn"
    """A picture that names the place where it was taken."""
    missing_title: Level = "error"
    """A page without a title."""
    missing_language: Level = "error"
    """A page without a language."""
    missing_description: Level = "warn"
    """A page without a description."""
    large_page: Level = "warn"
    """A page with more than 250 kB after compression."""
    large_packages: Level = "warn"
    """A page whose demos and cells load more than 20 MB of packages."""
