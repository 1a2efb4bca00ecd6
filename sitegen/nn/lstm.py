"""The long short-term memory: gates around a cell whose content is added to, not multiplied away."""

from typing import Any

import numpy as np

from sitegen.nn.array import Array
from sitegen.nn.elementary import tanh
from sitegen.nn.product import product_nn, product_nt
from sitegen.nn.recurrent import Recurrent, Unrolled


class LSTM(Recurrent):
    """A recurrent layer with memory: c ← f·c + i·g, h ← o·tanh c (Hochreiter, Schmidhuber 1997).

    The gates are i, f, o = sigmoid(...) and the candidate g = tanh(...) of W_ih·x + W_hh·h + b, in the order
    i, f, g, o. Weights and the arguments that are not listed are those of `Recurrent` with G = 4.

    Shape:
        x: (B, T, input_size). returns: (B, T, H), and the last hidden state and cell, (L, B, H) each.

    Args:
        input_size: D.
        hidden_size: H.
        num_layers: layers, each of which reads the outputs of the one before.
        rng: where the first weights are drawn from.
        forget_bias: b_ih of the forget gate at the start; 1 keeps about 73% of the cell at every step.
        time_scales: (shortest, longest) in steps. Instead of ``forget_bias``, units start with b_f = log s
            and b_i = -log s, with s drawn evenly from the range: each then forgets over about s steps (Tallec
            and Ollivier 2018). Without long enough scales a gap of 40 steps is not learnt.
    """

    gates = 4
    states = 2

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        *,
        rng: np.random.Generator,
        forget_bias: float = 1.0,
        time_scales: tuple[float, float] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(input_size, hidden_size, num_layers, rng=rng, **options)
        for name, value in vars(self).items():
            if name.startswith("bias_ih"):
                self._start(value.array, hidden_size, rng, forget_bias, time_scales)

    @staticmethod
    def _start(
        bias: Array,
        hidden_size: int,
        rng: np.random.Generator,
        forget_bias: float,
        time_scales: tuple[float, float] | None,
    ) -> None:
        """Write where a bias starts into it."""
        keep_in, keep_forget = slice(0, hidden_size), slice(hidden_size, 2 * hidden_size)
        if time_scales is None:
            bias[keep_forget] = forget_bias
        else:
            shortest, longest = time_scales
            if not 1 <= shortest <= longest:
                raise ValueError(
                    f"LSTM: time_scales expected 1 ≤ shortest ≤ longest in steps, received {time_scales}"
                )
            scales = np.log(rng.uniform(shortest, longest, hidden_size))
            bias[keep_forget] = scales
            bias[keep_in] = -scales

    def _half_angle(self, dtype: np.dtype) -> Array:
        # sigmoid(a) = tanh(a/2)/2 + 1/2, so one tanh over all four gates does: tanh(a·s)·s + (1-s), s = ½ or
        # 1.
        scale = np.full(4 * self.hidden_size, 0.5, dtype)
        scale[2 * self.hidden_size : 3 * self.hidden_size] = 1
        return scale

    def unroll(self, projected: Array, state: tuple[Array, ...], weight: Array, bias: Any) -> Unrolled:
        """Apply the formulas above at every step, in place."""
        del bias  # it is in ``projected``
        time, batch, _ = projected.shape
        size = self.hidden_size
        hidden = np.empty((time + 1, batch, size), projected.dtype)
        cell, squashed = np.empty_like(hidden), np.empty_like(hidden[1:])
        hidden[0], cell[0] = state
        scale = self._half_angle(projected.dtype)
        shift, scaled = 1 - scale, weight * scale[:, None]
        gates = projected  # becomes the gates in place
        gates *= scale
        for t in range(time):
            a = gates[t]
            a += product_nt(hidden[t], scaled)
            tanh(a, a)
            a *= scale
            a += shift
            np.multiply(a[:, size : 2 * size], cell[t], out=cell[t + 1])
            cell[t + 1] += a[:, :size] * a[:, 2 * size : 3 * size]
            tanh(cell[t + 1], squashed[t])
            np.multiply(a[:, 3 * size :], squashed[t], out=hidden[t + 1])
        if self.watcher is not None:
            i, f, g, o = (gates[:, :, k * size : (k + 1) * size] for k in range(4))
            self.publish(input_gate=i, forget_gate=f, candidate=g, output_gate=o, cell=cell[1:])
        return Unrolled(hidden, cell, (gates, squashed))

    def unroll_backward(
        self, grad: Array, grad_cell: Array | None, run: Unrolled, weight: Array
    ) -> tuple[Array, Array, tuple[Array, ...]]:
        """Go back: dc = dh·o·(1-tanh²c) + dc·f(next), and each gate's gradient times its slope.

        The slopes of all steps are found at once before the loop: y(1-y) for the gates, 1-g² for the
            candidate.
        """
        gates, squashed = run.saved
        cell: Any = run.cell
        size = self.hidden_size
        slope = gates * (1 - gates)
        g = gates[:, :, 2 * size : 3 * size]
        slope[:, :, 2 * size : 3 * size] = 1 - g * g
        through = gates[:, :, 3 * size :] * (1 - squashed * squashed)
        d_projected: Array = np.empty_like(gates)
        d_hidden, d_cell_all = grad, np.empty_like(grad)
        carried, d_cell = np.zeros_like(grad[0]), np.zeros_like(grad[0])
        for t in range(len(grad) - 1, -1, -1):
            d_hidden[t] += carried
            d_cell = d_cell + d_hidden[t] * through[t]
            if grad_cell is not None:
                d_cell += grad_cell[t]
            d_cell_all[t] = d_cell
            a, da = gates[t], d_projected[t]
            np.multiply(d_cell, a[:, 2 * size : 3 * size], out=da[:, :size])
            np.multiply(d_cell, cell[t], out=da[:, size : 2 * size])
            np.multiply(d_cell, a[:, :size], out=da[:, 2 * size : 3 * size])
            np.multiply(d_hidden[t], squashed[t], out=da[:, 3 * size :])
            da *= slope[t]
            d_cell = d_cell * a[:, size : 2 * size]
            carried = product_nn(da, weight)
        self.publish(hidden_grad=d_hidden, cell_grad=d_cell_all)
        return d_projected, d_projected, (carried, d_cell)
