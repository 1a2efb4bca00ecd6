"""The Jinja environment: where templates are, what they may use, and how compiled ones are cached."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
from jinja2.bccache import Bucket
from jinja2.utils import missing

from sitegen.cache import Cache, key_of
from sitegen.engine.trace import Fact, Recorder
from sitegen.extension.loading import extensions_of
from sitegen.render.cached import pad_of
from sitegen.render.controls import options, slider_position
from sitegen.render.extensions import add_provided
from sitegen.render.functions import Functions, add_functions
from sitegen.source_files import list_files
from sitegen.theme import theme_folder

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

TEMPLATE_SUFFIXES = (".html", ".xml", ".txt", ".json")
PLAIN_SUFFIXES = ("txt", "json", "md")
"""Templates whose values are not escaped as HTML; a JSON template writes values with the filter `tojson`."""


def template_folders(config: Config) -> tuple[Path, ...]:
    """Return the folders of templates: the site's own, those of its theme, those of the default theme.

    Raises:
        ConfigError: there is no such theme.
    """
    own, default = config.root / config.templates, theme_folder("templates")
    if config.theme_layer is None:
        return own, default
    theme = config.theme_layer / "templates"
    # This project's own blog is the default theme: its templates lie below those of another theme.
    return theme if own.resolve() == default.resolve() else own, theme, default


def template_names(folder: Path) -> list[str]:
    """Return the templates in a folder, sorted.

    Hidden files, those that editors leave behind, and what cannot be read as a file are left out.
    """
    paths, _ = list_files(folder, root=folder, outside=True)
    return sorted(str(path) for path in paths if path.name.endswith(TEMPLATE_SUFFIXES))


def make_environment(
    config: Config,
    cache: Cache,
    functions: Functions | None = None,
    kind: type[TemplateEnvironment] | None = None,
) -> TemplateEnvironment:
    """Return the Jinja environment: the site's templates over the theme's over the built-in ones.

    `sitegen/post.html` always means the template of the default theme and `theme/post.html` that of the
    site's theme, so that a template can extend the one that it replaces.

    Args:
        config: the site's configuration.
        cache: where compiled templates of earlier builds are.
        functions: the functions and filters of the site; without them templates can be parsed only.
        kind: the class of the environment.
    """
    layers = [_Utf8Loader(folder) for folder in template_folders(config)]
    # With the default theme, both are the same.
    named = {"sitegen": layers[-1], "theme": jinja2.ChoiceLoader(layers[1:])}
    environment = (kind or TemplateEnvironment)(
        loader=jinja2.ChoiceLoader([*layers, jinja2.PrefixLoader(dict(named))]),
        undefined=_Undefined,
        autoescape=jinja2.select_autoescape(disabled_extensions=PLAIN_SUFFIXES, default=True),
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_CompiledTemplates(cache),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "slider_position": slider_position,
        "options": options,
        "pad": partial(pad_of, cache=cache),
    }
    add_provided(environment, extensions_of(config))
    if functions is not None:
        environment.recorder = functions.index.recorder
        add_functions(environment, functions)
    return environment


class TemplateEnvironment(jinja2.Environment):
    """An environment that records which templates an output reads."""

    recorder = Recorder()

    def _load_template(self, name: str, globals: Any) -> jinja2.Template:
        self.recorder.read(("template", name))
        return super()._load_template(name, globals)

    def value(self, fact: Fact) -> str:
        """Return the text of the template that a fact names; empty where there is none."""
        if self.loader is None:
            return ""
        try:
            return self.loader.get_source(self, fact[1])[0]
        except jinja2.TemplateError:
            return ""


class TraceTemplate(jinja2.Template):
    """A template whose module, which several outputs may import, is made once."""

    environment: TemplateEnvironment

    def _get_default_module(self, ctx: Any = None) -> Any:
        if ctx is not None and ctx.globals_keys - self.globals.keys():
            return super()._get_default_module(ctx)
        make = partial(super()._get_default_module, ctx)
        return self.environment.recorder.once(("module", self.name), make)


TemplateEnvironment.template_class = TraceTemplate


class UnknownNameError(jinja2.UndefinedError):
    """A template asks for a name that it does not receive, or that a value does not have."""

    def __init__(self, message: str | None = None, *, owner: object = missing, name: str | int = "") -> None:
        super().__init__(message)
        self.owner, self.name = owner, name


class _Undefined(jinja2.StrictUndefined):
    """Raises wherever it is used, and keeps the name and the value that was asked for it."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: str | None = None, exc: Any = None
    ) -> None:
        with_owner: Any = partial(UnknownNameError, owner=obj, name=name or "")
        super().__init__(hint, obj, name, exc or with_owner)


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
        except jinja2.TemplateNotFound:  # an OSError, too
            raise
        except OSError as error:
            message = f"the template cannot be read: {error.strerror}"
            raise jinja2.TemplateSyntaxError(message, 1, template, error.filename) from None


class _CompiledTemplates(jinja2.BytecodeCache):
    """Compiled templates by content: in memory for this process, and in the cache for later ones.

    The cache checks each entry, and Jinja checks the template's text and the version of Python. An entry that
    cannot be read is compiled again.
    """

    KIND = "templates"
    _memory: dict[str, bytes] = {}  # noqa: RUF012  (shared by all builds of a process)

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def load_bytecode(self, bucket: Bucket) -> None:
        key = _key(bucket)
        code = self._memory.get(key)
        if code is None:
            stored = self._cache.get(self.KIND, key)
            if not isinstance(stored, str):
                return
            try:
                code = base64.b85decode(stored)
            except ValueError:
                return
            self._memory[key] = code
        bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        key = _key(bucket)
        self._memory[key] = bucket.bytecode_to_string()
        self._cache.put(self.KIND, key, base64.b85encode(self._memory[key]).decode())


def _key(bucket: Bucket) -> str:
    """A hash of what compiling depends on: the template's name, file and text, Jinja, the filters."""
    environment = bucket.environment
    names = " ".join(sorted((*environment.filters, *environment.tests)))
    return key_of(jinja2.__version__, bucket.key, bucket.checksum, names)
