"""Losses: one number that says how wrong a batch is.

    value = criterion(model(x), target)
    value.backward()

The formulas are those of the functions in `loss_functions` and `regression`; ``value.item()`` is a Python
float.
"""

from typing import Any

from sitegen.nn import loss_functions as functions
from sitegen.nn import regression
from sitegen.nn.array import check_positive
from sitegen.nn.loss_functions import check_reduction
from sitegen.nn.module import Module
from sitegen.nn.tensor import Tensor


class Loss(Module):
    """The base class of losses: what is done with the losses of all elements.

    Args:
        reduction: "mean", "sum", or "none" for one loss per element.
    """

    reductions: tuple[str, ...] = ("mean", "sum", "none")

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        if reduction not in self.reductions:
            check_reduction(type(self).__name__, reduction)
        self.reduction = reduction


class CrossEntropyLoss(Loss):
    """The mean of -log p(target), where p is the softmax of the scores: for one class out of C.

    Shape:
        input: (..., C), any float. target: (...), integers in [0, C), or ``ignore_index`` where a place does
            not count; or probabilities (..., C).

    Args:
        weight: how much each class counts, (C,).
        ignore_index: the target that marks padding.
        reduction: see `Loss`; the mean is over the weights of the places that count.
        label_smoothing: the share of every target that is spread evenly over all classes.

    Raises:
        TypeError, ValueError: wrong dtype or shape, a class out of range, or no place that counts.

    Example:
        >>> import numpy as np
        >>> scores = np.zeros((1, 4), np.float32)
        >>> round(CrossEntropyLoss()(scores, np.array([2])).item(), 4)  # a guess among four: log 4
        1.3863
    """

    def __init__(
        self,
        weight: Any = None,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(reduction)
        if not 0 <= label_smoothing <= 1:
            raise ValueError(
                f"CrossEntropyLoss: label_smoothing expected in [0, 1], received {label_smoothing}"
            )
        self.weight, self.ignore_index, self.label_smoothing = weight, ignore_index, label_smoothing

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss."""
        options = (self.ignore_index, self.reduction, self.label_smoothing)
        return functions.cross_entropy(input, target, self.weight, *options)


class NLLLoss(Loss):
    """The mean of -input[target], where input holds log probabilities.

    Shape:
        input: (..., C), any float. target: (...), integers in [0, C), or ``ignore_index``.

    Args:
        weight: how much each class counts, (C,).
        ignore_index: the target that marks padding.
        reduction: see `Loss`.
    """

    def __init__(self, weight: Any = None, ignore_index: int = -100, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.weight, self.ignore_index = weight, ignore_index

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss."""
        return functions.nll_loss(input, target, self.weight, self.ignore_index, self.reduction)


class BCEWithLogitsLoss(Loss):
    """The mean of -(w·t·log p + (1-t)·log(1-p)), where p is the sigmoid of the scores: for yes or no.

    Shape:
        input: (...), any float. target: (...), the same shape, values in [0, 1].

    Args:
        weight: how much each element counts.
        reduction: see `Loss`.
        pos_weight: w, how much more a positive example counts.

    Raises:
        TypeError, ValueError: wrong dtype or shape, or targets outside [0, 1].
    """

    def __init__(self, weight: Any = None, reduction: str = "mean", pos_weight: Any = None) -> None:
        super().__init__(reduction)
        self.weight, self.pos_weight = weight, pos_weight

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss."""
        return functions.binary_cross_entropy_with_logits(
            input, target, self.weight, self.reduction, self.pos_weight
        )


class BCELoss(Loss):
    """The mean of -(t·log p + (1-t)·log(1-p)) of probabilities; `BCEWithLogitsLoss` is more exact.

    Shape:
        input: (...), in [0, 1]. target: (...), the same shape.

    Args:
        weight: how much each element counts.
        reduction: see `Loss`.
    """

    def __init__(self, weight: Any = None, reduction: str = "mean") -> None:
        super().__init__(reduction)
        self.weight = weight

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss."""
        return functions.binary_cross_entropy(input, target, self.weight, self.reduction)


class MSELoss(Loss):
    """The mean of (input - target)².

    Shape:
        input: (...), any float. target: (...), the same shape.
    """

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss."""
        return regression.mse_loss(input, target, self.reduction)


class L1Loss(Loss):
    """The mean of |input - target|.

    Shape:
        input: (...), any float. target: (...), the same shape.
    """

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss."""
        return regression.l1_loss(input, target, self.reduction)


class HuberLoss(Loss):
    """Squared near zero, straight beyond ``delta``: e²/2 for |e| ≤ δ, else δ(|e| - δ/2) (Huber 1964).

    A single outlier then has a gradient of at most ``delta``.

    Shape:
        input: (...), any float. target: (...), the same shape.
    """

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction)
        check_positive("HuberLoss", delta=delta)
        self.delta = float(delta)

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss."""
        return regression.huber_loss(input, target, self.reduction, self.delta)


class SmoothL1Loss(Loss):
    """Huber's loss divided by ``beta``, its δ: its slope far away is 1.

    Shape:
        input: (...), any float. target: (...), the same shape.
    """

    def __init__(self, reduction: str = "mean", beta: float = 1.0) -> None:
        super().__init__(reduction)
        self.beta = float(beta)

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss."""
        return regression.smooth_l1_loss(input, target, self.reduction, self.beta)


class KLDivLoss(Loss):
    """How far a distribution is from the one whose log probabilities are the input: t·(log t - input).

    Shape:
        input: (...), log probabilities. target: (...), the same shape.

    Args:
        reduction: see `Loss`, or "batchmean", the mathematical divergence per row.
        log_target: whether the target holds logarithms too.
    """

    reductions = ("mean", "sum", "none", "batchmean")

    def __init__(self, reduction: str = "mean", log_target: bool = False) -> None:
        super().__init__(reduction)
        self.log_target = log_target

    def forward(self, input: Any, target: Any) -> Tensor:
        """Return the loss."""
        return functions.kl_div(input, target, self.reduction, self.log_target)
