"""Schedules of the learning rate: ``scheduler.step()`` after every ``optimizer.step()``.

The names are those of PyTorch. Each keeps the rates that the optimizer's groups had when it was made, and
multiplies them. For a rate that is set by hand, the functions in `training` give the same curves.
"""

import bisect
import math
from collections.abc import Callable, Sequence

from sitegen.nn.array import check_positive, check_sizes
from sitegen.nn.optimizer import Optimizer


class LRScheduler:
    """The base class: a factor for every step, by which the first rates are multiplied.

    Args:
        optimizer: whose groups get their rates from here.
    """

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer
        self.base_lrs = [group["lr"] for group in optimizer.param_groups]
        self.last_epoch = 0
        self._set()

    def rate(self, base: float, step: int) -> float:
        """Return the rate at ``step`` (from 0) of a group that began with ``base``."""
        raise NotImplementedError

    def step(self) -> None:
        """Go on by one step."""
        self.last_epoch += 1
        self._set()

    def get_last_lr(self) -> list[float]:
        """Return the rate of every group."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def _set(self) -> None:
        for group, base in zip(self.optimizer.param_groups, self.base_lrs, strict=True):
            group["lr"] = self.rate(base, self.last_epoch)


class LambdaLR(LRScheduler):
    """The first rate times ``lr_lambda(step)``."""

    def __init__(self, optimizer: Optimizer, lr_lambda: Callable[[int], float]) -> None:
        self.lr_lambda = lr_lambda
        super().__init__(optimizer)

    def rate(self, base: float, step: int) -> float:
        """Return base·lr_lambda(step)."""
        return base * self.lr_lambda(step)


class StepLR(LRScheduler):
    """The rate is multiplied by ``gamma`` after every ``step_size`` steps."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        check_sizes("StepLR", step_size=step_size)
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer)

    def rate(self, base: float, step: int) -> float:
        """Return base·gamma^⌊step/step_size⌋."""
        return float(base * self.gamma ** (step // self.step_size))


class MultiStepLR(LRScheduler):
    """The rate is multiplied by ``gamma`` at each of the ``milestones``."""

    def __init__(self, optimizer: Optimizer, milestones: Sequence[int], gamma: float = 0.1) -> None:
        self.milestones, self.gamma = sorted(milestones), gamma
        super().__init__(optimizer)

    def rate(self, base: float, step: int) -> float:
        """Return base·gamma^(milestones passed)."""
        return float(base * self.gamma ** bisect.bisect_right(self.milestones, step))


class ExponentialLR(LRScheduler):
    """The rate is multiplied by ``gamma`` at every step."""

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        check_positive("ExponentialLR", gamma=gamma)
        self.gamma = gamma
        super().__init__(optimizer)

    def rate(self, base: float, step: int) -> float:
        """Return base·gamma^step."""
        return float(base * self.gamma**step)


class CosineAnnealingLR(LRScheduler):
    """The rate falls to ``eta_min`` over ``T_max`` steps along half a cosine (Loshchilov and Hutter 2017)."""

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        check_sizes("CosineAnnealingLR", T_max=T_max)
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer)

    def rate(self, base: float, step: int) -> float:
        """Return eta_min + (base - eta_min)·(1 + cos(π·step/T_max))/2."""
        return self.eta_min + (base - self.eta_min) * (1 + math.cos(math.pi * step / self.T_max)) / 2


class LinearLR(LRScheduler):
    """The factor goes from ``start_factor`` to ``end_factor`` in a line over ``total_iters`` steps."""

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1 / 3,
        end_factor: float = 1.0,
        total_iters: int = 5,
    ) -> None:
        self.start_factor, self.end_factor, self.total_iters = start_factor, end_factor, total_iters
        super().__init__(optimizer)

    def rate(self, base: float, step: int) -> float:
        """Return base times the factor at this step."""
        done = min(step, self.total_iters) / self.total_iters
        return base * (self.start_factor + (self.end_factor - self.start_factor) * done)


class ReduceLROnPlateau:
    """The rate is multiplied by ``factor`` after more than ``patience`` steps without a better value.

    Args:
        optimizer: whose groups get their rates from here.
        mode: "min" if lower is better, else "max".
        factor: below 1.
        patience: steps to wait.
        threshold: the share by which a value must be better to count.
        min_lr: the rate does not fall below.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        min_lr: float = 0.0,
    ) -> None:
        if mode not in ("min", "max") or not 0 < factor < 1:
            raise ValueError(
                f'ReduceLROnPlateau: mode expected "min" or "max" and factor in (0, 1), '
                f"received {mode!r}, {factor}"
            )
        self.optimizer, self.mode, self.factor, self.patience = optimizer, mode, factor, patience
        self.threshold, self.min_lr = threshold, min_lr
        self.best, self.waited = math.inf if mode == "min" else -math.inf, 0

    def step(self, value: float) -> None:
        """Go on by one step, with the value that is watched."""
        value = float(value)
        if self.mode == "min":
            better = value < self.best - abs(self.best) * self.threshold if math.isfinite(self.best) else True
        else:
            better = value > self.best + abs(self.best) * self.threshold if math.isfinite(self.best) else True
        if better:
            self.best, self.waited = value, 0
            return
        self.waited += 1
        if self.waited > self.patience:
            self.waited = 0
            for group in self.optimizer.param_groups:
                group["lr"] = max(group["lr"] * self.factor, self.min_lr)
