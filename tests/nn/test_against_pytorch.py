"""Every layer, loss, optimiser and schedule against what PyTorch computed (see record_torch.py)."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pytest
from numpy.typing import NDArray

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
    BinaryCrossEntropy,
    ContrastiveLoss,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    CrossBlock,
    CrossEntropy,
    Embedding,
    Flatten,
    Huber,
    LayerNorm,
    LeakyReLU,
    Linear,
    MaxPool2d,
    MeanSquaredError,
    Module,
    MultiHeadAttention,
    Optimizer,
    Parameter,
    ReLU,
    Sequential,
    Sigmoid,
    SiLU,
    Softmax,
    Tanh,
    TransformerBlock,
    TripletLoss,
    Upsample2d,
    clip_grad_norm,
    cosine_decay,
    exponential_decay,
    from_pytorch,
    step_decay,
)

Recording: TypeAlias = Callable[[str], dict[str, NDArray[Any]]]
RNG = np.random.default_rng(0)
PADDING = np.array([[False, False, False, True], [False, False, True, True]])


def assert_close(received: NDArray[Any], expected: NDArray[Any], name: str = "") -> None:
    np.testing.assert_allclose(received, expected, rtol=2e-5, atol=2e-6, err_msg=name)


def part(arrays: dict[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(prefix): array for name, array in arrays.items() if name.startswith(prefix)}


def block(kind: type[TransformerBlock | CrossBlock], norm_first: bool) -> Module:
    return kind(8, 2, 12, rng=RNG, norm_first=norm_first)


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
    ("attention_padded", MultiHeadAttention(8, 2, rng=RNG), {"padding": PADDING}),
    ("attention_causal", MultiHeadAttention(8, 2, rng=RNG, causal=True), {}),
    ("attention_memory", MultiHeadAttention(8, 2, rng=RNG), {}),
    ("encoder_norm_first", block(TransformerBlock, True), {}),
    ("encoder_norm_last", block(TransformerBlock, False), {}),
    ("decoder_norm_first", block(CrossBlock, True), {}),
    ("decoder_norm_last", block(CrossBlock, False), {}),
    ("tanh", Tanh(), {}),
    ("sigmoid", Sigmoid(), {}),
    ("relu", ReLU(), {}),
    ("leaky_relu", LeakyReLU(0.1), {}),
    ("silu", SiLU(), {}),
    ("gelu", GELU(), {}),
    ("softmax", Softmax(), {}),
]


@pytest.mark.parametrize(("name", "module", "options"), LAYERS, ids=[row[0] for row in LAYERS])
def test_layers_agree_with_pytorch_forward_and_backward(
    name: str, module: Module, options: dict[str, Any], recording: Recording
) -> None:
    arrays = recording(name)
    module.load_state_dict(from_pytorch(part(arrays, "state."), module))
    inputs = list(part(arrays, "input.").values())
    output = module(*inputs, **options)
    assert_close(output, arrays["output"])
    module.zero_grad()
    returned = module.backward(arrays["weights"])
    input_grads = returned if isinstance(returned, tuple) else (returned,)
    for i, grad in enumerate(input_grads):
        if f"input_grad.{i}" in arrays:
            assert_close(grad, arrays[f"input_grad.{i}"])
    expected = from_pytorch(part(arrays, "grad."), module)
    assert expected.keys() == module.named_parameters().keys()
    for key, parameter in module.named_parameters().items():
        # PyTorch's two biases of an RNN or LSTM get the same gradient, and converting adds them.
        twice = 2 if isinstance(module, (RNN, LSTM)) and key == "bias" else 1
        assert_close(twice * parameter.grad, expected[key], key)
    for key, after in part(arrays, "after.").items():
        assert_close(module.state_dict()[key], after)


LOSSES: list[tuple[str, Any, int]] = [
    ("cross_entropy", CrossEntropy(), 1),
    ("binary_cross_entropy", BinaryCrossEntropy(), 1),
    ("binary_cross_entropy_weighted", BinaryCrossEntropy(positive_weight=3), 1),
    ("mean_squared_error", MeanSquaredError(), 1),
    ("huber", Huber(0.7), 1),
    ("contrastive", ContrastiveLoss(3.0), 2),
    ("triplet", TripletLoss(2.0), 3),
]


@pytest.mark.parametrize(("name", "loss", "differentiable"), LOSSES, ids=[row[0] for row in LOSSES])
def test_losses_agree_with_pytorch_in_value_and_gradient(
    name: str, loss: Any, differentiable: int, recording: Recording
) -> None:
    arrays = recording(f"loss_{name}")
    value = loss(*part(arrays, "input.").values())
    assert value == pytest.approx(float(arrays["value"]), rel=1e-6)
    grads = loss.backward()
    for i, grad in enumerate(grads if isinstance(grads, tuple) else (grads,)):
        assert i < differentiable
        np.testing.assert_allclose(grad, arrays[f"input_grad.{i}"], rtol=1e-5, atol=1e-7)


OPTIMIZERS: dict[str, Callable[[list[Parameter]], Optimizer]] = {
    "sgd": lambda p: SGD(p, lr=0.1),
    "sgd_momentum": lambda p: SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01),
    "sgd_nesterov": lambda p: SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    "adam": lambda p: Adam(p, lr=0.01),
    "adam_decay": lambda p: Adam(p, lr=0.01, betas=(0.8, 0.95), weight_decay=0.1),
    "adamw": lambda p: AdamW(p, lr=0.01, weight_decay=0.1),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_ten_steps_of_every_optimizer_agree_with_pytorch(name: str, recording: Recording) -> None:
    arrays = recording(f"optimizer_{name}")
    model = Sequential(Linear(3, 4, rng=RNG), Tanh(), Linear(4, 2, rng=RNG))
    model.load_state_dict(from_pytorch(part(arrays, "state."), model))
    optimizer, loss = OPTIMIZERS[name](model.parameters()), MeanSquaredError()
    for step in range(1, 11):
        optimizer.zero_grad()
        loss(model(arrays["x"]), arrays["y"])
        model.backward(loss.backward())
        optimizer.step()
        for key, expected in part(arrays, f"after{step}.").items():
            np.testing.assert_allclose(model.state_dict()[key], expected, rtol=1e-5, atol=1e-6)


def test_clipping_agrees_with_pytorch(recording: Recording) -> None:
    arrays = recording("clip_grad_norm")
    parameter = Parameter(np.zeros(5, np.float32))
    parameter.grad = arrays["before"]
    assert clip_grad_norm([parameter], 1.5) == pytest.approx(float(arrays["norm"]), rel=1e-6)
    np.testing.assert_allclose(parameter.grad, arrays["after"], rtol=1e-5)


def test_schedules_agree_with_pytorch(recording: Recording) -> None:
    arrays = recording("schedules")
    steps = range(12)
    np.testing.assert_allclose([step_decay(t, 0.2, 3, 0.5) for t in steps], arrays["step_decay"])
    np.testing.assert_allclose([exponential_decay(t, 0.2, 0.9) for t in steps], arrays["exponential_decay"])
    cosine = [cosine_decay(t, 0.2, total=11, floor=0.01) for t in steps]
    np.testing.assert_allclose(cosine, arrays["cosine_decay"])


def test_a_flattened_image_is_reordered_for_the_layer_behind_it(recording: Recording) -> None:
    arrays = recording("network_cnn")
    model = Sequential(
        Conv2d(1, 2, 3, padding="same", rng=RNG), ReLU(), MaxPool2d(2), Flatten(), Linear(32, 3, rng=RNG)
    )
    state = part(arrays, "state.")
    model.load_state_dict(from_pytorch(state, model, flattened={"4": (2, 4, 4)}))
    assert_close(model(arrays["input"]), arrays["output"])
    model.load_state_dict(from_pytorch(state, model))
    assert np.abs(model.predict(arrays["input"]) - arrays["output"]).max() > 0.01
