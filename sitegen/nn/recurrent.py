"""Recurrent layers read a sequence step by step and carry a hidden state along.

This module has the base class; `rnn`, `lstm` and `gru` add what happens at a step. Internally, time is the
first axis: each step is one contiguous block.

Letters: B batch, T time, D input features, H hidden size, G gates (1, 3 or 4), L layers times directions.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from sitegen.nn.array import Array, check_features, check_shape, check_sizes, describe
from sitegen.nn.autograd import Gradients, needs_grad, record
from sitegen.nn.create import as_tensor, cat, stack, where
from sitegen.nn.dropout import dropout
from sitegen.nn.init import check_generator, uniform
from sitegen.nn.module import Module
from sitegen.nn.parameter import Parameter
from sitegen.nn.product import product_nn, product_nt, product_tn
from sitegen.nn.shaping import plain_index
from sitegen.nn.tensor import Tensor


class Unrolled(NamedTuple):
    """What one direction of one layer leaves: hidden states (T+1, B, H), an LSTM's cells, and the rest."""

    hidden: Array
    cell: Array | None
    saved: tuple[Any, ...]


class Recurrent(Module):
    """What all recurrent layers share: the weights, and everything that is done for all steps at once.

    Shape:
        x: (B, T, input_size). returns: the hidden state after every step, (B, T, H), twice as wide with two
            directions, and the last state, (L, B, H); that of an LSTM is a pair of hidden state and cell.
        weight_ih_l0: (G·H, D). weight_hh_l0: (G·H, H). bias_ih_l0, bias_hh_l0: (G·H,). Later layers are named
            ``_l1`` and so on, the direction backwards ``_reverse``.

    Args:
        input_size: D.
        hidden_size: H.
        num_layers: layers, each of which reads the outputs of the one before.
        bias: whether the biases are added.
        batch_first: False for (T, B, D), as is PyTorch's default.
        dropout: share left out between layers in training.
        bidirectional: whether a second network reads the sequence from its end.
        rng: where the first weights are drawn from: U(±1/√H), as in PyTorch.
        recurrent_bias: whether there is ``bias_hh`` beside ``bias_ih``; in an RNN and an LSTM only their sum
            counts, and textbooks and Keras have one.

    Raises:
        TypeError: an input or state of another dtype, or ``rng`` is not a Generator.
        ValueError: an input or state of another shape, or a size below 1.
    """

    weight_ih_l0: Parameter
    weight_hh_l0: Parameter
    bias_ih_l0: Parameter
    bias_hh_l0: Parameter
    gates = 1
    states = 1
    draws_both = False  # whether the second bias starts at random too, or at 0

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = True,
        dropout: float = 0.0,
        bidirectional: bool = False,
        *,
        rng: np.random.Generator,
        recurrent_bias: bool = True,
    ) -> None:
        super().__init__()
        owner = type(self).__name__
        check_sizes(owner, input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        check_generator(owner, rng)
        self.input_size, self.hidden_size, self.num_layers = input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout, self.rng = bias, batch_first, dropout, rng
        self.bidirectional = bidirectional
        bound, rows = 1 / math.sqrt(hidden_size), self.gates * hidden_size
        for layer in range(num_layers):
            for end in self.ends:
                inputs = hidden_size * len(self.ends) if layer else input_size
                name = f"_l{layer}{end}"
                setattr(self, f"weight_ih{name}", Parameter(uniform((rows, inputs), rng, bound)))
                setattr(self, f"weight_hh{name}", Parameter(uniform((rows, hidden_size), rng, bound)))
                if bias:
                    setattr(self, f"bias_ih{name}", Parameter(uniform((rows,), rng, bound)))
                if bias and (recurrent_bias or self.draws_both):
                    second = uniform((rows,), rng, bound) if self.draws_both else np.zeros(rows, np.float32)
                    setattr(self, f"bias_hh{name}", Parameter(second))

    @property
    def ends(self) -> tuple[str, ...]:
        """The ending of the names of every direction."""
        return ("", "_reverse") if self.bidirectional else ("",)

    def unroll(self, projected: Array, state: tuple[Array, ...], weight: Array, bias: Any) -> Unrolled:
        """Run all steps from ``projected`` (T, B, G·H) and the first state; may write into ``projected``."""
        raise NotImplementedError

    def unroll_backward(
        self, grad: Array, grad_cell: Array | None, run: Unrolled, weight: Array
    ) -> tuple[Array, Array, tuple[Array, ...]]:
        """Return the gradients of ``projected``, of the recurrent products, and of the first state.

        ``grad`` is that of every hidden state, and may be changed; ``grad_cell`` that of every cell, or None.
        """
        raise NotImplementedError

    def forward(self, x: Any, state: Any = None, lengths: Any = None) -> tuple[Tensor, Any]:
        """Return the hidden state after every step, and the last state.

        Args:
            x: the sequences.
            state: the first state, as returned; zeros if not given.
            lengths: (B,), how many steps of each sequence count; outputs behind them are 0.
        """
        owner = type(self).__name__
        source = plain_index(x)
        check_features(owner, source, self.input_size, self.weight_ih_l0.dtype, ndim=3)
        y = x if self.batch_first else as_tensor(x).transpose(0, 1)
        batch, time, _ = plain_index(y).shape
        if time == 0:
            raise ValueError(f"{owner}: x expected at least one time step, received shape {source.shape}")
        count = None if lengths is None else plain_index(lengths)
        if count is not None and (count.shape != (batch,) or count.min() < 1 or count.max() > time):
            raise ValueError(
                f"{owner}: lengths expected {batch} numbers from 1 to {time}, received {describe(count)}"
            )
        states, number = self._first_state(state, batch), len(self.ends)
        last: list[tuple[Tensor, ...]] = []
        for layer in range(self.num_layers):
            outputs = []
            for i, end in enumerate(self.ends):
                first = tuple(part[layer * number + i] for part in states)
                out, final = self._run(y, first, f"_l{layer}{end}", bool(end), count)
                outputs.append(out)
                last.append(final)
            y = outputs[0] if number == 1 else cat(outputs, 2)
            if self.dropout and layer + 1 < self.num_layers:
                y = dropout(y, self.dropout, self.training, rng=self.rng)
        self.publish(hidden=y.array.swapaxes(0, 1))
        parts = [row[0].unsqueeze(0) if len(last) == 1 else stack(row) for row in zip(*last, strict=True)]
        return y if self.batch_first else y.transpose(0, 1), parts[0] if self.states == 1 else tuple(parts)

    def _first_state(self, state: Any, batch: int) -> tuple[Any, ...]:
        shape = (self.num_layers * len(self.ends), batch, self.hidden_size)
        if state is None:
            return (np.zeros(shape, self.weight_ih_l0.dtype),) * self.states
        parts = state if self.states > 1 else (state,)
        if not isinstance(parts, (tuple, list)) or len(parts) != self.states:
            raise ValueError(
                f"{type(self).__name__}: state expected {self.states} arrays, received {describe(state)}"
            )
        for part in parts:
            check_shape(type(self).__name__, "state", plain_index(part), shape)
            check_features(
                f"{type(self).__name__} state",
                plain_index(part),
                self.hidden_size,
                self.weight_ih_l0.dtype,
                ndim=3,
            )
        return tuple(parts)

    def _run(
        self, x: Any, first: tuple[Any, ...], name: str, reverse: bool, lengths: Array | None
    ) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Run one direction of one layer over (B, T, D); return outputs and last state."""
        batch, time, _ = plain_index(x).shape
        rows = np.arange(batch)
        order: Any = None
        if reverse:
            steps = np.arange(time)
            order = (slice(None), slice(None, None, -1))
            if lengths is not None:  # each sequence is turned round within its own length
                back = lengths[:, None] - 1 - steps
                order = (rows[:, None], np.where(back >= 0, back, steps))
            x = as_tensor(x)[order]
        out, cell = self._scan(x, first, name, None if lengths is None else lengths - 1)
        at = (slice(None), -1) if lengths is None else (rows, lengths - 1)
        final = (out[at],) if cell is None else (out[at], cell)
        if order is not None:
            out = out[order]
        if lengths is not None:
            out = where((np.arange(time) < lengths[:, None])[..., None], out, 0.0)
        return out, final

    def _scan(
        self, x: Any, first: tuple[Any, ...], name: str, ends: Array | None
    ) -> tuple[Tensor, Tensor | None]:
        """Record one node for all steps, and one for the last cell, whose gradient goes through the first."""
        holders = vars(self)
        weight_ih, weight_hh = holders[f"weight_ih{name}"], holders[f"weight_hh{name}"]
        bias_ih, bias_hh = holders.get(f"bias_ih{name}"), holders.get(f"bias_hh{name}")
        source, w = plain_index(x), weight_hh.array
        batch, time, features = source.shape
        rows = np.ascontiguousarray(source.transpose(1, 0, 2)).reshape(time * batch, features)
        bias = None if bias_ih is None else bias_ih.array
        if bias_hh is not None and not self.draws_both:
            bias = bias + bias_hh.array
        projected = product_nt(rows, weight_ih.array, bias).reshape(time, batch, w.shape[0])
        starts = tuple(np.asarray(plain_index(part)) for part in first)
        run = self.unroll(projected, starts, w, None if bias_hh is None else bias_hh.array)
        output = np.ascontiguousarray(run.hidden[1:].transpose(1, 0, 2))
        cells: list[Array] = []

        def backward(grad: Array) -> Gradients:
            # A copy even where no reordering is needed: the loops add to it.
            steps = grad.transpose(1, 0, 2).copy(order="C")
            d_cell = cells.pop() if cells else None
            d_projected, d_product, d_first = self.unroll_backward(steps, d_cell, run, w)
            flat, inner = d_projected.reshape(time * batch, -1), d_product.reshape(time * batch, -1)
            d_bias = flat.sum(axis=0)
            dx = None
            if needs_grad(x):
                dx = product_nn(flat, weight_ih.array).reshape(time, batch, features).transpose(1, 0, 2)
            return (
                dx,
                product_tn(flat, rows),
                product_tn(inner, run.hidden[:-1].reshape(time * batch, self.hidden_size)),
                d_bias,
                d_bias if inner is flat or not self.draws_both else inner.sum(axis=0),
                *d_first,
            )

        inputs = (x, weight_ih, weight_hh, bias_ih, bias_hh, *first)
        result = record(output, inputs, backward, type(self).__name__)
        if run.cell is None:
            return result, None
        at = np.full(batch, time - 1) if ends is None else ends

        def keep(grad: Array) -> Gradients:
            d_cell = np.zeros((time, batch, self.hidden_size), grad.dtype)
            d_cell[at, np.arange(batch)] = grad
            cells.append(d_cell)
            return (np.zeros_like(output),)

        return result, record(run.cell[at + 1, np.arange(batch)], (result,), keep, "cell")

    def publish(self, **arrays: Array) -> None:
        """Publish arrays with time first, (T, B, ...), as (B, T, ...)."""
        if self.watcher is not None:
            for name, array in arrays.items():
                self.watcher(name, array.swapaxes(0, 1).copy())

    def multiply_adds(self, shapes: list[tuple[int, ...]], output: tuple[int, ...]) -> int:
        """Count one multiply-add for every step and weight."""
        del output
        weights = (value.array.size for name, value in vars(self).items() if name.startswith("weight_"))
        return shapes[0][0] * shapes[0][1] * int(sum(weights))
