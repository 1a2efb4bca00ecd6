"""Record what PyTorch computes for the layers, losses and optimisers that both libraries have.

Run where PyTorch and Keras are installed, from the root of the repository:
    KERAS_BACKEND=torch python tests/nn/record_torch.py
It writes tests/nn/fixtures/*.npz, which the daily tests read; PyTorch itself is not needed there. What is
committed was recorded with PyTorch 2.13.0 (CPU) and Keras 3.15.1.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch  # type: ignore[import-not-found]
from torch import nn
from torch.nn import functional  # type: ignore[import-not-found]

FOLDER = Path(__file__).parent / "fixtures"


def write(name: str, arrays: dict[str, Any]) -> None:
    plain = {
        key: np.asarray(value.detach() if torch.is_tensor(value) else value) for key, value in arrays.items()
    }
    with (FOLDER / f"{name}.npz").open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **plain)


def channels_last(x: torch.Tensor) -> torch.Tensor:
    return x.movedim(1, -1)


def record(
    name: str, module: nn.Module, inputs: list[torch.Tensor], run: Callable[..., torch.Tensor], last: bool
) -> None:
    """Record state, inputs, output, and all gradients of the sum of the output times fixed weights."""
    for x in inputs:
        if x.is_floating_point():
            x.requires_grad_()
    state = {f"state.{key}": value.clone() for key, value in module.state_dict().items()}
    output = run(module, *inputs)
    weights = torch.randn_like(output)
    (output * weights).sum().backward()
    arrays: dict[str, Any] = dict(state)
    order = channels_last if last else (lambda x: x)
    arrays["output"], arrays["weights"] = order(output), order(weights)
    for i, x in enumerate(inputs):
        arrays[f"input.{i}"] = order(x)
        if x.is_floating_point():
            arrays[f"input_grad.{i}"] = order(x.grad)
    for key, parameter in module.named_parameters():
        arrays[f"grad.{key}"] = parameter.grad
    for key, value in module.state_dict().items():
        if "running" in key:
            arrays[f"after.{key}"] = value
    write(name, arrays)


def call(module: nn.Module, *inputs: torch.Tensor) -> torch.Tensor:
    return module(*inputs)


def first(module: nn.Module, *inputs: torch.Tensor) -> torch.Tensor:
    return module(*inputs)[0]


PADDING = torch.tensor([[False, False, False, True], [False, False, True, True]])


def attend(module: nn.Module, x: torch.Tensor) -> torch.Tensor:
    return module(x, x, x, key_padding_mask=PADDING, need_weights=False)[0]


def attend_causal(module: nn.Module, x: torch.Tensor) -> torch.Tensor:
    mask = torch.triu(torch.ones(x.shape[1], x.shape[1], dtype=torch.bool), 1)
    return module(x, x, x, attn_mask=mask, need_weights=False)[0]


def attend_memory(module: nn.Module, x: torch.Tensor, memory: torch.Tensor) -> torch.Tensor:
    return module(x, memory, memory, need_weights=False)[0]


def decode(module: nn.Module, x: torch.Tensor, memory: torch.Tensor) -> torch.Tensor:
    mask = torch.triu(torch.ones(x.shape[1], x.shape[1], dtype=torch.bool), 1)
    return module(x, memory, tgt_mask=mask)


def gelu(x: torch.Tensor) -> torch.Tensor:
    return functional.gelu(x, approximate="tanh")


def layers() -> None:
    """Record every layer; images are written channels last."""
    randn = torch.randn
    attention = partial(nn.MultiheadAttention, 8, 2, batch_first=True)
    block: dict[str, Any] = {"dropout": 0.0, "activation": gelu, "batch_first": True}
    rows: list[tuple[str, nn.Module, list[torch.Tensor], Callable[..., torch.Tensor], bool]] = [
        ("linear", nn.Linear(5, 3), [randn(2, 4, 5)], call, False),
        ("conv2d", nn.Conv2d(3, 4, (3, 2), stride=(2, 1), padding=(1, 0)), [randn(2, 3, 7, 6)], call, True),
        ("conv1d", nn.Conv1d(3, 4, 3, stride=2, padding=1), [randn(2, 3, 9)], call, True),
        (
            "conv_transpose2d",
            nn.ConvTranspose2d(3, 2, 3, stride=2, padding=1),
            [randn(2, 3, 4, 5)],
            call,
            True,
        ),
        ("upsample2d", nn.Upsample(scale_factor=2), [randn(2, 3, 2, 3)], call, True),
        ("max_pool2d", nn.MaxPool2d(2), [randn(2, 3, 5, 6)], call, True),
        ("max_pool2d_overlapping", nn.MaxPool2d(3, 2), [randn(2, 3, 7, 7)], call, True),
        ("avg_pool2d", nn.AvgPool2d(2), [randn(2, 3, 4, 5)], call, True),
        ("embedding", nn.Embedding(7, 4), [torch.tensor([[1, 6, 1], [0, 3, 1]])], call, False),
        ("layer_norm", nn.LayerNorm(6), [3 * randn(2, 3, 6) + 1], call, False),
        ("batch_norm", nn.BatchNorm2d(3), [2 * randn(4, 3, 2, 2) - 1], call, True),
        ("rnn", nn.RNN(3, 5, batch_first=True), [randn(2, 6, 3)], first, False),
        ("lstm", nn.LSTM(3, 5, batch_first=True), [randn(2, 6, 3)], first, False),
        ("gru", nn.GRU(3, 5, batch_first=True), [randn(2, 6, 3)], first, False),
        ("attention_padded", attention(), [randn(2, 4, 8)], attend, False),
        (
            "attention_causal",
            attention(),
            [randn(2, 5, 8)],
            attend_causal,
            False,
        ),
        (
            "attention_memory",
            attention(),
            [randn(2, 3, 8), randn(2, 5, 8)],
            attend_memory,
            False,
        ),
        ("tanh", nn.Tanh(), [randn(3, 5)], call, False),
        ("sigmoid", nn.Sigmoid(), [randn(3, 5)], call, False),
        ("relu", nn.ReLU(), [randn(3, 5)], call, False),
        ("leaky_relu", nn.LeakyReLU(0.1), [randn(3, 5)], call, False),
        ("silu", nn.SiLU(), [randn(3, 5)], call, False),
        ("gelu", nn.GELU(approximate="tanh"), [randn(3, 5)], call, False),
        ("softmax", nn.Softmax(-1), [randn(3, 5)], call, False),
    ]
    for norm_first in (True, False):
        order = "first" if norm_first else "last"
        encoder = nn.TransformerEncoderLayer(8, 2, 12, norm_first=norm_first, **block)
        decoder = nn.TransformerDecoderLayer(8, 2, 12, norm_first=norm_first, **block)
        rows.append((f"encoder_norm_{order}", encoder, [randn(2, 4, 8)], call, False))
        rows.append((f"decoder_norm_{order}", decoder, [randn(2, 3, 8), randn(2, 5, 8)], decode, False))
    for row in rows:
        record(*row)


def losses() -> None:
    """Record value and gradients of every loss."""
    randn = torch.randn
    logits, targets = randn(4, 5), torch.tensor([1, -100, 4, 0])
    yes = torch.rand(4, 5)
    alike = torch.tensor([1.0, 0.0, 0.0, 1.0])

    def contrastive(a: torch.Tensor, b: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
        d = functional.pairwise_distance(a, b, eps=0)
        return (same * d**2 / 2 + (1 - same) * functional.relu(3 - d) ** 2 / 2).mean()

    def triplet(a: torch.Tensor, b: torch.Tensor, c: torch.Tensor) -> torch.Tensor:
        return functional.triplet_margin_loss(a, b, c, margin=2.0, eps=0)

    def weighted(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return functional.binary_cross_entropy_with_logits(a, b, pos_weight=torch.tensor(3.0))

    rows: list[tuple[str, Callable[..., torch.Tensor], list[torch.Tensor], int]] = [
        ("cross_entropy", functional.cross_entropy, [logits, targets], 1),
        ("binary_cross_entropy", functional.binary_cross_entropy_with_logits, [logits, yes], 1),
        ("binary_cross_entropy_weighted", weighted, [logits, yes], 1),
        ("mean_squared_error", functional.mse_loss, [logits, yes], 1),
        ("huber", lambda a, b: functional.huber_loss(a, b, delta=0.7), [logits, yes], 1),
        ("contrastive", contrastive, [logits, randn(4, 5), alike], 2),
        ("triplet", triplet, [logits, randn(4, 5), randn(4, 5)], 3),
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
    """Record the parameters after 1 and after 10 steps of every optimiser, and one clipping."""
    makers: dict[str, Callable[[Any], torch.optim.Optimizer]] = {
        "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
        "sgd_momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
        "sgd_nesterov": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
        "adam": lambda p: torch.optim.Adam(p, lr=0.01),
        "adam_decay": lambda p: torch.optim.Adam(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.1),
        "adamw": lambda p: torch.optim.AdamW(p, lr=0.01, weight_decay=0.1),
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
    gradient = nn.Parameter(torch.zeros(5))
    gradient.grad = 4 * torch.randn(5)
    before = gradient.grad.clone()
    norm = nn.utils.clip_grad_norm_([gradient], 1.5)
    write("clip_grad_norm", {"before": before, "norm": norm, "after": gradient.grad})


def schedules() -> None:
    """Record twelve steps of every schedule of the learning rate."""
    makers: dict[str, Callable[[torch.optim.Optimizer], torch.optim.lr_scheduler.LRScheduler]] = {
        "step_decay": lambda o: torch.optim.lr_scheduler.StepLR(o, 3, 0.5),
        "exponential_decay": lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
        "cosine_decay": lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 11, eta_min=0.01),
    }
    arrays: dict[str, Any] = {}
    for name, make in makers.items():
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.2)
        schedule, rates = make(optimizer), []
        for _ in range(12):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step()
        arrays[name] = np.array(rates)
    write("schedules", arrays)


def networks() -> None:
    """Record whole networks whose weights must be converted."""
    cnn = nn.Sequential(
        nn.Conv2d(1, 2, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(32, 3)
    )
    x = torch.randn(2, 1, 8, 8)
    arrays: dict[str, Any] = {f"state.{key}": value for key, value in cnn.state_dict().items()}
    write("network_cnn", {**arrays, "input": channels_last(x), "output": cnn(x)})


def keras_networks() -> None:
    """Record Keras networks with the PyTorch backend."""
    import keras  # type: ignore[import-not-found]

    keras.utils.set_random_seed(7)
    rng = np.random.default_rng(7)
    layer = keras.layers
    head = layer.Dense(2)
    shapes: dict[str, tuple[tuple[int, ...], list[Any]]] = {
        "cnn": (
            (8, 8, 1),
            [
                layer.Conv2D(2, 3, padding="same", activation="relu"),
                layer.MaxPooling2D(2),
                layer.BatchNormalization(epsilon=1e-5),
                layer.Conv2DTranspose(3, 2, strides=2),
                layer.Flatten(),
                layer.Dense(3),
            ],
        ),
        "lstm": (
            (5, 3),
            [layer.LSTM(4, return_sequences=True), layer.LayerNormalization(epsilon=1e-5), head],
        ),
        "gru": ((5, 3), [layer.GRU(4, return_sequences=True), layer.Dense(2)]),
        "rnn": ((5, 3), [layer.Conv1D(4, 3), layer.SimpleRNN(4, return_sequences=True), layer.Dense(2)]),
    }
    for name, (shape, parts) in shapes.items():
        model = keras.Sequential([keras.Input(shape), *parts])
        weights = [(w + 0.1 * rng.standard_normal(w.shape)).astype(np.float32) for w in model.get_weights()]
        model.set_weights([np.abs(w) for w in weights] if name == "cnn" else weights)
        x = rng.standard_normal((2, *shape)).astype(np.float32)
        arrays: dict[str, Any] = {f"weight.{i:02}": w for i, w in enumerate(model.get_weights())}
        write(f"keras_{name}", {**arrays, "input": x, "output": model(x, training=False)})
    inputs = keras.Input((5, 8))
    model = keras.Model(inputs, layer.MultiHeadAttention(2, 4)(inputs, inputs))
    model.set_weights([rng.standard_normal(w.shape).astype(np.float32) for w in model.get_weights()])
    x = rng.standard_normal((2, 5, 8)).astype(np.float32)
    arrays = {f"weight.{i:02}": w for i, w in enumerate(model.get_weights())}
    write("keras_attention", {**arrays, "input": x, "output": model(x, training=False)})


if __name__ == "__main__":
    torch.manual_seed(20240229)
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    layers()
    losses()
    optimizers()
    schedules()
    networks()
    keras_networks()
