"""Small neural networks in plain NumPy, written as in PyTorch: they train in the reader's browser.

    rng = np.random.default_rng(0)                      # all randomness is passed in
    model = Sequential(Linear(2, 32, rng=rng), Tanh(), Linear(32, 1, rng=rng))
    criterion, optimizer = BCEWithLogitsLoss(), Adam(model.parameters(), lr=0.01)

    optimizer.zero_grad()                               # backward adds, so clear first
    loss = criterion(model(x), targets)                 # x: (B, 2) float32, loss: a tensor
    loss.backward()                                     # fills every parameter.grad
    optimizer.step()                                    # optimizer.lr may be changed at any time

    model.predict(grid)                                 # an array: forward only, as in eval() and no_grad()
    model.parameter_count, model.state_dict(), model.load_state_dict(state)
    for name, parameter in model.named_parameters(): parameter.array, parameter.grad

Three things differ from PyTorch: images are channels last, (B, H, W, C), and sequences batch first,
(B, T, D); what draws at random takes a NumPy generator, ``rng``; numbers are float32, and another dtype is
refused with a message (``model.astype(np.float64)`` converts a model for gradient checks).

To read it, start with `autograd` (the tape) and `linear` (a layer as one node of it), then `tensor` (on
`arithmetic`, `shaping`, `reduction` and `comparison`), `create`, `parameter`, `module`, `container`,
`loss_functions`, `regression`, `optimizer` and `optim`. Every layer after that stands alone: `activation`,
`convolution` (on `columns`), `pooling`, `summarising`, `upsampling`, `norm`, `batch_norm`, `dropout`,
`embedding`, `recurrent`, `rnn`, `lstm`, `gru`, `attention` (on `dot_product`), `block`, `transformer`. Around
them stand `functional`, `lr_scheduler`, `training` (batches, clipping), `decode`, `similarity`, `capture` and
`count` (looking inside), `weights`, `card`, `safetensors`, `pytorch` and `keras` (files), `tape`
(backpropagation, to be drawn) and `product` (the matrix products, where faster kernels slot in).
"""

from importlib import import_module
from typing import TYPE_CHECKING

from sitegen.nn import functional, lr_scheduler, optim
from sitegen.nn import training as utils
from sitegen.nn.activation import log_softmax, relu, sigmoid, softmax, tanh
from sitegen.nn.activation_layers import (
    ELU,
    GELU,
    LeakyReLU,
    LogSigmoid,
    LogSoftmax,
    PReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from sitegen.nn.array import Array, BoolArray, IntArray
from sitegen.nn.attention import MultiheadAttention
from sitegen.nn.autograd import detect_anomaly, no_grad
from sitegen.nn.batch_norm import BatchNorm, BatchNorm1d, BatchNorm2d
from sitegen.nn.block import TransformerDecoderLayer, TransformerEncoderLayer
from sitegen.nn.capture import Captured, capture
from sitegen.nn.container import (
    Concat,
    Identity,
    Lambda,
    ModuleDict,
    ModuleList,
    Reshape,
    Residual,
    Sequential,
)
from sitegen.nn.convolution_layers import Conv1d, Conv2d
from sitegen.nn.count import Cost, count, summary
from sitegen.nn.create import (
    arange,
    as_tensor,
    bernoulli,
    cat,
    einsum,
    eye,
    from_numpy,
    full,
    grad,
    linspace,
    maximum,
    minimum,
    multinomial,
    ones,
    ones_like,
    rand,
    rand_like,
    randint,
    randn,
    randn_like,
    randperm,
    stack,
    tensor,
    where,
    zeros,
    zeros_like,
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
from sitegen.nn.linear import Linear
from sitegen.nn.loss import (
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    HuberLoss,
    KLDivLoss,
    L1Loss,
    Loss,
    MSELoss,
    NLLLoss,
    SmoothL1Loss,
)
from sitegen.nn.lstm import LSTM
from sitegen.nn.module import Layer, Module
from sitegen.nn.norm import GroupNorm, L2Normalize, LayerNorm, RMSNorm
from sitegen.nn.optim import SGD, Adagrad, Adam, AdamW, RMSprop
from sitegen.nn.optimizer import Optimizer
from sitegen.nn.parameter import Buffer, Parameter
from sitegen.nn.pooling import AvgPool2d, MaxPool1d, MaxPool2d
from sitegen.nn.rnn import RNN
from sitegen.nn.similarity import ContrastiveLoss, CosineEmbeddingLoss, InfoNCELoss, TripletMarginLoss
from sitegen.nn.summarising import Flatten, GlobalAveragePool, GlobalMaxPool, LastStep
from sitegen.nn.tensor import Tensor
from sitegen.nn.training import (
    batches,
    clip_grad_norm_,
    clip_grad_value_,
    cosine_decay,
    exponential_decay,
    step_decay,
)
from sitegen.nn.transformer import TransformerDecoder, TransformerEncoder
from sitegen.nn.upsampling import ConvTranspose2d, Upsample2d
from sitegen.nn.weights import load_weights, save_weights

if TYPE_CHECKING:
    from sitegen.nn.card import ModelCard, load_model, read_card, save_model
    from sitegen.nn.decode import Hypothesis, beam_search, generate, greedy, sample, top_k_probabilities
    from sitegen.nn.keras import from_keras
    from sitegen.nn.pytorch import from_pytorch
    from sitegen.nn.safetensors import read_safetensors
    from sitegen.nn.tape import Value
else:
    _LATER = {
        "card": ("ModelCard", "load_model", "read_card", "save_model"),
        "decode": ("Hypothesis", "beam_search", "generate", "greedy", "sample", "top_k_probabilities"),
        "keras": ("from_keras",),
        "pytorch": ("from_pytorch",),
        "safetensors": ("read_safetensors",),
        "tape": ("Value",),
    }
    """Modules that few demos need, each with its names: a name's first use imports its module."""

    def __getattr__(name: str) -> object:
        for module, names in _LATER.items():
            if name in names:
                value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), name)
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


