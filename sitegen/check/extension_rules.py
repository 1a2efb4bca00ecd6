"""The rules of extensions: each looks at every HTML file of the finished site."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sitegen.errors import ExtensionError, Problem, judged, near_miss, one_of
from sitegen.extension import CheckedPage, Finding
from sitegen.extension.faults import grouped, run
from sitegen.extension.loading import extensions_of
from sitegen.extension.records import CODE, Provided
from sitegen.model import Output, Position

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config


def extension_problems(
    outputs: Collection[Output], config: Config, folder: PurePosixPath
) -> tuple[Problem, ...]:
    """Return what the rules of a site's extensions find, and the faults of the rules.

    Args:
        outputs: all files of the site.
        config: its configuration.
        folder: the output folder's name, which messages put before paths.
    """
    rules = extensions_of(config).of("check")
    levels = {rule.name: rule.settings["severity"] for rule in rules} | dict(config.check.extensions)
    pages = [output for output in outputs if output.output_path.suffix == ".html"]
    wanted = [rule for rule in rules if levels[rule.name] != "ignore"]
    found = [problem for page in pages for problem in _found(page, wanted, folder)] if wanted else []
    return judged(grouped([*_unknown(config, [rule.name for rule in rules]), *found]), levels)


def _found(output: Output, rules: Collection[Provided], folder: PurePosixPath) -> Iterator[Problem]:
    content = output.content if isinstance(output.content, bytes) else output.content.read_bytes()
    path, made = folder / output.output_path, f"this file comes from {output.origin}"
    page = CheckedPage(str(output.output_path), output.origin, content.decode("utf-8", "replace"))
    for rule in rules:
        try:
            for finding in run(rule, page, expected=(tuple,), at=Position(path, 1, 1)):
                if not isinstance(finding, Finding):
                    message = f"{rule}: expected a list of Finding, received {finding!r} in it"
                    yield Problem(message, *rule.place, code=CODE)
                    break
                hint = f"{finding.hint}; {made}" if finding.hint else made
                yield Problem(finding.message, path, finding.line, 1, hint, rule.name)
        except ExtensionError as error:
            yield from error.problems


def _unknown(config: Config, known: Collection[str]) -> Iterator[Problem]:
    """Report severities of rules that no extension has."""
    for name in config.check.extensions:
        if name not in known:
            hint = near_miss(name, known) or (
                f"there are {one_of(known)}" if known else "no extension has rules"
            )
            path, line, column = config.place_of(name) or (None, None, None)
            message = f"[check.extensions]: there is no rule {name!r}"
            yield Problem(message, path, line, column, hint, CODE)
