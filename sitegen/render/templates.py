"""Render: the site into outputs, through templates. The only module that knows Jinja."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from jinja2.utils import missing

from sitegen.config import Config
from sitegen.errors import ConfigError, Problem, TemplateError
from sitegen.model import Cell, Island, Metric, Output, Page, Results, Site
from sitegen.permalink import permalink_of, script_output
from sitegen.render.cell import describe_cell
from sitegen.render.describe import AssetUrls
from sitegen.render.island import describe_island
from sitegen.render.job import Job
from sitegen.render.plan import plan_site
from sitegen.render.template_fault import Faults, names_of
from sitegen.theme import theme_folder

AUTHOR_FAULTS = (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
"""What a mistake in a template can raise; from anywhere else these are our own mistakes and pass on."""


def render_site(
    site: Site,
    config: Config,
    assets: AssetUrls,
    results: Results | None = None,
    *,
    runtime_url: str = "",
    download_bytes: int = 0,
) -> tuple[Output, ...]:
    """Render every page, list, feed and map of the site.

    Args:
        site: the whole site.
        config: its configuration.
        assets: where the files of `static/` are published; must know `css/site.css`, `css/code.css` and
            `favicon.svg`, and for a site with demos or code cells `css/demo.css`, `css/cell.css` and
            `client/main.js`.
        results: what the programs of the site gave; needed when a page has a demo, a number or a code cell.
        runtime_url: the folder of the published runtime, with a slash at its end.
        download_bytes: what a reader's first run of a demo loads.

    Raises:
        TemplateError: templates are missing, do not parse, or use what they do not receive; all of them.
        ConfigError: the theme's folder is missing.
    """
    environment = make_environment(config)
    faults = Faults(config.root, template_folders(config))
    problems = _unreadable(environment, faults)
    bodies = _Bodies(environment, results or Results(), config.base_path, runtime_url, download_bytes)
    outputs: list[Output] = []
    failed: set[str] = set()  # a template fails once, not on each of a thousand posts
    for job in plan_site(site, config, assets, bodies.content, bodies.still):
        if job.template in failed:
            continue
        text = _text(job, environment, faults)
        if isinstance(text, Problem):
            problems.append(text)
            failed.add(job.template)
        else:
            outputs.append(Output(job.output_path, text.encode(), job.origin))
    if problems:
        raise TemplateError(problems)
    return tuple(outputs)


def _text(job: Job, environment: jinja2.Environment, faults: Faults) -> str | Problem:
    """One file, or what is wrong with a template on the way to it."""
    context: Any = None
    try:
        template = environment.get_template(job.template)
        context = job.context()
        return template.render({item.name: getattr(context, item.name) for item in fields(context)})
    except jinja2.TemplateSyntaxError as error:
        return faults.syntax(error.message or "", error.filename, error.lineno, _words(environment))
    except jinja2.TemplatesNotFound as error:  # before its parent: a list of which none was found
        return faults.missing(error, error.templates, environment.list_templates(), None)
    except jinja2.TemplateNotFound as error:
        return faults.missing(error, [error.name or ""], environment.list_templates(), job.wanted_by)
    except _UnknownNameError as error:
        known = names_of(context) if error.owner is missing else names_of(error.owner)
        return faults.unknown_name(error, error.name, known)
    except AUTHOR_FAULTS as error:
        problem = faults.raised(error)
        if problem is None:
            raise
        return problem


def _unreadable(environment: jinja2.Environment, faults: Faults) -> list[Problem]:
    """Every template of the site's own that does not parse, used or not."""
    found = []
    for name in jinja2.FileSystemLoader(faults.folders[0]).list_templates():
        if name.endswith((".html", ".xml", ".txt")):
            try:
                environment.get_template(name)
            except jinja2.TemplateSyntaxError as error:
                found.append(
                    faults.syntax(error.message or "", error.filename, error.lineno, _words(environment))
                )
    return found


def _words(environment: jinja2.Environment) -> tuple[str, ...]:
    """Filters and tests, for near misses."""
    return (*environment.filters, *environment.tests)


# The environment and the layers of templates


