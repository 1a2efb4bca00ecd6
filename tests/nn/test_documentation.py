"""What holds for the whole library: examples run, names are documented, imports are light, sizes small."""

import ast
import doctest
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen import nn

FOLDER = Path(nn.__file__).parent
MODULES = [
    importlib.import_module(f"sitegen.nn.{module.name}") for module in pkgutil.iter_modules([str(FOLDER)])
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_examples_in_the_docstrings_run(module: ModuleType) -> None:
    assert doctest.testmod(module, extraglobs={"np": np}).failed == 0


def test_the_training_loop_at_the_door_runs() -> None:
    assert nn.__doc__ is not None
    lines = nn.__doc__.split("\n\n")[1:4]
    rng = np.random.default_rng(0)
    names = {**vars(nn), "np": np, "x": rng.standard_normal((8, 2)).astype(np.float32)}
    names.update(targets=np.ones((8, 1), np.float32), grid=np.zeros((4, 2), np.float32))
    names["state"] = {
        name: np.zeros(shape, np.float32)
        for name, shape in {"0.weight": (32, 2), "0.bias": (32,), "2.weight": (1, 32), "2.bias": (1,)}.items()
    }
    exec(inspect.cleandoc("\n" + "\n".join(lines)), names)  # noqa: S102 - our own docstring
    assert isinstance(names["loss"], nn.Tensor)


def test_every_public_name_is_documented() -> None:
    for name in nn.__all__:
        thing = getattr(nn, name)
        if inspect.isclass(thing):
            assert inspect.getdoc(thing), f"{name} has no docstring"
            for method, function in vars(thing).items():
                if inspect.isfunction(function) and not method.startswith("_"):
                    assert function.__doc__, f"{name}.{method} has no docstring"


# These take arrays or parameters of whatever shape there is.
ANY_SHAPE = {
    "Module",
    "Layer",
    "Loss",
    "ModuleDict",
    "ModuleList",
    "count",
    "summary",
    "from_keras",
    "from_pytorch",
    "save_weights",
}


def test_every_layer_loss_and_array_function_states_shapes() -> None:
    for name in set(nn.__all__) - ANY_SHAPE:
        thing = getattr(nn, name)
        if inspect.isclass(thing):
            wanted = issubclass(thing, (nn.Module, nn.Loss, nn.Parameter, nn.Value))
        else:
            wanted = inspect.isfunction(thing) and "ndarray" in str(inspect.signature(thing))
        if wanted and not name.startswith(("load_", "read_")):
            assert "Shape:" in (thing.__doc__ or ""), f"{name} states no shapes"


def test_the_door_exports_what_exists() -> None:
    assert len(set(nn.__all__)) == len(nn.__all__)
    assert all(hasattr(nn, name) for name in nn.__all__)


def imported_names(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_only_numpy_the_standard_library_and_the_library_itself_are_imported() -> None:
    for path in FOLDER.glob("*.py"):
        for name in imported_names(path):
            top = name.split(".")[0]
            allowed = (
                top in {*sys.stdlib_module_names, "numpy"}
                or name == "sitegen.nn"
                or name.startswith("sitegen.nn.")
            )
            assert allowed, f"{path.name} imports {name}"


@pytest.mark.skipif(sys.platform == "emscripten", reason="a browser has no processes")
def test_importing_the_library_loads_nothing_of_the_generator() -> None:
    code = "import sys, json, sitegen.nn; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    tops = {name.split(".")[0] for name in json.loads(run.stdout)}
    assert not tops & {"click", "jinja2", "markdown_it", "pydantic", "yaml", "rich", "torch"}
    ours = {name for name in json.loads(run.stdout) if name.startswith("sitegen.")}
    assert all(name.startswith("sitegen.nn") for name in ours)


def test_no_randomness_but_what_is_passed_in() -> None:
    for path in FOLDER.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert not called.startswith("np.random."), f"{path.name}:{node.lineno} calls {called}"


def test_modules_and_functions_stay_small() -> None:
    lengths = sorted(
        len(path.read_text(encoding="utf-8").splitlines())
        for path in FOLDER.glob("*.py")
        if path.name != "__init__.py"  # a list of names
    )
    assert lengths[-1] <= 260
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 60, f"{path.name}: {node.name} is too long"
