"""The functions and filters of templates, besides those of Jinja.

`FUNCTIONS` and `FILTERS` are the tables of them; the reference of the guide lists their docstrings.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass
from datetime import date
from functools import partial, wraps
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

import jinja2
from markupsafe import Markup

from sitegen.dates import parse_date
from sitegen.engine.trace import NOW
from sitegen.extension.loading import extensions_of
from sitegen.images import SitePictures, UnreadablePictureError
from sitegen.model import Label, Video
from sitegen.permalink import slugify
from sitegen.render.context import ShownPicture, WrittenDate
from sitegen.render.index import SiteIndex
from sitegen.render.languages import formatted_date, label_text
from sitegen.render.page_parts import date_in
from sitegen.render.template_pictures import NoPictureError, TemplatePictures, Wanted
from sitegen.words import Words, direction

LAZY = ("batch", "map", "reject", "rejectattr", "reverse", "select", "selectattr", "slice", "unique")
"""Filters of Jinja that give what can be read only once; here they give lists."""


class UnknownArgumentError(LookupError):
    """A template asks for a file or a page that the site does not have."""

    def __init__(self, message: str, argument: str, known: Iterable[str]) -> None:
        super().__init__(message)
        self.argument, self.known = argument, tuple(known)


@dataclass(frozen=True)
class Functions:
    """What the functions of one site's templates need."""

    index: SiteIndex
    today: date
    pictures: SitePictures

    def asset(self, path: str) -> str:
        """Return the address of a file of `static/`: `asset("css/own.css")`."""
        try:
            return self.index.asset_url(path)
        except KeyError:
            message = f"there is no file {path!r} in static/"
            raise UnknownArgumentError(message, path, self.index.files.urls) from None

    def url_for(self, path: str) -> str:
        """Return the address of a page, a list, or a file beside the sources.

        It is named by its path, `url_for("posts/first.md")`, by its address, `url_for("/posts/first/")`, or
        by the last part of its address. An anchor stays: `url_for("posts/first.md#end")`.
        """
        end = min((at for mark in "#?" if (at := path.find(mark)) >= 0), default=len(path))
        try:
            found: str = self.index.lists.ask("address", path[:end].strip("/"))
        except KeyError:
            known = self.index.lists.addresses
            raise UnknownArgumentError(f"there is no page or file {path!r}", path, known) from None
        return found + path[end:]

    def image(
        self,
        context: jinja2.runtime.Context,
        path: str,
        *,
        width: int | None = None,
        widths: Sequence[int] | None = None,
        alt: str | None = None,
        sizes: str | None = None,
        lazy: bool = True,
    ) -> ShownPicture:
        """Return a picture of the site with its size and smaller copies: `image("me.jpg", width=96, alt="")`.

        The picture lies beside the page, in `static/` or in the content folder, or is named by its address,
        as `page.image` gives it. `width` is the width in pixels at which the page shows it, for which two
        copies are made, one of them for fine screens; `widths` names other ones, and without both those of
        `[images]` are made. `{{ image(…) }}` writes an `img` element, which needs `alt`; `src`, `srcset`,
        `sizes`, `width` and `height` are for one of your own.
        """
        page_path = str(getattr(context.get("page"), "path", ""))
        try:
            pictures = TemplatePictures(self.index, self.pictures)
            return pictures.shown(path, page_path, Wanted(width, widths, sizes, alt, lazy))
        except NoPictureError as error:
            raise UnknownArgumentError(str(error), path, error.known) from None
        except UnreadablePictureError as error:
            raise UnknownArgumentError(str(error), path, ()) from None

    def now(self, context: jinja2.runtime.Context) -> WrittenDate:
        """Return the day of the build in the site's time zone: `now().year`, `now() | date("short")`.

        On the next day, a build renders the outputs again that ask for it.
        """
        self.index.recorder.read(NOW)
        found = date_in(self.today, self._language(context))
        assert found is not None  # noqa: S101 - only an absent day gives None
        return found

    def t(self, context: jinja2.runtime.Context, key: str, **values: object) -> str:
        """Return words of the theme or of `[words]` in the language of the page: `t("updated")`."""
        return Words(self.index.config.words).text(self._language(context), key, **values)

    def direction(self, language: str) -> str:
        """Return `rtl` for a language that is written from right to left, else `ltr`."""
        return direction(language)

    def date(
        self, context: jinja2.runtime.Context, value: object, format: str = "long", language: str = ""
    ) -> str:
        """Return a date as the language of the page writes it.

        `page.date | date("d MMM y")` gives `3 Mar 2026`. The format is `short`, `medium`, `long`, `full`, or
        a pattern of CLDR. The value is a date of a page or of a data file, or a text such as `2026-03-01`.
        """
        if "%" in format:
            hint = "`d MMMM y` gives `3 March 2026`"
            raise ValueError(
                f"expected short, medium, long, full or a pattern of CLDR, received {format!r}; {hint}"
            )
        text = value.machine if isinstance(value, WrittenDate) else value
        day = text if isinstance(text, date) else parse_date(text)
        return formatted_date(day, format, language or self._language(context))

    def cdata(self, text: str) -> Markup:
        """Return a text for a CDATA section of XML: `<![CDATA[{{ entry.content | cdata }}]]>`."""
        return Markup(str(text).replace("]]>", "]]]]><![CDATA[>"))  # noqa: S704  (nothing ends the section)

    def json(self, value: object) -> Markup:
        """Return a value as JSON for a file of JSON, where `<` and `&` need no escape as `tojson` makes them.

        A page in HTML needs `tojson`.
        """
        text = json.dumps(value, default=_plain, ensure_ascii=False)
        return Markup(text)  # noqa: S704  (for files that are not HTML)

    def markdown(self, text: str, *, inline: bool = False) -> Markup:
        """Return HTML for a Markdown text: `project.text | markdown`.

        Links to sources begin at the content folder: `[first](posts/first.md)`. With `inline=true` a text of
        one paragraph has no `<p>` around it.
        """
        html = self.index.recorder.once(("markdown", text), partial(self._markdown, text))
        paragraph = html.strip().removeprefix("<p>").removesuffix("</p>")
        return Markup(paragraph if inline and "<p>" not in paragraph else html)  # noqa: S704  (of the parser)

    def slugify(self, text: str) -> str:
        """Return a text as a part of an address: `"Ad hoc!" | slugify` gives `ad-hoc`."""
        return slugify(str(text))

    def limit(self, items: Iterable[Any], count: int) -> Sequence[Any]:
        """Return the first items of a list.

        `site.posts | limit(5)` gives the five newest posts.
        """
        return items[:count] if isinstance(items, Sequence) else tuple(islice(items, count))

    def _language(self, context: jinja2.runtime.Context) -> str:
        """Return the language of the page; macros that are imported without context get the site's."""
        head = context.get("head")
        found = getattr(head, "language", "") or context.get("language") or self.index.config.language
        return str(found)

    def _markdown(self, text: str) -> str:
        from sitegen.markdown import Links, read_body  # noqa: PLC0415 - most templates need no Markdown

        config, lists = self.index.config, self.index.lists
        addresses = {PurePosixPath(path): address for path, address in lists.addresses.items()}
        source = PurePosixPath(config.content, "_index.md")
        links = Links(source, config.base_path, config.base_path, addresses, addresses)
        extensions = extensions_of(config)
        body = read_body(text, first_line=1, links=links, options=config.markdown, extensions=extensions)
        for path, _ in body.looked_up:
            self.index.recorder.read(("list", "address", str(path)))
        for extension in body.extensions:
            self.index.recorder.read(("extension", extension))
        for problem in body.problems:
            raise ValueError(f"in the Markdown text, line {problem.line}: {problem.message}")
        if body.shows_programs or any(isinstance(part, Video) for part in body.parts):
            raise ValueError("a Markdown text of a template cannot hold demos, metrics, code cells or videos")
        shown = [
            label_text(part, config, config.language) if isinstance(part, Label) else part
            for part in body.parts
        ]
        return "".join(part for part in shown if isinstance(part, str))


