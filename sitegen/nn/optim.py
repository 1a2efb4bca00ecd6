"""The optimisers, under PyTorch's names; `optimizer` has what they share."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from sitegen.nn import lr_scheduler
from sitegen.nn.array import Array, check_positive
from sitegen.nn.kernel import accelerated
from sitegen.nn.optimizer import Group, Optimizer

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Group", "Optimizer", "RMSprop", "adam", "lr_scheduler"]


class SGD(Optimizer):
    """Gradient descent: v ← μv + g, w ← w - lr·v, with momentum μ (Polyak 1964; in PyTorch's form).

    Args:
        params: ``model.parameters()``, or groups.
        lr: the learning rate.
        momentum: μ in [0, 1); 0 is plain descent.
        weight_decay: λ ≥ 0, added to the gradient as λ·w.
        nesterov: look ahead, w ← w - lr·(g + μv) (Nesterov 1983); needs momentum.
    """

    states = ("velocity",)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
    ) -> None:
        options = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay, "nesterov": nesterov}
        super().__init__(params, options)

    def check(self, group: Group) -> None:
        """Refuse an option out of range."""
        super().check(group)
        momentum, nesterov = group["momentum"], group["nesterov"]
        if not 0 <= momentum < 1 or (nesterov and momentum == 0):
            needed = "(0, 1) with nesterov" if nesterov else "[0, 1)"
            raise ValueError(f"SGD: momentum expected in {needed}, received {momentum}")

    def update(self, group: Group, value: Array, grad: Array, state: dict[str, Array], steps: int) -> None:
        """Apply v ← μv + g and w ← w - lr·v."""
        del steps
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * value
        momentum = group["momentum"]
        if momentum:
            velocity = state["velocity"]
            velocity *= momentum
            velocity += grad
            grad = grad + momentum * velocity if group["nesterov"] else velocity
        value -= grad * group["lr"]


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
        params: ``model.parameters()``, or groups.
        lr: the learning rate.
        betas: β₁ and β₂, each in [0, 1).
        eps: ε, above 0.
        weight_decay: λ ≥ 0, added to the gradient as λ·w.
        amsgrad: whether the largest v̂ so far counts (Reddi et al. 2018).
    """

    states: tuple[str, ...] = ("mean", "square")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
    ) -> None:
        if amsgrad:
            self.states = ("mean", "square", "largest")
        options = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        super().__init__(params, options)

    def check(self, group: Group) -> None:
        """Refuse an option out of range."""
        super().check(group)
        if not all(0 <= beta < 1 for beta in group["betas"]):
            raise ValueError(f"{type(self).__name__}: betas expected in [0, 1), received {group['betas']}")
        check_positive(type(self).__name__, eps=group["eps"])

    def update(self, group: Group, value: Array, grad: Array, state: dict[str, Array], steps: int) -> None:
        """Apply the formula above in place."""
        if group["weight_decay"]:
            grad = self.decay(group, value, grad)
        beta1, beta2 = group["betas"]
        # The corrections are numbers, so they are moved out of the arrays: √v̂ = √v / √(1-β₂ᵗ).
        size, correction = group["lr"] / (1 - beta1**steps), 1 / math.sqrt(1 - beta2**steps)
        mean, square = state["mean"], state["square"]
        if "largest" not in state:
            adam(value, grad, mean, square, (beta1, beta2, group["eps"], size, correction))
            return
        mean += (1 - beta1) * (grad - mean)
        square += (1 - beta2) * (grad * grad - square)
        np.maximum(state["largest"], square, out=state["largest"])
        value -= size * mean / (np.sqrt(state["largest"]) * correction + group["eps"])

    def decay(self, group: Group, value: Array, grad: Array) -> Array:
        """Return the gradient with the weight decay added."""
        decayed: Array = grad + group["weight_decay"] * value
        return decayed


class AdamW(Adam):
    """Adam whose decay shrinks the weights directly, w ← w - lr·λ·w, first (Loshchilov and Hutter 2019).

    Args:
        params: ``model.parameters()``, or groups.
        lr: the learning rate.
        betas: β₁ and β₂, each in [0, 1).
        eps: ε, above 0.
        weight_decay: λ ≥ 0.
        amsgrad: whether the largest v̂ so far counts.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.01,
        amsgrad: bool = False,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad)

    def decay(self, group: Group, value: Array, grad: Array) -> Array:
        """Shrink the weights in place; return the gradient as it is."""
        value *= 1 - group["lr"] * group["weight_decay"]
        return grad


class RMSprop(Optimizer):
    """Steps divided by a running root mean square of the gradient: v ← αv + (1-α)g², w ← w - lr·g/(√v + ε).

    (Tieleman and Hinton 2012, in PyTorch's form.)

    Args:
        params: ``model.parameters()``, or groups.
        lr: the learning rate.
        alpha: α in [0, 1).
        eps: ε, above 0.
        weight_decay: λ ≥ 0, added to the gradient as λ·w.
        momentum: μ; the steps g/(√v + ε) are added up as in `SGD`.
    """

    states = ("square", "velocity")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
    ) -> None:
        options = {"lr": lr, "alpha": alpha, "eps": eps, "weight_decay": weight_decay, "momentum": momentum}
        super().__init__(params, options)

    def update(self, group: Group, value: Array, grad: Array, state: dict[str, Array], steps: int) -> None:
        """Apply the formula above in place."""
        del steps
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * value
        square, velocity = state["square"], state["velocity"]
        square *= group["alpha"]
        square += (1 - group["alpha"]) * grad * grad
        move = grad / (np.sqrt(square) + group["eps"])
        if group["momentum"]:
            velocity *= group["momentum"]
            velocity += move
            move = velocity
        value -= group["lr"] * move


class Adagrad(Optimizer):
    """Steps divided by the root of the sum of all squared gradients (Duchi et al. 2011).

    Args:
        params: ``model.parameters()``, or groups.
        lr: the learning rate.
        lr_decay: the rate at step t is lr/(1 + (t-1)·lr_decay).
        weight_decay: λ ≥ 0, added to the gradient as λ·w.
        eps: added to the root.
    """

    states = ("sum",)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        eps: float = 1e-10,
    ) -> None:
        options = {"lr": lr, "lr_decay": lr_decay, "weight_decay": weight_decay, "eps": eps}
        super().__init__(params, options)

    def update(self, group: Group, value: Array, grad: Array, state: dict[str, Array], steps: int) -> None:
        """Apply the formula above in place."""
        if group["weight_decay"]:
            grad = grad + group["weight_decay"] * value
        total = state["sum"]
        total += grad * grad
        value -= group["lr"] / (1 + (steps - 1) * group["lr_decay"]) * grad / (np.sqrt(total) + group["eps"])
