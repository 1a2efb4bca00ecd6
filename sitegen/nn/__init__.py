"""Small neural networks in plain NumPy, with PyTorch's words: they train in the reader's browser.

    rng = np.random.default_rng(0)                      # all randomness is passed in
    model = Sequential(Linear(2, 32, rng=rng), Tanh(), Linear(32, 1, rng=rng))
    loss, optimizer = BinaryCrossEntropy(), Adam(model.parameters(), lr=0.01)

    optimizer.zero_grad()                               # backward passes add, so clear first
    value = loss(model(x), targets)                     # x: (B, 2) float32, value: a float
    model.backward(loss.backward())                     # fills every parameter.grad
    optimizer.step()                                    # optimizer.lr may be changed at any time

    model.predict(grid)                                 # forward only, nothing saved for backward
    model.parameter_count, model.state_dict(), model.load_state_dict(state)
    for name, parameter in model.named_parameters().items(): parameter.value, parameter.grad

To read it, start with `parameter`, `module`, `container`, `linear`, `activation`, `loss` and `optimizer`.
Every layer after that stands alone: `convolution` (on `columns`), `pooling`, `upsampling`, `norm`, `dropout`,
`embedding`, `recurrent`, `lstm`, `gru`, `attention`, `block`, `transformer`. Around them stand `training`
(batches, clipping, learning rates), `decode`, `similarity` (contrastive losses), `capture` and `count`
(looking inside), `weights`, `card`, `safetensors`, `pytorch` and `keras` (files), `tape` (backpropagation, to
be drawn) and `product` (the matrix products, where faster kernels slot in).

Everything is float32; another dtype is refused with a message (``model.astype(np.float64)`` converts a model
for gradient checks). Images are channels last, (B, H, W, C); sequences are (B, T, D); weights are stored
output first.
"""

from sitegen.nn.activation import GELU, LeakyReLU, ReLU, Sigmoid, SiLU, Softmax, Tanh, sigmoid, softmax
from sitegen.nn.array import Array, BoolArray, IntArray
from sitegen.nn.attention import MultiHeadAttention
from sitegen.nn.block import CrossBlock, TransformerBlock
from sitegen.nn.capture import Captured, capture
from sitegen.nn.card import ModelCard, load_model, read_card, save_model
from sitegen.nn.container import Residual, Sequential
from sitegen.nn.convolution import Conv1d, Conv2d
from sitegen.nn.count import Cost, count
from sitegen.nn.decode import (
    Hypothesis,
    beam_search,
    generate,
    greedy,
    log_softmax,
    sample,
    top_k_probabilities,
)
from sitegen.nn.dropout import Dropout
from sitegen.nn.embedding import Embedding, LearnedPosition, SinusoidalPosition, sinusoids
from sitegen.nn.gru import GRU
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
from sitegen.nn.keras import from_keras
from sitegen.nn.linear import Linear
from sitegen.nn.loss import BinaryCrossEntropy, CrossEntropy, Huber, Loss, MeanSquaredError
from sitegen.nn.lstm import LSTM
from sitegen.nn.module import Layer, Module
from sitegen.nn.norm import BatchNorm, LayerNorm
from sitegen.nn.optimizer import SGD, Adam, AdamW, Optimizer
from sitegen.nn.parameter import Buffer, Parameter
from sitegen.nn.pooling import AvgPool2d, Flatten, GlobalAveragePool, GlobalMaxPool, LastStep, MaxPool2d
from sitegen.nn.pytorch import from_pytorch
from sitegen.nn.recurrent import RNN
from sitegen.nn.safetensors import read_safetensors
from sitegen.nn.similarity import ContrastiveLoss, TripletLoss
from sitegen.nn.tape import Value
from sitegen.nn.training import (
    batches,
    clip_grad_norm,
    clip_grad_value,
    cosine_decay,
    exponential_decay,
    step_decay,
)
from sitegen.nn.transformer import TransformerDecoder, TransformerEncoder
from sitegen.nn.upsampling import ConvTranspose2d, Upsample2d
from sitegen.nn.weights import load_weights, save_weights

__all__ = [
    "GELU",
    "GRU",
    "LSTM",
    "RNN",
    "SGD",
    "Adam",
    "AdamW",
    "Array",
    "AvgPool2d",
    "BatchNorm",
    "BinaryCrossEntropy",
    "BoolArray",
    "Buffer",
    "Captured",
    "ContrastiveLoss",
    "Conv1d",
    "Conv2d",
    "ConvTranspose2d",
    "Cost",
    "CrossBlock",
    "CrossEntropy",
    "Dropout",
    "Embedding",
    "Flatten",
    "GlobalAveragePool",
    "GlobalMaxPool",
    "Huber",
    "Hypothesis",
    "Initializer",
    "IntArray",
    "LastStep",
    "Layer",
    "LayerNorm",
    "LeakyReLU",
    "LearnedPosition",
    "Linear",
    "Loss",
    "MaxPool2d",
    "MeanSquaredError",
    "ModelCard",
    "Module",
    "MultiHeadAttention",
    "Optimizer",
    "Parameter",
    "ReLU",
    "Residual",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "SinusoidalPosition",
    "Softmax",
    "Tanh",
    "TransformerBlock",
    "TransformerDecoder",
    "TransformerEncoder",
    "TripletLoss",
    "Upsample2d",
    "Value",
    "batches",
    "beam_search",
    "capture",
    "clip_grad_norm",
    "clip_grad_value",
    "cosine_decay",
    "count",
    "exponential_decay",
    "fan_in_uniform",
    "from_keras",
    "from_pytorch",
    "generate",
    "greedy",
    "kaiming_normal",
    "kaiming_uniform",
    "load_model",
    "load_weights",
    "log_softmax",
    "normal",
    "orthogonal",
    "read_card",
    "read_safetensors",
    "sample",
    "save_model",
    "save_weights",
    "sigmoid",
    "sinusoids",
    "softmax",
    "step_decay",
    "top_k_probabilities",
    "uniform",
    "xavier_normal",
    "xavier_uniform",
]