FUNCTIONS = ("asset", "direction", "image", "now", "t", "url_for")
FILTERS = ("cdata", "date", "json", "limit", "markdown", "slugify")
WITH_CONTEXT = frozenset({"date", "image", "now", "t"})
"""Those that depend on the page."""


def add_functions(environment: jinja2.Environment, functions: Functions) -> None:
    """Add the functions and filters of a site to an environment of templates."""

    def bound(name: str) -> Callable[..., Any]:
        method = getattr(functions, name)

        @wraps(method)
        def call(context: jinja2.runtime.Context, *args: Any, **kwargs: Any) -> Any:
            return method(context, *args, **kwargs) if name in WITH_CONTEXT else method(*args, **kwargs)

        # Jinja runs other filters of constants when it compiles; their result would be that of an older site.
        return jinja2.pass_context(call)

    environment.globals |= {name: bound(name) for name in FUNCTIONS}
    environment.filters |= {name: bound(name) for name in FILTERS}
    environment.filters |= {name: _listed(environment.filters[name]) for name in LAZY}
    environment.policies["json.dumps_function"] = partial(json.dumps, default=_plain)


def _listed(make: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that gives a list, which has a length and can be shown twice."""

    @wraps(make)
    def listed(*args: Any, **kwargs: Any) -> Any:
        found = make(*args, **kwargs)
        return found if isinstance(found, Sized) else list(found)

    return listed


def _plain(value: object) -> object:
    """Return what stands for a value in JSON."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, WrittenDate):
        return value.machine
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"expected plain values to write as JSON, received {type(value).__name__}")
