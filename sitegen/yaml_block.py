"""The YAML block of a source: split from the body, and read with the place of every key.

python-frontmatter splits the source and calls the handler below to read the block. The handler composes
YAML nodes instead of values: nodes have a line and a column, duplicate keys are still visible, and plain
scalars are still the author's own characters. `no` is text and `1.10` stays `1.10`; only the schema decides
what is a number or a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePath
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from sitegen.errors import FrontMatterError, Problem
from sitegen.validation import KeyPath

LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is eight times faster
CODE = "front-matter"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Control characters but tab and newline, and halves of surrogate pairs: no HTML page may contain them."""

MOST_VALUES = 10_000
"""How many values a block may have; a longer one, as many as it has characters. Aliases give more."""

MOST_LEVELS = 20
"""How deep lists and tables may be nested."""


@dataclass
class Block:
    """What one source contains: its values with their places, and its body."""

    values: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    value_places: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    duplicates: list[tuple[str, tuple[int, int], int]] = field(default_factory=list)
    """Key, place, and the line of the first one."""
    body: str = ""
    body_line: int = 1


class PlacedYAMLHandler(BaseHandler):
    """A handler for python-frontmatter that records the place of every key and of the body."""

    FM_BOUNDARY = re.compile(r"^-{3}[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self, path: PurePath, known: Collection[str] = ()) -> None:
        """Make a handler for one source.

        Args:
            path: the source to name in problems.
            known: keys whose values a schema reads; the values of other keys get types here.
        """
        super().__init__()
        self.path = path
        self.known = known
        self.block = Block()
        self.most = self.left = MOST_VALUES

    def split(self, text: str) -> tuple[str, str]:
        """Cut the block from the body at the second line of three hyphens.

        Raises:
            FrontMatterError: there is no second line of three hyphens.
        """
        try:
            block, body = super().split(text)
        except ValueError:
            message = "the front matter has no end: expected a second line '---'"
            hint = "put a line '---' between the last key and the text"
            raise FrontMatterError(Problem(message, self.path, 1, 1, hint, CODE)) from None
        self.block.body = body.removeprefix("\n")
        self.block.body_line = block.count("\n") + 2
        return block.removeprefix("\n"), self.block.body

    def load(self, fm: str) -> dict[str, Any]:
        """Compose the block and return its values; their places go into `block`.

        Raises:
            FrontMatterError: it is not YAML, or not a table of keys.
        """
        if found := CONTROL.search(fm):
            line, column = (
                fm.count("\n", 0, found.start()) + 2,
                found.start() - fm.rfind("\n", 0, found.start()),
            )
            raise FrontMatterError(control_problem(found[0], self.path, line, column))
        try:
            root = yaml.compose(fm, Loader=LOADER)
        except yaml.MarkedYAMLError as error:
            raise FrontMatterError(yaml_problem(error, fm, self.path, first_line=2, code=CODE)) from None
        except yaml.YAMLError as error:  # a character that YAML does not allow
            raise FrontMatterError(
                Problem(f"not valid YAML: {error}".replace("\n", " "), self.path, 2, 1, code=CODE)
            ) from None
        if root is None:
            return {}
        if not isinstance(root, yaml.MappingNode):
            raise FrontMatterError(
                Problem("expected keys and values such as 'title: A title'", self.path, 2, 1, code=CODE)
            )
        self.most = self.left = max(MOST_VALUES, len(fm))
        for key, node, place in self._keys(root):
            name = key.casefold()
            if name in self.block.values:
                first = self.block.places[name,][0]
                self.block.duplicates.append((name, place, first))
                continue
            self.block.places[name,] = place
            self.block.values[name] = self._value(node, (name,), typed=self._is_typed(name))
        return self.block.values

    def _is_typed(self, name: str) -> bool:
        return name == "extra" or name not in self.known

    def _keys(self, node: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node, tuple[int, int]]]:
        for key, value in node.value:
            yield str(key.value), value, _place(key)

    def _value(self, node: yaml.Node, key: KeyPath, *, typed: bool) -> Any:
        self.block.value_places[key] = _place(node)
        if len(key) > MOST_LEVELS:  # an alias that holds itself would never end
            raise FrontMatterError(
                Problem(f"{key[0]}: nested too deeply", self.path, *_place(node), code=CODE)
            )
        self.left -= 1
        if self.left < 0:  # without aliases, a block has fewer values than characters
            message = f"{key[0]}: the aliases (*) repeat more than {self.most:,} values"
            raise FrontMatterError(Problem(message, self.path, *self.block.places[key[:1]], code=CODE))
        if isinstance(node, yaml.ScalarNode):
            return scalar_value(node, typed=typed)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*key, index), typed=typed) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.MappingNode)  # noqa: S101  (the only kind that is left)
        values: dict[str, Any] = {}
        for name, child, place in self._keys(node):
            if name in values:
                self.block.duplicates.append(
                    (".".join((*map(str, key), name)), place, self.block.places[*key, name][0])
                )
            self.block.places[*key, name] = place
            values[name] = self._value(child, (*key, name), typed=typed)
        return values


