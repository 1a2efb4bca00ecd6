"""Small neural networks in plain NumPy, with PyTorch's words: they train in the reader's browser.

    rng = np.random.default_rng(0)                      # all randomness is passed in
    model = Sequential(Linear(2, 32, rng=rng), Tanh(), Linear(32, 1, rng=rng))
    loss, optimizer = BinaryCrossEntropy(), Adam(model.parameters(), lr=0.01)

    optimizer.zero_grad()                               # backward passes add, so clear first
    value = loss(model(x), targets)                     # x: (B, 2) float32, value: a float
    model.backward(loss.backward())                     # fills every parameter.grad
    optimizer.step()                                    # optimizer.lr may be changed at any time

    model.predict(grid)                                 # forward only, nothing kept for backward
    model.parameter_count, model.state_dict(), model.load_state_dict(state)
    for name, parameter in model.named_parameters().items(): parameter.value, parameter.grad

Everything is float32; another dtype is refused with a message (``model.astype(np.float64)`` converts a model
for gradient checks). Images are channels last, (B, H, W, C); sequences are (B, T, D); weights are stored
output first.
"""

from sitegen.nn.activation import GELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softmax, Tanh, sigmoid, softmax
from sitegen.nn.array import Array, BoolArray, IntArray
from sitegen.nn.container import Residual, Sequential
from sitegen.nn.init import (
    Initializer,
    fan_in_uniform,
    kaiming_normal,
    kaiming_uniform,
    normal,
    orthogonal,
    uniform,
    xavier_normal,
    xavier_uniform,
)
from sitegen.nn.linear import Linear
from sitegen.nn.loss import BinaryCrossEntropy, CrossEntropy, Huber, Loss, MeanSquaredError
from sitegen.nn.module import Layer, Module
from sitegen.nn.optimizer import SGD, Adam, AdamW, Optimizer
from sitegen.nn.parameter import Buffer, Parameter

__all__ = [
    "GELU",
    "SGD",
    "Adam",
    "AdamW",
    "Array",
    "BinaryCrossEntropy",
    "BoolArray",
    "Buffer",
    "CrossEntropy",
    "Huber",
    "Initializer",
    "IntArray",
    "Layer",
    "LeakyReLU",
    "Linear",
    "Loss",
    "MeanSquaredError",
    "Module",
    "Optimizer",
    "Parameter",
    "ReLU",
    "Residual",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "fan_in_uniform",
    "kaiming_normal",
    "kaiming_uniform",
    "normal",
    "orthogonal",
    "sigmoid",
    "softmax",
    "uniform",
    "xavier_normal",
    "xavier_uniform",
]
