"""Optimisers: how the gradients change the parameters, computed on one flat vector for the whole model.

``step`` changes every ``Parameter.value`` in place, but not the gradients. ``lr``, the learning rate, is a
plain attribute: a live slider or a schedule can assign to it at any time.
"""

import math
from collections.abc import Iterable

import numpy as np

from sitegen.nn.array import Array, check_positive
from sitegen.nn.kernel import accelerated
from sitegen.nn.parameter import Parameter, flatten


class Optimizer:
    """The base class of optimisers.

    Shape:
        parameters: of any shape and one dtype, seen as one vector (N,), which `step` changes.

    Args:
        parameters: ``model.parameters()``, or any parameters of one dtype.
        lr: the learning rate, above 0.

    Raises:
        ValueError: no parameters, mixed dtypes, or an option out of range.
    """

    def __init__(self, parameters: Iterable[Parameter], lr: float) -> None:
        check_positive(type(self).__name__, lr=lr)
        self.parameters = list(dict.fromkeys(parameters))
        self.lr = float(lr)
        self.steps = 0
        value, _ = flatten(self.parameters)
        self._scratch: Array = np.empty_like(value)

    def zero_grad(self) -> None:
        """Set all gradients to zero; call it once per step, since backward passes add."""
        flatten(self.parameters)[1].fill(0)

    def step(self) -> None:
        """Change all parameters once, against their gradients."""
        value, grad = flatten(self.parameters)
        if value.dtype != self._scratch.dtype:
            owner = type(self).__name__
            raise TypeError(
                f"{owner}: parameters expected in {self._scratch.dtype}, received {value.dtype}: "
                "make the optimizer after model.astype"
            )
        self.steps += 1
        self.update(value, grad)

    def update(self, value: Array, grad: Array) -> None:
        """Change the flat ``value`` in place by the flat ``grad`` (the formula of the optimiser)."""
        raise NotImplementedError


class SGD(Optimizer):
    """Gradient descent: v ← μv + g, w ← w - lr·v, with momentum μ (Polyak 1964; in PyTorch's form).

    Args:
        parameters: ``model.parameters()``.
        lr: the learning rate.
        momentum: μ in [0, 1); 0 is plain descent.
        weight_decay: λ ≥ 0, added to the gradient as λ·w.
        nesterov: look ahead, w ← w - lr·(g + μv) (Nesterov 1983); needs momentum.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        super().__init__(parameters, lr)
        if not 0 <= momentum < 1 or (nesterov and momentum == 0):
            needed = "(0, 1) with nesterov" if nesterov else "[0, 1)"
            raise ValueError(f"SGD: momentum expected in {needed}, received {momentum}")
        _check_decay("SGD", weight_decay)
        self.momentum, self.weight_decay, self.nesterov = float(momentum), float(weight_decay), nesterov
        self._velocity: Array = np.zeros_like(self._scratch)

    def update(self, value: Array, grad: Array) -> None:
        """Apply v ← μv + g and w ← w - lr·v."""
        if self.weight_decay:
            grad = grad + self.weight_decay * value
        move = grad
        if self.momentum:
            self._velocity *= self.momentum
            self._velocity += grad
            move = grad + self.momentum * self._velocity if self.nesterov else self._velocity
        np.multiply(move, self.lr, out=self._scratch)
        value -= self._scratch


@accelerated
def adam(
    value: Array,
    grad: Array,
    mean: Array,
    square: Array,
    options: tuple[float, float, float, float, float],
) -> Array:
    """Update m and v as in `Adam`, then w ← w - size·m/(√v·correction + ε), all in place; return w.

    Shape:
        value (w), grad (g), mean (m), square (v): (N,), any float. options: β₁, β₂, ε, size, correction.
    """
    beta1, beta2, eps, size, correction = options
    mean *= beta1
    scratch: Array = grad * (1 - beta1)
    mean += scratch
    np.multiply(grad, grad, out=scratch)
    scratch *= 1 - beta2
    square *= beta2
    square += scratch
    np.sqrt(square, out=scratch)
    scratch *= correction
    scratch += eps
    np.divide(mean, scratch, out=scratch)
    scratch *= size
    value -= scratch
    return value


class Adam(Optimizer):
    """Steps scaled by running means of gradient and squared gradient (Kingma and Ba 2015).

    m ← β₁m + (1-β₁)g, v ← β₂v + (1-β₂)g², w ← w - lr·m̂/(√v̂ + ε), where m̂ and v̂ are corrected for starting
    at zero.

    Args:
        parameters: ``model.parameters()``.
        lr: the learning rate.
        betas: β₁ and β₂, each in [0, 1).
        eps: ε, above 0.
        weight_decay: λ ≥ 0, added to the gradient as λ·w.
    """

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(parameters, lr)
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"{type(self).__name__}: betas expected in [0, 1), received {betas}")
        check_positive(type(self).__name__, eps=eps)
        _check_decay(type(self).__name__, weight_decay)
        self.betas, self.eps, self.weight_decay = betas, float(eps), float(weight_decay)
        self._mean: Array = np.zeros_like(self._scratch)
        self._square: Array = np.zeros_like(self._scratch)

    def update(self, value: Array, grad: Array) -> None:
        """Apply the formula above in place."""
        if self.weight_decay:
            grad = self._decay(value, grad)
        beta1, beta2 = self.betas
        # The corrections are numbers, so they are moved out of the arrays: √v̂ = √v / √(1-β₂ᵗ).
        size, correction = self.lr / (1 - beta1**self.steps), 1 / math.sqrt(1 - beta2**self.steps)
        adam(value, grad, self._mean, self._square, (beta1, beta2, self.eps, size, correction))

    def _decay(self, value: Array, grad: Array) -> Array:
        return grad + self.weight_decay * value


class AdamW(Adam):
    """Adam whose decay shrinks the weights directly, w ← w - lr·λ·w, first (Loshchilov and Hutter 2019)."""

    def __init__(
        self,
        parameters: Iterable[Parameter],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(parameters, lr, betas, eps, weight_decay)

    def _decay(self, value: Array, grad: Array) -> Array:
        value *= 1 - self.lr * self.weight_decay
        return grad


def _check_decay(owner: str, weight_decay: float) -> None:
    if weight_decay < 0:
        raise ValueError(f"{owner}: weight_decay expected at least 0, received {weight_decay}")