def template_folders(config: Config) -> tuple[Path, ...]:
    """Return where templates are looked for, the site's own first and the built-in theme last.

    Raises:
        ConfigError: the configured theme is no folder.
    """
    folders = [config.root / config.templates, theme_folder("templates")]
    if config.theme is not None:
        theme = config.root / config.theme
        if not theme.is_dir():
            message = f"there is no theme folder {config.theme!r}"
            raise ConfigError(Problem(message, hint="the key 'theme' names it", code="config"))
        folders.insert(1, theme / "templates")
    return tuple(folders)


class _Utf8Loader(jinja2.FileSystemLoader):
    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            found = next(path for place in self.searchpath if (path := Path(place, template)).is_file())
            line = found.read_bytes()[: error.start].count(b"\n") + 1
            message = f"expected UTF-8 text, received byte 0x{error.object[error.start]:02x}"
            raise jinja2.TemplateSyntaxError(message, line, template, str(found)) from None


class _UnknownNameError(jinja2.UndefinedError):
    def __init__(self, message: str | None = None, *, owner: object = missing, name: str = "") -> None:
        super().__init__(message)
        self.owner, self.name = owner, name


class _Undefined(jinja2.StrictUndefined):
    """Raises wherever it is used, and remembers what was asked of whom."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None
    ) -> None:
        remembering: Any = partial(_UnknownNameError, owner=obj, name=name or "")
        super().__init__(hint, obj, name, exc or remembering)


def make_environment(config: Config) -> jinja2.Environment:
    """Return the Jinja environment: the site's templates over the theme's over the built-in ones.

    `sitegen/post.html` always means the built-in template and `theme/post.html` the configured theme's, so
    that a template can extend the one that it replaces.
    """
    layers = [_Utf8Loader(folder) for folder in template_folders(config)]
    named = {"sitegen": layers[-1]} | ({"theme": layers[1]} if len(layers) == 3 else {})
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([*layers, jinja2.PrefixLoader(dict(named))]),
        undefined=_Undefined,
        autoescape=jinja2.select_autoescape(disabled_extensions=("txt",), default=True),
        auto_reload=False,
        cache_size=-1,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


# Bodies: the places that were left open are filled in


@dataclass(frozen=True, slots=True)
class _Bodies:
    environment: jinja2.Environment
    results: Results
    base_path: str
    runtime_url: str
    download_bytes: int

    def content(self, page: Page) -> str:
        """The body as its own page shows it."""
        return self._joined(page, "partials/demo_island.html", "partials/code_cell.html")

    def still(self, page: Page) -> str:
        """The body as a feed reader shows it: posters in the place of demos."""
        return self._joined(page, "partials/demo_poster.html", "partials/code_cell_still.html")

    def _joined(self, page: Page, island_partial: str, cell_partial: str) -> str:
        numbers = {cell.id: number for number, cell in enumerate(page.body.cells, start=1)}
        first: dict[str, str] = {}  # the island that shows a demo's program
        pieces = []
        for part in page.body.parts:
            if isinstance(part, Cell):
                pieces.append(self._cell(part, numbers[part.id], cell_partial))
            elif isinstance(part, str):
                pieces.append(part)
            elif isinstance(part, Metric):
                pieces.append(self._metric(part))
            else:
                shown_by = first.setdefault(part.demo, part.id)
                pieces.append(self._island(part, page, island_partial, shown_by))
        return "".join(pieces)

    def _cell(self, cell: Cell, number: int, partial_name: str) -> str:
        context = describe_cell(
            cell,
            number,
            self.results.cell(cell),
            runtime_url=self.runtime_url,
            download_bytes=self.download_bytes,
        )
        return self.environment.get_template(partial_name).render(cell=context)

    def _metric(self, metric: Metric) -> str:
        return html.escape(self.results.metric(metric))

    def _island(self, island: Island, page: Page, partial_name: str, source_island: str) -> str:
        caption = (piece if isinstance(piece, str) else self._metric(piece) for piece in island.caption)
        context = describe_island(
            island,
            self.results.poster(island),
            "".join(caption),
            source_island=source_island,
            script_url=permalink_of(self.base_path, script_output(page.source.output_path, island.id)),
            runtime_url=self.runtime_url,
            download_bytes=self.download_bytes,
        )
        return self.environment.get_template(partial_name).render(island=context)
