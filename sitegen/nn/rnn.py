"""The plain recurrent network, whose memory fades."""

from typing import Any

import numpy as np

from sitegen.nn.array import Array
from sitegen.nn.elementary import tanh
from sitegen.nn.product import product_nn, product_nt
from sitegen.nn.recurrent import Recurrent, Unrolled


class RNN(Recurrent):
    """The plain recurrent network: h ← tanh(W_ih·x + b_ih + W_hh·h + b_hh) (Elman 1990).

    Its error signal is multiplied by W_hhᵀ·(1-h²) at every step back, and so vanishes or explodes (Hochreiter
    1991); `capture` publishes it as ``hidden_grad``. Shapes and arguments are those of `Recurrent`.

    Shape:
        x: (B, T, input_size). returns: (B, T, H) and (L, B, H), in the weights' dtype.
    """

    def unroll(self, projected: Array, state: tuple[Array, ...], weight: Array, bias: Any) -> Unrolled:
        """Apply the formula above at every step."""
        del bias  # it is in ``projected``
        time, batch, size = projected.shape
        hidden = np.empty((time + 1, batch, size), projected.dtype)
        hidden[0] = state[0]
        for t in range(time):
            total = product_nt(hidden[t], weight)
            total += projected[t]
            tanh(total, hidden[t + 1])
        return Unrolled(hidden, None, ())

    def unroll_backward(
        self, grad: Array, grad_cell: Array | None, run: Unrolled, weight: Array
    ) -> tuple[Array, Array, tuple[Array, ...]]:
        """Return da = dh·(1-h²) of every step, where dh adds what comes from above and from the next step."""
        del grad_cell
        hidden = run.hidden
        slope = 1 - hidden[1:] * hidden[1:]
        d_projected = np.empty_like(slope)
        d_hidden = grad  # in place: the gradient of every hidden state, with all that comes from later steps
        carried = np.zeros_like(grad[0])
        for t in range(len(grad) - 1, -1, -1):
            d_hidden[t] += carried
            np.multiply(d_hidden[t], slope[t], out=d_projected[t])
            carried = product_nn(d_projected[t], weight)
        self.publish(hidden_grad=d_hidden)
        return d_projected, d_projected, (carried,)
