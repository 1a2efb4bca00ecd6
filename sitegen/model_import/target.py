"""The model of a site's demo that weights are imported for."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

import numpy as np

from sitegen.errors import Problem, SitegenError, near_miss
from sitegen.execution.run_demo import demos_package
from sitegen.nn import Module


def build_model(target: str, content_folder: Path) -> Module:
    """Return the model that ``demos.NAME:FUNCTION`` makes; the function may take one generator.

    Raises:
        SitegenError: no such module or function, or one that makes something else.
    """
    module_name, _, name = target.partition(":")
    if not name or not module_name.startswith("demos."):
        raise SitegenError(Problem(f"{target!r}: expected demos.NAME:FUNCTION, such as demos.digits:network"))
    with demos_package(content_folder):
        try:
            module = import_module(module_name)
        except ImportError as error:
            raise SitegenError(Problem(f"{target!r}: {error}")) from error
        function = getattr(module, name, None)
        if not callable(function):
            known = [key for key, value in vars(module).items() if callable(value)]
            raise SitegenError(
                Problem(f"{target!r}: {module_name} has no function {name}", hint=near_miss(name, known))
            )
        takes = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
        model = function(*(np.random.default_rng(0) for _ in takes))
    if not isinstance(model, Module):
        raise SitegenError(
            Problem(f"{target!r}: expected a model of sitegen.nn, received {type(model).__name__}")
        )
    return model
