"""The gated recurrent unit: a lighter relative of the LSTM without a separate cell."""

from typing import Any

import numpy as np

from sitegen.nn.activation import sigmoid, tanh
from sitegen.nn.array import Array
from sitegen.nn.init import uniform
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn
from sitegen.nn.recurrent import Recurrent


class GRU(Recurrent):
    """A recurrent layer that blends old and new: h ← (1-z)·n + z·h (Cho et al. 2014, in PyTorch's form).

    r, z = sigmoid(W_ih·x + b + W_hh·h + c) and n = tanh(W_in·x + b_n + r·(W_hn·h + c_n)), in the order r, z,
    n. Shapes and arguments are those of `Recurrent` with G = 3; there is a second bias ``bias_hh`` c (3·H,),
    because c_n stands inside the reset gate's reach.

    Shape:
        x: (B, T, in_features). output: (B, T, hidden_size), in the weights' dtype.
        state: one array (B, hidden_size).
    """

    gates = 3

    def __init__(self, in_features: int, hidden_size: int, *, rng: np.random.Generator) -> None:
        super().__init__(in_features, hidden_size, rng=rng)
        self.bias_hh = Parameter(uniform((3 * hidden_size,), rng, hidden_size**-0.5), "bias_hh")

    def unroll(self, projected: Array, state: tuple[Array, ...]) -> tuple[Array, tuple[Any, ...]]:
        """Apply the formulas above at every step."""
        time, batch, _ = projected.shape
        size = self.hidden_size
        hidden = np.empty((time + 1, batch, size), projected.dtype)
        hidden[0] = state[0]
        gates = projected  # becomes r, z, n in place
        inner = np.empty((time, batch, size), projected.dtype)
        for t in range(time):
            a = gates[t]
            recurrent = product_nt(hidden[t], self.weight_hh.value, self.bias_hh.value)
            a[:, : 2 * size] = sigmoid(a[:, : 2 * size] + recurrent[:, : 2 * size])
            inner[t] = recurrent[:, 2 * size :]
            a[:, 2 * size :] = tanh(a[:, 2 * size :] + a[:, :size] * inner[t])
            z, n = a[:, size : 2 * size], a[:, 2 * size :]
            hidden[t + 1] = n + z * (hidden[t] - n)
        self.state = (hidden[-1].copy(),)
        r, z, n = (gates[:, :, k * size : (k + 1) * size] for k in range(3))
        self.publish(reset_gate=r, update_gate=z, candidate=n)
        return hidden, (gates, inner)

    def unroll_backward(self, grad: Array, hidden: Array, saved: tuple[Any, ...]) -> Array:
        """Go back through the blend, then through each gate; the reset gate scales what reaches W_hn."""
        gates, inner = saved
        time, batch, size = grad.shape
        d_projected: Array = np.empty_like(gates)
        d_recurrent = np.empty_like(gates)
        d_hidden = grad
        (carried,) = self.grad_state
        for t in range(time - 1, -1, -1):
            d_hidden[t] += carried
            dh, da = d_hidden[t], d_projected[t]
            r, z, n = gates[t, :, :size], gates[t, :, size : 2 * size], gates[t, :, 2 * size :]
            da[:, 2 * size :] = dh * (1 - z) * (1 - n * n)
            da[:, :size] = da[:, 2 * size :] * inner[t] * r * (1 - r)
            da[:, size : 2 * size] = dh * (hidden[t] - n) * z * (1 - z)
            d_recurrent[t] = da
            d_recurrent[t, :, 2 * size :] *= r
            carried = dh * z + product_nn(d_recurrent[t], self.weight_hh.value)
        self.grad_state = (carried,)
        flat = d_recurrent.reshape(time * batch, -1)
        self.weight_hh.grad += product_tn(flat, hidden[:-1].reshape(time * batch, size))
        self.bias_hh.grad += flat.sum(axis=0)
        self.publish(hidden_grad=d_hidden)
        return d_projected
