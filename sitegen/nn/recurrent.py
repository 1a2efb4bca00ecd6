"""Recurrent layers read a sequence step by step and carry a hidden state along.

This module has the base class and the plain RNN; `lstm` and `gru` add the gates. Internally, time is the
first axis, so that each step is one contiguous block and the input part of all steps is one matrix product.

Letters: B batch, T time, D input features, H hidden size, G gates (1, 3 or 4).
"""

import math
from typing import Any

import numpy as np

from sitegen.nn.activation import tanh
from sitegen.nn.array import Array, check_features, check_shape, check_sizes
from sitegen.nn.init import check_generator, uniform
from sitegen.nn.module import Layer
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn


class Recurrent(Layer):
    """What all recurrent layers share: the weights, and everything that is done for all steps at once.

    After ``forward``, ``state`` holds the last state, to be passed on as ``layer(x, state=...)``; after
    ``backward``, ``grad_state`` holds the gradient of the first state. A state is a tuple of (B, H) arrays.

    Shape:
        x: (B, T, in_features). output: (B, T, hidden_size), the hidden state after every step.
        weight_ih: (G·H, D). weight_hh: (G·H, H). bias: (G·H,). All start as U(±1/√H), as in PyTorch.

    Args:
        in_features: D.
        hidden_size: H.
        rng: where the first weights are drawn from.

    Raises:
        TypeError: an input or state of another dtype, or ``rng`` is not a Generator.
        ValueError: an input or state of another shape, or a size below 1.
    """

    gates = 1
    states = 1

    def __init__(self, in_features: int, hidden_size: int, *, rng: np.random.Generator) -> None:
        super().__init__()
        owner = type(self).__name__
        check_sizes(owner, in_features=in_features, hidden_size=hidden_size)
        check_generator(owner, rng)
        self.in_features, self.hidden_size = in_features, hidden_size
        bound, rows = 1 / math.sqrt(hidden_size), self.gates * hidden_size
        self.weight_ih = Parameter(uniform((rows, in_features), rng, bound), "weight_ih")
        self.weight_hh = Parameter(uniform((rows, hidden_size), rng, bound), "weight_hh")
        self.bias = Parameter(uniform((rows,), rng, bound), "bias")
        self.state: tuple[Array, ...] = ()
        self.grad_state: tuple[Array, ...] = ()

    def unroll(self, projected: Array, state: tuple[Array, ...]) -> tuple[Array, tuple[Any, ...]]:
        """Run all steps from ``projected`` (T, B, G·H); return the states (T+1, B, H) and what to keep."""
        raise NotImplementedError

    def unroll_backward(self, grad: Array, hidden: Array, saved: tuple[Any, ...]) -> Array:
        """Run back through all steps; set ``grad_state``, add to ``weight_hh.grad``, return d projected."""
        raise NotImplementedError

    def forward(self, x: Array, state: tuple[Array, ...] | None = None) -> Array:
        """Return the hidden state after every step; without a ``state`` the first one is zero."""
        owner, dtype = type(self).__name__, self.weight_ih.value.dtype
        check_features(owner, x, self.in_features, dtype, ndim=3)
        batch, time, _ = x.shape
        if time == 0:
            raise ValueError(f"{owner}: x expected at least one time step, received shape {x.shape}")
        if state is None:
            state = (np.zeros((batch, self.hidden_size), dtype),) * self.states
        if len(state) != self.states:
            raise ValueError(f"{owner}: state expected {self.states} arrays, received {len(state)}")
        for part in state:
            check_features(f"{owner} state", part, self.hidden_size, dtype, ndim=2)
            check_shape(owner, "state", part, (batch, self.hidden_size))
        rows = np.ascontiguousarray(x.transpose(1, 0, 2)).reshape(time * batch, -1)
        projected = product_nt(rows, self.weight_ih.value, self.bias.value)
        hidden, saved = self.unroll(projected.reshape(time, batch, -1), state)
        output = np.ascontiguousarray(hidden[1:].transpose(1, 0, 2))
        self.save(output, rows, hidden, saved)
        if self.watcher is not None:
            self.watcher("hidden", output)
        return output

    def backward(self, grad: Array, grad_state: tuple[Array, ...] | None = None) -> Array:
        """Go back through time: add to all gradients, return dx; ``grad_state`` is that of the last state."""
        rows, hidden, saved = self.restore(grad)
        batch, time, _ = grad.shape
        zero = np.zeros((batch, self.hidden_size), grad.dtype)
        self.grad_state = grad_state if grad_state is not None else (zero,) * self.states
        for part in self.grad_state:
            check_shape(type(self).__name__, "grad_state", part, zero.shape)
        # A copy even where no reordering is needed: the loops below add to it.
        steps = grad.transpose(1, 0, 2).copy(order="C")
        d_projected = self.unroll_backward(steps, hidden, saved).reshape(time * batch, -1)
        self.weight_ih.grad += product_tn(d_projected, rows)
        self.bias.grad += d_projected.sum(axis=0)
        if not self.input_grad:
            return self.no_input_grad((batch, time, self.in_features), grad)
        dx = product_nn(d_projected, self.weight_ih.value).reshape(time, batch, -1)
        return np.ascontiguousarray(dx.transpose(1, 0, 2))

    def publish(self, **arrays: Array) -> None:
        """Publish arrays with time first, (T, B, ...), as (B, T, ...)."""
        if self.watcher is not None:
            for name, array in arrays.items():
                self.watcher(name, array.swapaxes(0, 1).copy())

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count one multiply-add for every step and weight."""
        del output
        batch, time, features = shapes[0]
        return batch * time * self.gates * self.hidden_size * (features + self.hidden_size)


class RNN(Recurrent):
    """The plain recurrent network: h ← tanh(W_ih·x + W_hh·h + b) (Elman 1990).

    Its error signal is multiplied by W_hhᵀ·(1-h²) at every step back, and so vanishes or explodes (Hochreiter
    1991); `capture` publishes it as ``hidden_grad``. Shapes and arguments are those of `Recurrent`.

    Shape:
        x: (B, T, in_features). output: (B, T, hidden_size), in the weights' dtype.
        state: one array (B, hidden_size).
    """

    def unroll(self, projected: Array, state: tuple[Array, ...]) -> tuple[Array, tuple[Any, ...]]:
        """Apply the formula above at every step."""
        time, batch, size = projected.shape
        hidden = np.empty((time + 1, batch, size), projected.dtype)
        hidden[0] = state[0]
        for t in range(time):
            total = product_nt(hidden[t], self.weight_hh.value)
            total += projected[t]
            tanh(total, hidden[t + 1])
        self.state = (hidden[-1].copy(),)
        return hidden, ()

    def unroll_backward(self, grad: Array, hidden: Array, saved: tuple[Any, ...]) -> Array:
        """Return da = dh·(1-h²) of every step, where dh adds what comes from above and from the next step."""
        del saved
        time, batch, size = grad.shape
        slope = 1 - hidden[1:] * hidden[1:]
        d_projected = np.empty_like(slope)
        d_hidden = grad  # in place: the gradient of every hidden state, with all that comes from later steps
        (carried,) = self.grad_state
        for t in range(time - 1, -1, -1):
            d_hidden[t] += carried
            np.multiply(d_hidden[t], slope[t], out=d_projected[t])
            carried = product_nn(d_projected[t], self.weight_hh.value)
        self.grad_state = (carried,)
        self.weight_hh.grad += product_tn(
            d_projected.reshape(time * batch, -1), hidden[:-1].reshape(time * batch, size)
        )
        self.publish(hidden_grad=d_hidden)
        return d_projected
