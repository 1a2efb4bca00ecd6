"""Losses of numbers that should be near a target, in units of the target or their squares."""

from typing import Any

import numpy as np

from sitegen.nn.array import Array
from sitegen.nn.autograd import Gradients, needs_grad
from sitegen.nn.loss_functions import goal_like, reduced
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


def mse_loss(input: Any, target: Any, reduction: str = "mean") -> Tensor:
    """Return (input - target)². Shape: (...), both alike; returns one number, or (...)."""
    x = plain_index(input)
    error = x - goal_like("MSELoss", x, target)
    return _of_error("MSELoss", input, target, error * error, 2 * error, reduction)


def l1_loss(input: Any, target: Any, reduction: str = "mean") -> Tensor:
    """Return |input - target|. Shape: (...), both alike; returns one number, or (...)."""
    x = plain_index(input)
    error = x - goal_like("L1Loss", x, target)
    return _of_error("L1Loss", input, target, np.abs(error), np.sign(error), reduction)


def huber_loss(input: Any, target: Any, reduction: str = "mean", delta: float = 1.0) -> Tensor:
    """Return e²/2 for |e| ≤ δ, else δ(|e| - δ/2) (Huber 1964).

    Shape:
        input, target: (...), both alike. returns: one number, or (...).
    """
    x = plain_index(input)
    error = x - goal_like("HuberLoss", x, target)
    bounded = np.clip(error, -delta, delta)
    return _of_error("HuberLoss", input, target, bounded * (error - 0.5 * bounded), bounded, reduction)


def smooth_l1_loss(input: Any, target: Any, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """Return Huber's loss divided by β, with β as its δ. Shape: (...), both alike; returns one or (...)."""
    if beta == 0:
        return l1_loss(input, target, reduction)
    return huber_loss(input, target, reduction, beta) / beta


def _of_error(owner: str, input: Any, target: Any, losses: Array, slope: Array, reduction: str) -> Tensor:
    def backward(grad: Array) -> Gradients:
        dx = slope * grad
        return dx, -dx if needs_grad(target) else None

    return reduced(owner, (input, target), losses, backward, reduction, losses.size)
