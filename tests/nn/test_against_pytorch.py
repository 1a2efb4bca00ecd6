"""Every layer, loss, optimiser and schedule against what PyTorch computed (see record_torch.py)."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

from sitegen import nn
from sitegen.nn import (
    GELU,
    GRU,
    LSTM,
    RNN,
    SGD,
    Adam,
    AdamW,
    AvgPool2d,
    BatchNorm,
    BCEWithLogitsLoss,
    ContrastiveLoss,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    CrossEntropyLoss,
    Embedding,
    Flatten,
    HuberLoss,
    LayerNorm,
    LeakyReLU,
    Linear,
    MaxPool2d,
    Module,
    MSELoss,
    MultiheadAttention,
    Optimizer,
    Parameter,
    ReLU,
    Sequential,
    Sigmoid,
    SiLU,
    Softmax,
    Tanh,
    Tensor,
    TransformerDecoderLayer,
    TransformerEncoderLayer,
    TripletMarginLoss,
    Upsample2d,
    clip_grad_norm_,
    cosine_decay,
    exponential_decay,
    from_pytorch,
    lr_scheduler,
    step_decay,
)
from sitegen.nn.transformer import gelu_tanh

Recording: TypeAlias = Callable[[str], dict[str, NDArray[Any]]]
RNG = np.random.default_rng(0)
PADDING = np.array([[False, False, False, True], [False, False, True, True]])


def assert_close(received: NDArray[Any], expected: NDArray[Any], name: str = "") -> None:
    np.testing.assert_allclose(received, expected, rtol=2e-5, atol=2e-6, err_msg=name)


def part(arrays: dict[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def block(kind: type[TransformerEncoderLayer | TransformerDecoderLayer], norm_first: bool) -> Module:
    causal = kind is TransformerDecoderLayer
    return kind(8, 2, 12, 0.0, gelu_tanh, rng=RNG, norm_first=norm_first, causal=causal)


# name of the recording, our module, options of its forward pass
LAYERS: list[tuple[str, Module, dict[str, Any]]] = [
    ("linear", Linear(5, 3, rng=RNG), {}),
    ("conv2d", Conv2d(3, 4, (3, 2), (2, 1), (1, 0), rng=RNG), {}),
    ("conv1d", Conv1d(3, 4, 3, 2, 1, rng=RNG), {}),
    ("conv_transpose2d", ConvTranspose2d(3, 2, 3, 2, 1, rng=RNG), {}),
    ("upsample2d", Upsample2d(2), {}),
    ("max_pool2d", MaxPool2d(2), {}),
    ("max_pool2d_overlapping", MaxPool2d(3, 2), {}),
    ("avg_pool2d", AvgPool2d(2), {}),
    ("embedding", Embedding(7, 4, rng=RNG), {}),
    ("layer_norm", LayerNorm(6), {}),
    ("batch_norm", BatchNorm(3), {}),
    ("rnn", RNN(3, 5, rng=RNG), {}),
    ("lstm", LSTM(3, 5, rng=RNG), {}),
    ("gru", GRU(3, 5, rng=RNG), {}),
    ("attention_padded", MultiheadAttention(8, 2, rng=RNG), {"key_padding_mask": PADDING}),
    ("attention_causal", MultiheadAttention(8, 2, rng=RNG), {"is_causal": True}),
    ("attention_memory", MultiheadAttention(8, 2, rng=RNG), {}),
    ("encoder_norm_first", block(TransformerEncoderLayer, True), {}),
    ("encoder_norm_last", block(TransformerEncoderLayer, False), {}),
    ("decoder_norm_first", block(TransformerDecoderLayer, True), {}),
    ("decoder_norm_last", block(TransformerDecoderLayer, False), {}),
    ("tanh", Tanh(), {}),
    ("sigmoid", Sigmoid(), {}),
    ("relu", ReLU(), {}),
    ("leaky_relu", LeakyReLU(0.1), {}),
    ("silu", SiLU(), {}),
    ("gelu", GELU("tanh"), {}),
    ("gelu_exact", GELU(), {}),
    ("softmax", Softmax(), {}),
    ("elu", nn.ELU(0.7), {}),
    ("softplus", nn.Softplus(2.0), {}),
    ("log_sigmoid", nn.LogSigmoid(), {}),
    ("log_softmax", nn.LogSoftmax(), {}),
    ("prelu", nn.PReLU(5), {}),
    ("group_norm", nn.GroupNorm(2, 4), {}),
    ("rms_norm", nn.RMSNorm(6), {}),
    ("conv2d_grouped", Conv2d(4, 6, 3, padding=1, groups=2, rng=RNG), {}),
    ("conv2d_depthwise", Conv2d(4, 4, 3, stride=2, groups=4, rng=RNG), {}),
    ("conv2d_dilated", Conv2d(2, 3, 3, padding=2, dilation=2, rng=RNG), {}),
    ("conv1d_same", Conv1d(2, 3, 4, padding="same", rng=RNG), {}),
    ("conv_transpose2d_more", ConvTranspose2d(3, 2, 3, 2, 1, 1, rng=RNG), {}),
    ("max_pool2d_padded", MaxPool2d(3, 2, 1), {}),
    ("bilinear", Upsample2d(3, "bilinear"), {}),
    ("rnn_stacked", RNN(3, 4, 2, bidirectional=True, rng=RNG), {}),
    ("lstm_stacked", LSTM(3, 4, 2, bidirectional=True, rng=RNG), {}),
    ("gru_stacked", GRU(3, 4, 2, bidirectional=True, rng=RNG), {}),
    ("lstm_packed", LSTM(3, 4, 2, bidirectional=True, rng=RNG), {"lengths": np.array([6, 3])}),
    ("lstm_cell", LSTM(3, 4, rng=RNG), {}),
    (
        "attention_mask",
        MultiheadAttention(8, 2, rng=RNG),
        {"attn_mask": np.linspace(-1, 1, 16, dtype=np.float32).reshape(4, 4)},
    ),
]


@pytest.mark.parametrize(("name", "module", "options"), LAYERS, ids=[row[0] for row in LAYERS])
def test_layers_agree_with_pytorch_forward_and_backward(
    name: str, module: Module, options: dict[str, Any], recording: Recording
) -> None:
    arrays = recording(name)
    module.load_state_dict(from_pytorch(part(arrays, "state."), module))
    inputs = [Tensor(x, x.dtype.kind == "f") for x in part(arrays, "input.").values()]
    result = module(*inputs, **options)
    output = result[0] if isinstance(result, tuple) else result
    if name == "lstm_cell":
        output = result[1][1]
    assert_close(output.array, arrays["output"])
    module.zero_grad()
    output.backward(arrays["weights"])
    for i, leaf in enumerate(inputs):
        if f"input_grad.{i}" in arrays:
            assert leaf.grad is not None
            assert_close(leaf.grad.array, arrays[f"input_grad.{i}"])
    expected = from_pytorch(part(arrays, "grad."), module)
    assert expected.keys() == dict(module.named_parameters()).keys()
    for key, parameter in module.named_parameters():
        assert parameter.grad is not None
        assert_close(parameter.grad.array, expected[key], key)
    for key, after in part(arrays, "after.").items():
        assert_close(module.state_dict()[key], after)


WEIGHT = np.array([0.5, 2.0, 1.0, 0.1, 3.0])
LOSSES: list[tuple[str, Any, int]] = [
    ("cross_entropy", CrossEntropyLoss(), 1),
    ("binary_cross_entropy", BCEWithLogitsLoss(), 1),
    ("binary_cross_entropy_weighted", BCEWithLogitsLoss(pos_weight=3), 1),
    ("mean_squared_error", MSELoss(), 1),
    ("huber", HuberLoss(delta=0.7), 1),
    ("contrastive", ContrastiveLoss(3.0), 2),
    ("triplet", TripletMarginLoss(2.0, eps=0), 3),
    ("smooth", CrossEntropyLoss(WEIGHT, label_smoothing=0.1), 1),
    ("shares", CrossEntropyLoss(WEIGHT, label_smoothing=0.1), 1),
    ("nll", lambda a, b: nn.NLLLoss(WEIGHT)(nn.log_softmax(a), b), 1),
    ("l1", nn.L1Loss(), 1),
    ("smooth_l1", nn.SmoothL1Loss(beta=0.5), 1),
    ("bce", nn.BCELoss(), 1),
    ("kl", lambda a, b: nn.KLDivLoss("batchmean")(nn.log_softmax(a), b), 1),
    ("cosine", nn.CosineEmbeddingLoss(0.1), 2),
    ("triplet_swap", TripletMarginLoss(swap=True), 3),
]


@pytest.mark.parametrize(("name", "loss", "differentiable"), LOSSES, ids=[row[0] for row in LOSSES])
def test_losses_agree_with_pytorch_in_value_and_gradient(
    name: str, loss: Any, differentiable: int, recording: Recording
) -> None:
    arrays = recording(f"loss_{name}")
    inputs = [Tensor(x, i < differentiable) for i, x in enumerate(part(arrays, "input.").values())]
    value = loss(*inputs)
    assert value.item() == pytest.approx(float(arrays["value"]), rel=1e-6)
    value.backward()
    for i, leaf in enumerate(inputs[:differentiable]):
        assert leaf.grad is not None
        np.testing.assert_allclose(leaf.grad.array, arrays[f"input_grad.{i}"], rtol=1e-5, atol=1e-7)


OPTIMIZERS: dict[str, Callable[[list[Parameter]], Optimizer]] = {
    "sgd": lambda p: SGD(p, lr=0.1),
    "sgd_momentum": lambda p: SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
    "sgd_nesterov": lambda p: SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adam": lambda p: Adam(p, lr=0.01),
    "adam_decay": lambda p: Adam(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.1),
    "adamw": lambda p: AdamW(p, lr=0.01, weight_decay=0.1),
    "rmsprop": lambda p: nn.RMSprop(p, lr=0.01, momentum=0.9),
    "adagrad": lambda p: nn.Adagrad(p, lr=0.1, lr_decay=0.1),
    "amsgrad": lambda p: Adam(p, lr=0.05, amsgrad=True),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_ten_steps_of_every_optimizer_agree_with_pytorch(name: str, recording: Recording) -> None:
    arrays = recording(f"optimizer_{name}")
    model = Sequential(Linear(3, 4, rng=RNG), Tanh(), Linear(4, 2, rng=RNG))
    model.load_state_dict(from_pytorch(part(arrays, "state."), model))
    optimizer, criterion = OPTIMIZERS[name](model.parameters()), MSELoss()
    for step in range(1, 11):
        optimizer.zero_grad()
        criterion(model(arrays["x"]), arrays["y"]).backward()
        optimizer.step()
        for key, expected in part(arrays, f"after{step}.").items():
            np.testing.assert_allclose(model.state_dict()[key], expected, rtol=1e-5, atol=1e-6)


def test_clipping_agrees_with_pytorch(recording: Recording) -> None:
    arrays = recording("clip_grad_norm")
    parameter = Parameter(np.zeros(5, np.float32))
    parameter.grad = arrays["before"]
    assert clip_grad_norm_([parameter], 1.5) == pytest.approx(float(arrays["norm"]), rel=1e-6)
    np.testing.assert_allclose(parameter.gradient, arrays["after"], rtol=1e-5)


def test_schedules_agree_with_pytorch(recording: Recording) -> None:
    arrays = recording("schedules")
    steps = range(12)
    np.testing.assert_allclose([step_decay(t, 0.2, 3, 0.5) for t in steps], arrays["step_decay"])
    np.testing.assert_allclose([exponential_decay(t, 0.2, 0.9) for t in steps], arrays["exponential_decay"])
    cosine = [cosine_decay(t, 0.2, total=11, floor=0.01) for t in steps]
    np.testing.assert_allclose(cosine, arrays["cosine_decay"])


SCHEDULERS: dict[str, Callable[[Optimizer], Any]] = {
    "StepLR": lambda o: lr_scheduler.StepLR(o, 3, 0.5),
    "MultiStepLR": lambda o: lr_scheduler.MultiStepLR(o, [2, 7], 0.5),
    "ExponentialLR": lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    "CosineAnnealingLR": lambda o: lr_scheduler.CosineAnnealingLR(o, 11, eta_min=0.01),
    "LinearLR": lambda o: lr_scheduler.LinearLR(o, 0.25, 1.0, 4),
    "LambdaLR": lambda o: lr_scheduler.LambdaLR(o, lambda step: 1 / (1 + step)),
    "ReduceLROnPlateau": lambda o: lr_scheduler.ReduceLROnPlateau(o, factor=0.5, patience=1),
}


@pytest.mark.parametrize("name", SCHEDULERS)
def test_schedulers_agree_with_pytorch(name: str, recording: Recording) -> None:
    arrays = recording("lr_schedulers")
    optimizer = SGD([Parameter(np.zeros(1, np.float32))], lr=0.2)
    scheduler, rates = SCHEDULERS[name](optimizer), []
    for value in arrays["values"]:
        rates.append(optimizer.lr)
        scheduler.step(*([value] if name == "ReduceLROnPlateau" else []))
    np.testing.assert_allclose(rates, arrays[name], rtol=1e-12)


def test_a_flattened_image_is_reordered_for_the_layer_behind_it(recording: Recording) -> None:
    arrays = recording("network_cnn")
    model = Sequential(
        Conv2d(1, 2, 3, padding="same", rng=RNG), ReLU(), MaxPool2d(2), Flatten(), Linear(32, 3, rng=RNG)
    )
    state = part(arrays, "state.")
    model.load_state_dict(from_pytorch(state, model, flattened={"4": (2, 4, 4)}))
    assert_close(model.predict(arrays["input"]), arrays["output"])
    model.load_state_dict(from_pytorch(state, model))
    assert np.abs(model.predict(arrays["input"]) - arrays["output"]).max() > 0.01
