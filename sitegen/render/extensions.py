"""What extensions add to templates and outputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import jinja2

from sitegen.extension.faults import run
from sitegen.extension.loading import extensions_of
from sitegen.extension.records import Extensions, Provided
from sitegen.render.jobs import ContextBuilder, Job

if TYPE_CHECKING:
    from sitegen.render.environment import TemplateEnvironment


def add_provided(environment: TemplateEnvironment, extensions: Extensions) -> None:
    """Give an environment the filters and functions of extensions; an output records which it uses."""

    def bound(provided: Provided) -> Callable[..., Any]:
        def call(_context: jinja2.runtime.Context, *args: Any, **kwargs: Any) -> Any:
            environment.recorder.read(("extension", provided.extension))
            for value in (*args, *kwargs.values()):
                if isinstance(value, jinja2.Undefined):
                    str(value)  # raises the error of the unknown name
            return run(provided, *args, **kwargs)

        # Jinja runs other filters of constants when it compiles, and stores their results.
        return jinja2.pass_context(call)

    environment.filters |= {one.name: bound(one) for one in extensions.of("filter")}
    environment.globals |= {one.name: bound(one) for one in extensions.of("function")}


def extension_jobs(builder: ContextBuilder) -> Iterator[Job]:
    """Give the job of each output of an extension, which the site has once for all languages."""
    if builder.config.edition:
        return
    for one in extensions_of(builder.config).of("output"):
        path = PurePosixPath(one.name)
        yield Job(str(one), path, f"the extension {one.extension}", lambda *_: None, (), made_by=one)


def made_by_extension(provided: Provided, environment: TemplateEnvironment) -> str | bytes:
    """Return the content of an output of an extension.

    Raises:
        ExtensionError: the extension has a fault.
        DataError: a data file that it reads cannot be used.
    """
    environment.recorder.read(("extension", provided.extension))
    made: str | bytes = run(provided, environment.globals["site"], expected=(str, bytes))
    return made