# fmt: off
__all__ = [
    "ELU", "GELU", "GRU", "LSTM", "RNN", "SGD", "Adagrad", "Adam", "AdamW", "Array", "AvgPool2d", "BCELoss",
    "BCEWithLogitsLoss", "BatchNorm", "BatchNorm1d", "BatchNorm2d", "BoolArray", "Buffer", "Captured",
    "Concat", "ContrastiveLoss", "Conv1d", "Conv2d", "ConvTranspose2d", "CosineEmbeddingLoss", "Cost",
    "CrossEntropyLoss", "Dropout", "Embedding", "Flatten", "GlobalAveragePool", "GlobalMaxPool",
    "GroupNorm", "HuberLoss", "Hypothesis", "Identity", "InfoNCELoss", "Initializer", "IntArray",
    "KLDivLoss", "L1Loss", "L2Normalize", "Lambda", "LastStep", "Layer", "LayerNorm", "LeakyReLU",
    "LearnedPosition", "Linear", "LogSigmoid", "LogSoftmax", "Loss", "MSELoss", "MaxPool1d", "MaxPool2d",
    "ModelCard", "Module", "ModuleDict", "ModuleList", "MultiheadAttention", "NLLLoss", "Optimizer",
    "PReLU", "Parameter", "RMSNorm", "RMSprop", "ReLU", "Reshape", "Residual", "Sequential", "SiLU",
    "Sigmoid", "SinusoidalPosition", "SmoothL1Loss", "Softmax", "Softplus", "Tanh", "Tensor",
    "TransformerDecoder", "TransformerDecoderLayer", "TransformerEncoder", "TransformerEncoderLayer",
    "TripletMarginLoss", "Upsample2d", "Value", "arange", "as_tensor", "batches", "beam_search",
    "bernoulli", "capture", "cat", "clip_grad_norm_", "clip_grad_value_", "cosine_decay", "count",
    "detect_anomaly", "einsum", "exponential_decay", "eye", "fan_in_uniform", "from_keras", "from_numpy",
    "from_pytorch", "full", "functional", "generate", "grad", "greedy", "kaiming_normal", "kaiming_uniform",
    "linspace", "load_model", "load_weights", "log_softmax", "lr_scheduler", "maximum", "minimum",
    "multinomial", "no_grad", "normal", "ones", "ones_like", "optim", "orthogonal", "rand", "rand_like",
    "randint", "randn", "randn_like", "randperm", "read_card", "read_safetensors", "relu", "sample",
    "save_model", "save_weights", "sigmoid", "sinusoids", "softmax", "stack", "step_decay", "summary",
    "tanh", "tensor", "top_k_probabilities", "uniform", "utils", "where", "xavier_normal", "xavier_uniform",
    "zeros", "zeros_like",
]
# fmt: on
