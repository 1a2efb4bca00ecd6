"""The gated recurrent unit: a lighter relative of the LSTM without a separate cell."""

from typing import Any

import numpy as np

from sitegen.nn.array import Array
from sitegen.nn.elementary import sigmoid, tanh
from sitegen.nn.product import product_nn, product_nt
from sitegen.nn.recurrent import Recurrent, Unrolled


class GRU(Recurrent):
    """A recurrent layer that blends old and new: h ← (1-z)·n + z·h (Cho et al. 2014, in PyTorch's form).

    r, z = sigmoid(W_ih·x + b + W_hh·h + c) and n = tanh(W_in·x + b_n + r·(W_hn·h + c_n)), in the order r, z,
    n. Shapes and arguments are those of `Recurrent` with G = 3; c is ``bias_hh``.

    Shape:
        x: (B, T, input_size). returns: (B, T, H) and (L, B, H), in the weights' dtype.
    """

    gates = 3
    draws_both = True

    def unroll(self, projected: Array, state: tuple[Array, ...], weight: Array, bias: Any) -> Unrolled:
        """Apply the formulas above at every step."""
        time, batch, _ = projected.shape
        size = self.hidden_size
        hidden = np.empty((time + 1, batch, size), projected.dtype)
        hidden[0] = state[0]
        gates = projected  # becomes r, z, n in place
        inner = np.empty((time, batch, size), projected.dtype)
        for t in range(time):
            a = gates[t]
            recurrent = product_nt(hidden[t], weight, bias)
            a[:, : 2 * size] = sigmoid(a[:, : 2 * size] + recurrent[:, : 2 * size])
            inner[t] = recurrent[:, 2 * size :]
            a[:, 2 * size :] = tanh(a[:, 2 * size :] + a[:, :size] * inner[t])
            z, n = a[:, size : 2 * size], a[:, 2 * size :]
            hidden[t + 1] = n + z * (hidden[t] - n)
        if self.watcher is not None:
            r, z, n = (gates[:, :, k * size : (k + 1) * size] for k in range(3))
            self.publish(reset_gate=r, update_gate=z, candidate=n)
        return Unrolled(hidden, None, (gates, inner))

    def unroll_backward(
        self, grad: Array, grad_cell: Array | None, run: Unrolled, weight: Array
    ) -> tuple[Array, Array, tuple[Array, ...]]:
        """Go back through the blend, then through each gate; the reset gate scales what reaches W_hn."""
        del grad_cell
        gates, inner = run.saved
        hidden, size = run.hidden, self.hidden_size
        d_projected: Array = np.empty_like(gates)
        d_recurrent = np.empty_like(gates)
        d_hidden = grad
        carried = np.zeros_like(grad[0])
        for t in range(len(grad) - 1, -1, -1):
            d_hidden[t] += carried
            dh, da = d_hidden[t], d_projected[t]
            r, z, n = gates[t, :, :size], gates[t, :, size : 2 * size], gates[t, :, 2 * size :]
            da[:, 2 * size :] = dh * (1 - z) * (1 - n * n)
            da[:, :size] = da[:, 2 * size :] * inner[t] * r * (1 - r)
            da[:, size : 2 * size] = dh * (hidden[t] - n) * z * (1 - z)
            d_recurrent[t] = da
            d_recurrent[t, :, 2 * size :] *= r
            carried = dh * z + product_nn(d_recurrent[t], weight)
        self.publish(hidden_grad=d_hidden)
        return d_projected, d_recurrent, (carried,)
