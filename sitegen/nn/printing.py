"""What ``print(model)`` shows: the modules below each other, shapes of their parameters, and counts."""

from typing import Any

from sitegen.nn.parameter import Parameter


def describe_module(module: Any) -> str:
    """Return an indented line for every module, with the shapes of its parameters; the count at the end."""
    count = module.parameter_count
    return "\n".join(_lines(module, "")) + (f"  # {count:,} parameters" if count else "")


def _lines(module: Any, indent: str) -> list[str]:
    own = [f"{name} {value.shape}" for name, value in vars(module).items() if isinstance(value, Parameter)]
    options = [
        f"{name}={value!r}"
        for name, value in vars(module).items()
        if isinstance(value, (bool, int, float, str)) and name != "training" and not own
    ]
    head = f"{type(module).__name__}({', '.join(own or options)}"
    children = list(module.named_children())
    if not children:
        return [f"{head})"]
    lines = [head]
    for name, child in children:
        first, *rest = _lines(child, indent)
        lines += [f"  ({name}): {first}", *(f"  {line}" for line in rest)]
    return [*lines, ")"]
