"""Mistakes in templates as problems: the template's own line, what was received, the near miss."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import jinja2
from jinja2 import nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.utils import missing

from sitegen.cache import Cache
from sitegen.errors import ExtensionError, Problem, near_miss
from sitegen.model import Position
from sitegen.render.environment import (
    UnknownNameError,
    make_environment,
    template_folders,
    template_names,
)
from sitegen.render.functions import UnknownArgumentError
from sitegen.words import UnknownWordError

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

CODE = "template"
NO_SUCH_WORD = re.compile(r"No (?:filter|test) named '(\w+)'")
UNKNOWN_TAG = re.compile(r"Encountered unknown tag '(\w+)'")
PAIRED_TAGS = ("block", "call", "filter", "for", "if", "macro", "set", "with")
TAGS = (
    *PAIRED_TAGS,
    *(f"end{tag}" for tag in PAIRED_TAGS),
    *("elif", "else", "extends", "from", "import", "include", "raw"),
)


def names_of(value: object) -> tuple[str, ...]:
    """Return the names that a template can ask of a value."""
    if is_dataclass(value) and not isinstance(value, type):
        properties = (name for name, item in vars(type(value)).items() if isinstance(item, property))
        names = (*(item.name for item in fields(value)), *properties)
        return tuple(name for name in names if not name.startswith("_"))
    if isinstance(value, Mapping):
        return tuple(str(key) for key in value)
    return tuple(name for name in dir(value) if not name.startswith("_"))


@dataclass(frozen=True, slots=True)
class TemplateErrors:
    """Turns the exceptions of templates into problems with a place."""

    root: Path
    """The site's folder: paths are shown relative to it."""
    folders: tuple[Path, ...]
    """The folders of templates, the site's own first."""
    environment: jinja2.Environment

    def problem_of(self, error: Exception, context: object, wanted_by: Position | None) -> Problem | None:
        """Return the problem of an exception; None for one that no template raised.

        Args:
            error: what rendering raised.
            context: the dataclass that the template received; None before it was built.
            wanted_by: the place in a source that names the template.
        """
        known: Sequence[str] = (
            self.environment.list_templates() if isinstance(error, jinja2.TemplateNotFound) else ()
        )
        if isinstance(error, jinja2.TemplateSyntaxError):
            return self._syntax(error)
        if isinstance(error, jinja2.TemplatesNotFound):  # a list of names of which none was found
            return self._missing(error, error.templates, known, None)
        if isinstance(error, jinja2.TemplateNotFound):
            return self._missing(error, [error.name or ""], known, wanted_by)
        if isinstance(error, UnknownNameError):
            return self._unknown_name(error, context)
        if isinstance(error, UnknownArgumentError | UnknownWordError):
            return self._unknown_argument(error)
        return self._raised(error)

    def of_extension(self, error: ExtensionError, origin: str) -> Problem:
        """Return the fault of an extension with the line of the template that uses it, and the page.

        Args:
            error: what the extension raised.
            origin: what messages call the output.
        """
        problem, place = error.problems[0], self._place(error)
        if place is None:
            return problem
        file, line = self._shown(place[0]), place[1]
        if problem.path is None:  # the mistake is in the template
            return replace(problem, path=file, line=line)
        hint = f"used at {file}:{line} for {origin}"
        return replace(problem, hint=f"{problem.hint}\n{hint}" if problem.hint else hint)

    def of_own_templates(self) -> Iterator[Problem]:
        """Give a problem for each of the site's own templates that does not parse, used or not."""
        for name in template_names(self.folders[0]):
            try:
                self.environment.get_template(name)
            except jinja2.TemplateSyntaxError as error:
                yield self._syntax(error)

    def _syntax(self, error: jinja2.TemplateSyntaxError) -> Problem:
        """A template that does not parse."""
        hint, message = None, error.message or ""
        if found := NO_SUCH_WORD.search(message):
            hint = near_miss(found[1], (*self.environment.filters, *self.environment.tests))
        elif found := UNKNOWN_TAG.search(message):
            hint = near_miss(found[1], TAGS)
        path = self._shown(error.filename) if error.filename else None
        return Problem(_lowered(message), path, error.lineno, None, hint, CODE)

    def _missing(
        self, error: Exception, names: Sequence[object], known: Sequence[str], wanted_by: Position | None
    ) -> Problem:
        """A template that does not exist: named by another template, or by a source's front matter."""
        asked = " or ".join(repr(str(name)) for name in names)
        folders = ", ".join(str(self._shown(folder)) for folder in self.folders)
        hint = near_miss(str(names[0]), known) if names else None
        hint = hint or f"looked in {folders}"
        place = self._place(error)
        if place is None and wanted_by is not None:
            where = (wanted_by.path, wanted_by.line, wanted_by.column)
            return Problem(f"there is no template {asked}", *where, hint, CODE)
        path, line = place or (None, None)
        column = _column(path, line, str(names[0])) if names else None
        return Problem(f"there is no template {asked}", path and self._shown(path), line, column, hint, CODE)

    def _unknown_name(self, error: UnknownNameError, context: object) -> Problem:
        """A name that the template does not receive, or that the value does not have."""
        file, line = self._place(error) or (None, None)
        if not isinstance(error.name, str):
            message = f"there is no item {error.name!r}: the list is too short"
            return Problem(message, file and self._shown(file), line, code=CODE)
        functions = (name for name in self.environment.globals if name not in DEFAULT_NAMESPACE)
        own = (*names_of(context), *functions)
        known = own if error.owner is missing else names_of(error.owner)
        text, column = error.name, None
        if file is not None and line is not None:
            text, column = _as_written(file, line, error.name)
        hint = near_miss(error.name, known) or (f"there are: {', '.join(known)}" if known else None)
        return Problem(f"unknown name {text!r}", file and self._shown(file), line, column, hint, CODE)

    def _unknown_argument(self, error: UnknownArgumentError | UnknownWordError) -> Problem:
        """A file or page that a function does not find, or words that the function `t` does not find."""
        path, line = self._place(error) or (None, None)
        column = _column(path, line, error.argument)
        hint = near_miss(error.argument, error.known)
        return Problem(str(error), path and self._shown(path), line, column, hint, CODE)

    def _raised(self, error: Exception) -> Problem | None:
        """Anything else that Python raises in a template; None when the exception passed no template."""
        place = self._place(error)
        if place is None:
            return None
        kind = "" if type(error).__module__.startswith("jinja2") else f" ({type(error).__name__})"
        return Problem(f"{_lowered(str(error))}{kind}", self._shown(place[0]), place[1], code=CODE)

    def _place(self, error: Exception) -> tuple[Path, int] | None:
        """The innermost line of a template that the exception passed."""
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            file = Path(frame.filename)
            if frame.lineno and any(file.is_relative_to(folder) for folder in self.folders):
                return file, frame.lineno
        return None

    def _shown(self, file: str | Path) -> PurePath:
        path = Path(file)
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path


