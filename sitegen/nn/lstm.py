"""The long short-term memory: gates around a cell whose content is added to, not multiplied away."""

from typing import Any

import numpy as np

from sitegen.nn.activation import tanh
from sitegen.nn.array import Array
from sitegen.nn.product import product_nn, product_nt, product_tn
from sitegen.nn.recurrent import Recurrent


class LSTM(Recurrent):
    """A recurrent layer with memory: c ← f·c + i·g, h ← o·tanh c (Hochreiter, Schmidhuber 1997).

    The gates are i, f, o = sigmoid(...) and the candidate g = tanh(...) of W_ih·x + W_hh·h + b, in the order
    i, f, g, o. Weights are those of `Recurrent` with G = 4.

    Shape:
        x: (B, T, in_features). output: (B, T, hidden_size), in the weights' dtype.
        state: hidden and cell, (B, hidden_size) each.

    Args:
        in_features: D.
        hidden_size: H.
        rng: where the first weights are drawn from.
        forget_bias: b of the forget gate at the start; 1 keeps about 73 % of the cell at every step.
        time_scales: (shortest, longest) in steps. Instead of ``forget_bias``, units start with b_f = log s
            and b_i = -log s, with s drawn evenly from the range: each then forgets over about s steps (Tallec
            and Ollivier 2018). Without long enough scales a gap of 40 steps is not learnt.
    """

    gates = 4
    states = 2

    def __init__(
        self,
        in_features: int,
        hidden_size: int,
        *,
        rng: np.random.Generator,
        forget_bias: float = 1.0,
        time_scales: tuple[float, float] | None = None,
    ) -> None:
        super().__init__(in_features, hidden_size, rng=rng)
        keep_in, keep_forget = slice(0, hidden_size), slice(hidden_size, 2 * hidden_size)
        if time_scales is None:
            self.bias.value[keep_forget] = forget_bias
        else:
            shortest, longest = time_scales
            if not 1 <= shortest <= longest:
                raise ValueError(
                    f"LSTM: time_scales expected 1 ≤ shortest ≤ longest in steps, received {time_scales}"
                )
            scales = np.log(rng.uniform(shortest, longest, hidden_size))
            self.bias.value[keep_forget] = scales
            self.bias.value[keep_in] = -scales

    def _half_angle(self, dtype: np.dtype) -> Array:
        # sigmoid(a) = tanh(a/2)/2 + 1/2, so one tanh over all four gates does: tanh(a·s)·s + (1-s), s = ½ or
        # 1.
        scale = np.full(4 * self.hidden_size, 0.5, dtype)
        scale[2 * self.hidden_size : 3 * self.hidden_size] = 1
        return scale

    def unroll(self, projected: Array, state: tuple[Array, ...]) -> tuple[Array, tuple[Any, ...]]:
        """Apply the formulas above at every step, in place."""
        time, batch, _ = projected.shape
        size = self.hidden_size
        hidden = np.empty((time + 1, batch, size), projected.dtype)
        cell, squashed = np.empty_like(hidden), np.empty_like(hidden[1:])
        hidden[0], cell[0] = state
        scale = self._half_angle(projected.dtype)
        shift, weight = 1 - scale, self.weight_hh.value * scale[:, None]
        gates = projected  # becomes the gates in place
        gates *= scale
        for t in range(time):
            a = gates[t]
            a += product_nt(hidden[t], weight)
            tanh(a, a)
            a *= scale
            a += shift
            np.multiply(a[:, size : 2 * size], cell[t], out=cell[t + 1])
            cell[t + 1] += a[:, :size] * a[:, 2 * size : 3 * size]
            tanh(cell[t + 1], squashed[t])
            np.multiply(a[:, 3 * size :], squashed[t], out=hidden[t + 1])
        self.state = (hidden[-1].copy(), cell[-1].copy())
        i, f, g, o = (gates[:, :, k * size : (k + 1) * size] for k in range(4))
        self.publish(input_gate=i, forget_gate=f, candidate=g, output_gate=o, cell=cell[1:])
        return hidden, (gates, cell, squashed)

    def unroll_backward(self, grad: Array, hidden: Array, saved: tuple[Any, ...]) -> Array:
        """Go back: dc = dh·o·(1-tanh²c) + dc·f(next), and each gate's gradient times its slope.

        The slopes of all steps are found at once before the loop: y(1-y) for the gates, 1-g² for the
            candidate.
        """
        gates, cell, squashed = saved
        time, batch, size = grad.shape
        slope = gates * (1 - gates)
        g = gates[:, :, 2 * size : 3 * size]
        slope[:, :, 2 * size : 3 * size] = 1 - g * g
        through = gates[:, :, 3 * size :] * (1 - squashed * squashed)
        d_projected: Array = np.empty_like(gates)
        d_hidden, d_cell_all = grad, np.empty_like(grad)
        carried, d_cell = self.grad_state
        for t in range(time - 1, -1, -1):
            d_hidden[t] += carried
            d_cell = d_cell + d_hidden[t] * through[t]
            d_cell_all[t] = d_cell
            a, da = gates[t], d_projected[t]
            np.multiply(d_cell, a[:, 2 * size : 3 * size], out=da[:, :size])
            np.multiply(d_cell, cell[t], out=da[:, size : 2 * size])
            np.multiply(d_cell, a[:, :size], out=da[:, 2 * size : 3 * size])
            np.multiply(d_hidden[t], squashed[t], out=da[:, 3 * size :])
            da *= slope[t]
            d_cell = d_cell * a[:, size : 2 * size]
            carried = product_nn(da, self.weight_hh.value)
        self.grad_state = (carried, d_cell)
        flat = d_projected.reshape(time * batch, -1)
        self.weight_hh.grad += product_tn(flat, hidden[:-1].reshape(time * batch, size))
        self.publish(hidden_grad=d_hidden, cell_grad=d_cell_all)
        return d_projected
