"""The base of optimisers: how the gradients change the parameters, on one flat vector for the whole model.

``step`` changes the parameters in place, but not the gradients. ``lr``, the learning rate, is a plain
attribute: a live slider or a schedule can assign to it at any time.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from sitegen.nn.array import Array, check_positive
from sitegen.nn.autograd import PLACES
from sitegen.nn.parameter import Parameter, flatten


class Group(dict[str, Any]):
    """Parameters with options of their own: ``group["lr"]``, ``group["params"]``.

    Attributes:
        span: where the group's parameters lie in the flat vectors of the optimiser.
    """

    span: slice


class Optimizer:
    """The base class of optimisers.

    A parameter without a gradient since ``zero_grad`` keeps its numbers, as in PyTorch.

    Shape:
        params: of any shape and one dtype, seen as one vector (N,), which `step` changes.

    Args:
        params: ``model.parameters()``, any parameters of one dtype, or groups of them with options of their
            own: ``[{"params": ..., "lr": ...}, ...]``.
        defaults: the options.

    Attributes:
        param_groups: the groups, in the order in which they were given.
        lr: the learning rate of the first group; assigning to it sets that of all.

    Raises:
        TypeError: something that is not a `Parameter`.
        ValueError: no parameters, one in two groups, mixed dtypes, or an option out of range.
    """

    states: tuple[str, ...] = ()  # the arrays that are kept between steps

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        given = list(params)
        rows = given if given and isinstance(given[0], dict) else [{"params": given}]
        self.parameters: list[Parameter] = []
        self.param_groups: list[Group] = []
        start = 0
        for row in rows:
            unknown = [name for name in row if name not in defaults and name != "params"]
            if unknown:
                raise ValueError(
                    f"{type(self).__name__}: unknown option {unknown[0]!r} of a group of parameters"
                )
            members = list(dict.fromkeys(_parameters(type(self).__name__, row["params"])))
            group = Group({**defaults, **row, "params": members})
            size = sum(parameter.array.size for parameter in members)
            group.span = slice(start, start + size)
            start += size
            self.check(group)
            self.parameters += members
            self.param_groups.append(group)
        if len(set(self.parameters)) < len(self.parameters):
            raise ValueError(f"{type(self).__name__}: a parameter is in two groups")
        value, self._grad = flatten(self.parameters)
        self._value, self._storage = value, self.parameters[0].storage
        self._dtype = value.dtype
        self._counts = dict.fromkeys(self.parameters, 0)  # steps of every parameter
        self.steps = 0
        self._even = True  # whether every parameter took every step
        self.state: dict[str, Array] = {name: np.zeros_like(value) for name in self.states}

    def check(self, group: Group) -> None:
        """Refuse an option out of range; raises ValueError."""
        check_positive(type(self).__name__, lr=group["lr"])
        if group.get("weight_decay", 0) < 0:
            raise ValueError(
                f"{type(self).__name__}: weight_decay expected at least 0, received {group['weight_decay']}"
            )

    @property
    def lr(self) -> float:
        """The learning rate of the first group."""
        rate: float = self.param_groups[0]["lr"]
        return rate

    @lr.setter
    def lr(self, lr: float) -> None:
        for group in self.param_groups:
            group["lr"] = lr

    def zero_grad(self) -> None:
        """Clear all gradients; call it once per step, since backward passes add."""
        for parameter in self.parameters:
            parameter.filled = False

    def step(self) -> None:
        """Change all parameters that have a gradient once, against it."""
        self.steps += 1
        moved = next(PLACES)
        whole = self._even
        for parameter in self.parameters:
            if parameter.storage is not self._storage:
                self._find()
            if parameter.filled:
                parameter._changed_at = moved
            else:
                whole = False
        value, grad = self._value, self._grad
        if whole:
            for group in self.param_groups:
                self._update(group, group.span, value, grad, self.steps)
            return
        if self._even:
            self._even, self._counts = False, dict.fromkeys(self.parameters, self.steps - 1)
        for group in self.param_groups:
            start = group.span.start
            for parameter in group["params"]:
                span = slice(start, start + parameter.array.size)
                start = span.stop
                if parameter.filled:
                    self._counts[parameter] += 1
                    self._update(group, span, value, grad, self._counts[parameter])

    def _find(self) -> None:
        """Take the new vectors after another optimizer, or ``astype``, has moved the parameters."""
        value, grad = flatten(self.parameters)
        if value.dtype != self._dtype:
            raise TypeError(
                f"{type(self).__name__}: parameters expected in {self._dtype}, received {value.dtype}: "
                "make the optimizer after model.astype"
            )
        self._value, self._grad, self._storage = value, grad, self.parameters[0].storage

    def _update(self, group: Group, span: slice, value: Array, grad: Array, steps: int) -> None:
        if len(self.param_groups) == 1 and span.stop - span.start == len(value):
            self.update(group, value, grad, self.state, steps)
            return
        state = {name: array[span] for name, array in self.state.items()}
        self.update(group, value[span], grad[span], state, steps)

    def update(self, group: Group, value: Array, grad: Array, state: dict[str, Array], steps: int) -> None:
        """Change ``value`` and ``state`` in place by ``grad`` (the formula of the optimiser).

        Args:
            group: the options.
            value: the numbers, (N,).
            grad: the gradients, (N,).
            state: the arrays of the optimiser by name, (N,).
            steps: the number of this step, from 1.
        """
        raise NotImplementedError

    def state_dict(self) -> dict[str, Any]:
        """Return copies of all arrays and options, to go on later with `load_state_dict`."""
        options = [{name: v for name, v in group.items() if name != "params"} for group in self.param_groups]
        return {
            "steps": self.steps,
            "counts": None if self._even else list(self._counts.values()),
            "groups": options,
            **{name: array.copy() for name, array in self.state.items()},
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over what `state_dict` returned for an optimiser of the same kind and size."""
        sizes = {name: array.shape for name, array in self.state.items()}
        received = {name: np.shape(state.get(name, 0)) for name in sizes}
        if received != sizes or len(state.get("groups", ())) != len(self.param_groups):
            raise ValueError(
                f"{type(self).__name__}: the state does not fit; expected {sizes} in "
                f"{len(self.param_groups)} groups, received {received}"
            )
        for name, array in self.state.items():
            array[...] = state[name]
        for group, options in zip(self.param_groups, state["groups"], strict=True):
            group.update(options)
        self.steps, self._even = state["steps"], state["counts"] is None
        if state["counts"] is not None:
            self._counts = dict(zip(self.parameters, state["counts"], strict=True))


def _parameters(owner: str, params: Iterable[Any]) -> list[Parameter]:
    members = [params] if isinstance(params, Parameter) else list(params)
    for member in members:
        if not isinstance(member, Parameter):
            raise TypeError(f"{owner}: params expected parameters, received {type(member).__name__}")
    return members
