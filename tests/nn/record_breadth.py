"""Record what PyTorch computes for the options and layers beyond those of record_torch.py.

Run where PyTorch is installed, from the root of the repository:
    PYTHONPATH=. python tests/nn/record_breadth.py
What is committed was recorded with PyTorch 2.13.0 (CPU).
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found]
from torch import nn
from torch.nn import functional  # type: ignore[import-not-found]

from tests.nn.record_torch import call, first, record, write


def free_mask(module: nn.Module, x: torch.Tensor) -> torch.Tensor:
    mask = torch.linspace(-1, 1, x.shape[1] ** 2).reshape(x.shape[1], -1)
    return module(x, x, x, attn_mask=mask, need_weights=False)[0]


def packed(module: nn.Module, x: torch.Tensor) -> torch.Tensor:
    lengths = torch.tensor([6, 3])
    together = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True)
    return nn.utils.rnn.pad_packed_sequence(module(together)[0], batch_first=True, total_length=x.shape[1])[0]


def last_cell(module: nn.Module, x: torch.Tensor) -> torch.Tensor:
    return module(x)[1][1]


def layers() -> None:
    randn = torch.randn
    both: dict[str, Any] = {"batch_first": True, "num_layers": 2, "bidirectional": True}
    rows: list[tuple[str, nn.Module, list[torch.Tensor], Callable[..., torch.Tensor], bool]] = [
        ("gelu_exact", nn.GELU(), [3 * randn(3, 5)], call, False),
        ("elu", nn.ELU(0.7), [randn(3, 5)], call, False),
        ("softplus", nn.Softplus(2.0), [randn(3, 5)], call, False),
        ("log_sigmoid", nn.LogSigmoid(), [5 * randn(3, 5)], call, False),
        ("log_softmax", nn.LogSoftmax(-1), [randn(3, 5)], call, False),
        ("prelu", nn.PReLU(5), [randn(3, 5)], call, False),
        ("group_norm", nn.GroupNorm(2, 4), [randn(2, 4, 3, 3)], call, True),
        ("rms_norm", nn.RMSNorm(6), [randn(2, 3, 6)], call, False),
        ("conv2d_grouped", nn.Conv2d(4, 6, 3, padding=1, groups=2), [randn(2, 4, 5, 5)], call, True),
        ("conv2d_depthwise", nn.Conv2d(4, 4, 3, stride=2, groups=4), [randn(2, 4, 6, 5)], call, True),
        ("conv2d_dilated", nn.Conv2d(2, 3, 3, padding=2, dilation=2), [randn(2, 2, 6, 5)], call, True),
        ("conv1d_same", nn.Conv1d(2, 3, 4, padding="same"), [randn(2, 2, 7)], call, True),
        (
            "conv_transpose2d_more",
            nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1, output_padding=1),
            [randn(2, 3, 3, 4)],
            call,
            True,
        ),
        ("max_pool2d_padded", nn.MaxPool2d(3, 2, 1), [randn(2, 3, 5, 6)], call, True),
        ("bilinear", nn.Upsample(scale_factor=3, mode="bilinear"), [randn(2, 3, 3, 4)], call, True),
        ("rnn_stacked", nn.RNN(3, 4, **both), [randn(2, 6, 3)], first, False),
        ("lstm_stacked", nn.LSTM(3, 4, **both), [randn(2, 6, 3)], first, False),
        ("gru_stacked", nn.GRU(3, 4, **both), [randn(2, 6, 3)], first, False),
        ("lstm_packed", nn.LSTM(3, 4, **both), [randn(2, 6, 3)], packed, False),
        ("lstm_cell", nn.LSTM(3, 4, batch_first=True), [randn(2, 6, 3)], last_cell, False),
        ("attention_mask", nn.MultiheadAttention(8, 2, batch_first=True), [randn(2, 4, 8)], free_mask, False),
    ]
    for row in rows:
        record(*row)


def losses() -> None:
    randn = torch.randn
    logits, classes, shares = randn(4, 5), torch.tensor([1, -100, 4, 0]), torch.softmax(randn(4, 5), -1)
    weight = torch.tensor([0.5, 2.0, 1.0, 0.1, 3.0])
    f = functional
    rows: list[tuple[str, Callable[..., torch.Tensor], list[torch.Tensor], int]] = [
        ("smooth", lambda a, b: f.cross_entropy(a, b, weight, label_smoothing=0.1), [logits, classes], 1),
        ("shares", lambda a, b: f.cross_entropy(a, b, weight, label_smoothing=0.1), [logits, shares], 1),
        ("nll", lambda a, b: f.nll_loss(f.log_softmax(a, -1), b, weight), [logits, classes], 1),
        ("l1", f.l1_loss, [logits, shares], 1),
        ("smooth_l1", lambda a, b: f.smooth_l1_loss(a, b, beta=0.5), [logits, shares], 1),
        ("bce", f.binary_cross_entropy, [torch.rand(4, 5), shares], 1),
        ("kl", lambda a, b: f.kl_div(f.log_softmax(a, -1), b, reduction="batchmean"), [logits, shares], 1),
        (
            "cosine",
            lambda a, b, c: f.cosine_embedding_loss(a, b, c, margin=0.1),
            [logits, randn(4, 5), torch.tensor([1, -1, 1, -1])],
            2,
        ),
        (
            "triplet_swap",
            lambda a, b, c: f.triplet_margin_loss(a, b, c, swap=True),
            [randn(4, 5) for _ in "abc"],
            3,
        ),
    ]
    for name, loss, inputs, differentiable in rows:
        arrays: dict[str, Any] = {}
        leaves = [x.clone().requires_grad_(i < differentiable) for i, x in enumerate(inputs)]
        value = loss(*leaves)
        value.backward()
        arrays["value"] = value
        for i, x in enumerate(leaves):
            arrays[f"input.{i}"] = x
            if i < differentiable:
                arrays[f"input_grad.{i}"] = x.grad
        write(f"loss_{name}", arrays)


def optimizers() -> None:
    makers: dict[str, Callable[[Any], torch.optim.Optimizer]] = {
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.9),
        "adagrad": lambda p: torch.optim.Adagrad(p, lr=0.1, lr_decay=0.1),
        "amsgrad": lambda p: torch.optim.Adam(p, lr=0.05, amsgrad=True),
    }
    for name, make in makers.items():
        model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
        x, y = torch.randn(8, 3), torch.randn(8, 2)
        arrays: dict[str, Any] = {"x": x, "y": y}
        arrays.update({f"state.{key}": value.clone() for key, value in model.state_dict().items()})
        optimizer = make(model.parameters())
        for step in range(1, 11):
            optimizer.zero_grad()
            functional.mse_loss(model(x), y).backward()
            optimizer.step()
            if step in (1, 10):
                for key, value in model.state_dict().items():
                    arrays[f"after{step}.{key}"] = value.clone()
        write(f"optimizer_{name}", arrays)


def schedules() -> None:
    schedulers = torch.optim.lr_scheduler
    makers: dict[str, Callable[[torch.optim.Optimizer], Any]] = {
        "StepLR": lambda o: schedulers.StepLR(o, 3, 0.5),
        "MultiStepLR": lambda o: schedulers.MultiStepLR(o, [2, 7], 0.5),
        "ExponentialLR": lambda o: schedulers.ExponentialLR(o, 0.9),
        "CosineAnnealingLR": lambda o: schedulers.CosineAnnealingLR(o, 11, eta_min=0.01),
        "LinearLR": lambda o: schedulers.LinearLR(o, 0.25, 1.0, 4),
        "LambdaLR": lambda o: schedulers.LambdaLR(o, lambda step: 1 / (1 + step)),
        "ReduceLROnPlateau": lambda o: schedulers.ReduceLROnPlateau(o, factor=0.5, patience=1),
    }
    values = [5.0, 4.0, 4.0, 4.0, 4.5, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 2.0]
    arrays: dict[str, Any] = {"values": np.array(values)}
    for name, make in makers.items():
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.2)
        schedule, rates = make(optimizer), []
        for value in values:
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step(*([value] if name == "ReduceLROnPlateau" else []))
        arrays[name] = np.array(rates)
    write("lr_schedulers", arrays)


if __name__ == "__main__":
    torch.manual_seed(20261129)
    torch.set_num_threads(1)
    layers()
    losses()
    optimizers()
    schedules()
