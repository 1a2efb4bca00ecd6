"""Losses: one number that says how wrong a batch is, and its gradient with respect to the model's output.

All are called as ``value = loss(output, target)``, then ``model.backward(loss.backward())``. The value is a
Python float: the mean over the batch, in nats for the two entropies, in squared target units for
`MeanSquaredError`.
    Inputs are
not changed. Entropies take scores (logits), not probabilities: fused, the gradient is simply p - t, and
nothing overflows.
"""

import numpy as np

from sitegen.nn.activation import sigmoid, softmax
from sitegen.nn.array import Array, IntArray, check_float, check_indices, check_positive, check_shape


class Loss:
    """What all losses share: the gradient of the latest call waits for ``backward``."""

    def __init__(self) -> None:
        self._grad: Array | None = None

    def backward(self) -> Array:
        """Return the gradient of the latest value with respect to the first argument, shaped like it.

        Raises:
            RuntimeError: the loss was not called before.
        """
        if self._grad is None:
            raise RuntimeError(f"{type(self).__name__}: backward was called before the loss itself")
        return self._grad


class CrossEntropy(Loss):
    """The mean of -log p(target), where p is the softmax of the scores: for one class out of C.

    Shape:
        logits: (..., C), any float. targets: (...), integers in [0, C), or ``ignore`` where a place does not
            count.

    Args:
        ignore: the target that marks padding.

    Raises:
        TypeError, ValueError: wrong dtype or shape, a class out of range, or no place that counts.

    Example:
        >>> round(CrossEntropy()(np.zeros((1, 4), np.float32), np.array([2])), 4)  # a guess among four: log 4
        1.3863
    """

    def __init__(self, ignore: int = -100) -> None:
        super().__init__()
        self.ignore = ignore

    def __call__(self, logits: Array, targets: IntArray) -> float:
        """Return the mean loss over all places that count."""
        check_float("CrossEntropy", logits, "logits")
        check_shape("CrossEntropy", "targets", targets, logits.shape[:-1])
        rows, flat = logits.reshape(-1, logits.shape[-1]), targets.reshape(-1)
        counts = flat != self.ignore
        chosen = np.where(counts, flat, 0) if not counts.all() else flat
        check_indices("CrossEntropy", "targets", chosen, rows.shape[1])
        total = int(counts.sum())
        if total == 0:
            raise ValueError(
                f"CrossEntropy: targets expected at least one that is not {self.ignore}, received none"
            )
        place = np.arange(len(rows))
        shifted = rows - rows.max(axis=-1, keepdims=True)
        losses = np.log(np.exp(shifted).sum(axis=-1)) - shifted[place, chosen]
        grad = softmax(rows)
        grad[place, chosen] -= 1
        grad *= (counts / total).astype(grad.dtype)[:, None]
        self._grad = grad.reshape(logits.shape)
        return float((losses * counts).sum() / total)


class BinaryCrossEntropy(Loss):
    """The mean of -(w·t·log p + (1-t)·log(1-p)), where p is the sigmoid of the scores: for yes or no.

    Shape:
        logits: (...), any float. targets: (...), the same shape, values in [0, 1].

    Args:
        positive_weight: w, how much more a positive example counts.

    Raises:
        TypeError, ValueError: wrong dtype or shape, or targets outside [0, 1].
    """

    def __init__(self, positive_weight: float = 1.0) -> None:
        super().__init__()
        check_positive("BinaryCrossEntropy", positive_weight=positive_weight)
        self.positive_weight = float(positive_weight)

    def __call__(self, logits: Array, targets: Array) -> float:
        """Return the mean loss over all elements."""
        check_float("BinaryCrossEntropy", logits, "logits")
        check_shape("BinaryCrossEntropy", "targets", targets, logits.shape)
        t = targets.astype(logits.dtype, copy=False)
        if t.size and (t.min() < 0 or t.max() > 1):
            raise ValueError(
                f"BinaryCrossEntropy: targets expected in [0, 1], received {t.min()} to {t.max()}"
            )
        # log(1+e⁻ᶻ) = log1p(e^-|z|) + max(-z, 0) never meets a large exponential.
        softplus = np.log1p(np.exp(-np.abs(logits))) + np.maximum(-logits, 0)
        weight = 1 + (self.positive_weight - 1) * t
        losses = (1 - t) * logits + weight * softplus
        p = sigmoid(logits)
        self._grad = ((1 - t) * p - self.positive_weight * t * (1 - p)) / logits.size
        return float(losses.mean())


class MeanSquaredError(Loss):
    """The mean of (output - target)².

    Shape:
        output: (...), any float. target: (...), the same shape.
    """

    def __call__(self, output: Array, target: Array) -> float:
        """Return the mean over all elements."""
        check_float("MeanSquaredError", output, "output")
        check_shape("MeanSquaredError", "target", target, output.shape)
        error = output - target.astype(output.dtype, copy=False)
        self._grad = error * (2 / error.size)
        return float((error * error).mean())


class Huber(Loss):
    """Squared near zero, straight beyond ``delta``: e²/2 for |e| ≤ δ, else δ(|e| - δ/2) (Huber 1964).

    A single outlier then has a gradient of at most ``delta``.

    Shape:
        output: (...), any float. target: (...), the same shape.
    """

    def __init__(self, delta: float = 1.0) -> None:
        super().__init__()
        check_positive("Huber", delta=delta)
        self.delta = float(delta)

    def __call__(self, output: Array, target: Array) -> float:
        """Return the mean over all elements."""
        check_float("Huber", output, "output")
        check_shape("Huber", "target", target, output.shape)
        error = output - target.astype(output.dtype, copy=False)
        bounded: Array = np.clip(error, -self.delta, self.delta)
        self._grad = bounded / error.size
        return float((bounded * (error - 0.5 * bounded)).mean())
