"""Twelve programs as users of PyTorch write them: equal weights give equal losses, in as few statements."""

import ast
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen import nn
from tests.nn.programs.data import NAMES, data

Recording: TypeAlias = Callable[[str], dict[str, NDArray[Any]]]
HERE = Path(__file__).parent


def statements(path: Path) -> int:
    """Count assignments, returns, expressions, loops and blocks."""
    kinds = (ast.Assign, ast.AugAssign, ast.Return, ast.Expr, ast.For, ast.With, ast.If)
    return sum(isinstance(node, kinds) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def step(path: Path) -> str:
    """Return the training step, as it is written."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return next(ast.unparse(node) for node in tree.body if getattr(node, "name", "") == "train")


@pytest.mark.parametrize("name", NAMES)
def test_the_losses_are_those_of_pytorch(name: str, recording: Recording) -> None:
    arrays, program = recording(f"program_{name}"), importlib.import_module(f"tests.nn.programs.{name}")
    models = program.build(np.random.default_rng(0))
    for owner, model in models.items():
        state = {key.removeprefix(f"{owner}:"): x for key, x in arrays.items() if key.startswith(f"{owner}:")}
        model.load_state_dict(nn.from_pytorch(state, model))
    losses = program.train(models, {key: nn.from_numpy(x) for key, x in data(name).items()})
    np.testing.assert_allclose(losses, arrays["losses"], rtol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_the_training_step_is_written_as_in_pytorch(name: str) -> None:
    ours, theirs = HERE / f"{name}.py", HERE / f"{name}_torch.py"
    assert step(ours) == step(theirs)
    assert statements(ours) <= statements(theirs) + 1