def control_message(character: str) -> str:
    """Return what is wrong with a control character in front matter."""
    return f"the control character U+{ord(character):04X} cannot be published"


def control_problem(character: str, path: PurePath, line: int, column: int) -> Problem:
    """Return the problem of a control character in front matter."""
    return Problem(control_message(character), path, line, column, "delete it", CODE)


def _place(node: yaml.Node) -> tuple[int, int]:
    # The block begins on the file's second line, and marks count from 0.
    return node.start_mark.line + 2, node.start_mark.column + 1


def scalar_value(node: yaml.ScalarNode, *, typed: bool) -> Any:
    """The text of a scalar; where no schema decides, YAML 1.2's core types and bare dates."""
    text: str = node.value
    if node.style:  # a quote, or the sign of a block; libyaml gives "" for plain text, the other loader None
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if typed:
        for pattern, convert in CORE_TYPES:
            if re.fullmatch(pattern, text):
                return convert(text)
    return text


CORE_TYPES: tuple[tuple[str, Callable[[str], Any]], ...] = (
    (r"true|True|TRUE|false|False|FALSE", lambda text: text.casefold() == "true"),
    (r"[-+]?\d+", int),
    (r"[-+]?(\d+\.\d*|\.\d+|\d+)([eE][-+]?\d+)?", float),
    (r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)", date.fromisoformat),
)


def yaml_problem(
    error: yaml.MarkedYAMLError, text: str, path: PurePath, *, first_line: int, code: str
) -> Problem:
    """Return what is wrong with a text that is not YAML.

    Args:
        error: of PyYAML, whose lines count from 0.
        text: the YAML.
        path: the file to name.
        first_line: the line of the file on which the text begins.
        code: the rule.
    """
    mark = error.problem_mark or error.context_mark
    if error.context and "quoted scalar" in error.context and error.context_mark:
        mark = error.context_mark  # where the quote opens, not where the file ends
        line = _line_of(text, mark.line)
        if error.problem and "end of stream" in error.problem:
            quote = line[mark.column : mark.column + 1]
            return Problem(
                f"the quote {quote} is not closed", path, mark.line + first_line, mark.column + 1,
                f"close the value with {quote}; inside single quotes, write '' for an apostrophe", code,
            )  # fmt: skip
    line_number, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
    source = _line_of(text, mark.line) if mark else ""
    if error.problem and "mapping values are not allowed" in error.problem and ":" in source:
        key, _, value = source.partition(":")
        quoted = value.strip().replace("'", "''")
        return Problem(
            f"a colon inside the value of {key.strip()!r} needs quotes", path, line_number, column,
            f"write {key.strip()}: '{quoted}'", code,
        )  # fmt: skip
    if source[: column - 1].strip() == "" and source[column - 1 : column] == "\t":
        return Problem("a tab indents this line; YAML wants spaces", path, line_number, column, code=code)
    words = " ".join(part for part in (error.context, error.problem) if part)
    hint = f"quote the value if it begins with one of {'@`%&*!|>{[#'!r}"
    return Problem(f"not valid YAML: {words}", path, line_number, column, hint, code)


def split_source(text: str, path: PurePath, known: Collection[str]) -> Block:
    """Cut a source into its front matter, with the place of each key, and its body.

    Args:
        text: the whole file, with single newlines as line ends and without a byte order mark.
        path: the source to name in problems.
        known: keys whose values a schema reads: they stay text. Other values get YAML's types.

    Raises:
        FrontMatterError: there is no block, it has no end, or it is not YAML.
    """
    handler = PlacedYAMLHandler(path, known)
    first = text.partition("\n")[0]
    if not handler.FM_BOUNDARY.fullmatch(first):  # python-frontmatter would take the whole text as the body
        message = f"expected front matter: a first line '---', received {first[:40]!r}"
        hint = "begin the file with:\n  ---\n  title: A title\n  ---"
        raise FrontMatterError(Problem(message, path, 1, 1, hint, CODE))
    frontmatter.parse(text, handler=handler)
    return handler.block


def _line_of(text: str, number: int) -> str:
    """Return a line; PyYAML reports an open end behind the last line, which is empty."""
    lines = text.split("\n")
    return lines[number] if number < len(lines) else ""