def unknown_blocks(config: Config) -> tuple[Problem, ...]:
    """Return a warning for each block, in the site's and the theme's templates, that no parent has.

    Such a block is never shown: a child's blocks replace those of its parents, by name. Templates that do not
    parse, and parents that are computed or missing, are left to rendering, which reports them.
    """
    environment = make_environment(config, Cache(None))
    found: list[Problem] = []
    for folder in template_folders(config)[:-1]:
        if folder.resolve() != template_folders(config)[-1].resolve():
            for name in template_names(folder):
                found += _unknown_blocks_of(folder / name, config.root, environment)
    return tuple(found)


def _unknown_blocks_of(file: Path, root: Path, environment: jinja2.Environment) -> Iterator[Problem]:
    try:
        source = file.read_text(encoding="utf-8")
        tree = environment.parse(source)
        known = _blocks_of_parents(tree, environment)
    except (OSError, UnicodeDecodeError, jinja2.TemplateError):
        return
    if known is None:
        return
    for block in (node for node in tree.body if isinstance(node, nodes.Block)):
        if block.name not in known:
            path = file.relative_to(root) if file.is_relative_to(root) else file
            column = _column(file, block.lineno, block.name)
            hint = near_miss(block.name, known) or f"its parents have: {', '.join(sorted(known))}"
            message = f"the block {block.name!r} is not shown: no parent of the template has it"
            yield Problem(message, path, block.lineno, column, hint, "unknown-block", "warning")


def _blocks_of_parents(tree: nodes.Template, environment: jinja2.Environment) -> set[str] | None:
    """The blocks of a template's parents; None for a template without one, or with a computed one."""
    known: set[str] = set()
    seen: set[str] = set()
    parent = tree.find(nodes.Extends)
    if parent is None:
        return None
    while parent is not None:
        if not isinstance(parent.template, nodes.Const) or parent.template.value in seen:
            return None
        seen.add(parent.template.value)
        source, _, _ = environment.loader.get_source(environment, parent.template.value)  # type: ignore[union-attr]
        tree = environment.parse(source)
        known |= {block.name for block in tree.find_all(nodes.Block)}
        parent = tree.find(nodes.Extends)
    return known


def _as_written(file: Path, line: int, name: str) -> tuple[str, int | None]:
    """The name with what stands before its dot, `page.titel`, and its column."""
    text = _line(file, line)
    found = re.search(rf"(?<![\w.])((?:\w+\.)*){re.escape(name)}\b", text)
    return (found[0], found.start() + 1) if found else (name, None)


def _column(file: Path | None, line: int | None, text: str) -> int | None:
    if file is None or line is None:
        return None
    return _line(file, line).find(text) + 1 or None


def _line(file: Path, line: int) -> str:
    lines = file.read_text(encoding="utf-8").splitlines()
    return lines[line - 1] if line <= len(lines) else ""


def _lowered(message: str) -> str:
    message = message.strip().removesuffix(".")
    return message[:1].lower() + message[1:]
