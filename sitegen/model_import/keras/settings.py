"""Compare the settings of a Keras layer with the module that takes its weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sitegen.model_import.keras.layer import KerasLayer
from sitegen.nn import (
    GRU,
    BatchNorm,
    Conv1d,
    Conv2d,
    ConvTranspose2d,
    GroupNorm,
    LayerNorm,
    Module,
    MultiheadAttention,
)
from sitegen.nn.convolution import sides

LONG = 97  # pixels; a side that no usual stride divides


def differences(layer: KerasLayer, module: Module, answers: bool) -> Iterator[str]:
    """Yield the settings under which the module would give other answers than the Keras layer.

    Args:
        layer: with settings, or without, for which nothing is yielded.
        module: takes the weights.
        answers: whether stored answers are compared, which shows what settings cannot.
    """
    settings = dict(layer.settings)
    if layer.kind == "Bidirectional":
        if settings.get("merge_mode", "concat") != "concat":
            yield f"merge_mode expected 'concat', received {settings['merge_mode']!r}"
        settings = dict(settings.get("layer", {}).get("config", {}))
    if settings:
        yield from _fixed_differences(settings, module)
        yield from _own_differences(layer, settings, module)
    if settings.get("mask_zero") and not answers:
        yield "mask_zero hides padding, which sitegen.nn does with lengths; give --expect with padded inputs"


def _fixed_differences(settings: dict[str, Any], module: Module) -> Iterator[str]:
    """Yield settings for which `sitegen.nn` has one value only."""
    fixed = {"data_format": "channels_last", "rms_scaling": False, "go_backwards": False, "use_gate": False}
    if hasattr(module, "gates"):
        fixed |= {"activation": "tanh", "recurrent_activation": "sigmoid"}
    if isinstance(module, GRU):
        fixed["reset_after"] = True
    for name, expected in fixed.items():
        if name in settings and settings[name] not in (expected, None):
            yield f"{name} expected {expected!r}, received {settings[name]!r}"


def _own_differences(layer: KerasLayer, settings: dict[str, Any], module: Module) -> Iterator[str]:
    """Yield settings that the module has with another value."""
    if isinstance(module, (BatchNorm, LayerNorm, GroupNorm)):
        yield from _norm_differences(layer, settings, module)
    if isinstance(module, (Conv2d, ConvTranspose2d)):
        yield from _convolution_differences(settings, module)
    if isinstance(module, MultiheadAttention):
        heads, size = settings.get("num_heads"), settings.get("key_dim", 0)
        if heads not in (None, module.num_heads):
            yield f"num_heads is {heads}, and the model has {module.num_heads}"
        if heads and heads * size != module.embed_dim:
            yield f"key_dim expected {module.embed_dim // heads}, received {size}"


def _norm_differences(layer: KerasLayer, settings: dict[str, Any], module: Any) -> Iterator[str]:
    epsilon = settings.get("epsilon")
    if epsilon is not None and abs(epsilon - module.eps) > 1e-9:
        yield f"epsilon is {epsilon}, and the model has {module.eps}: write eps={epsilon}"
    axis = settings.get("axis", -1)
    if isinstance(axis, list) and len(axis) == 1:
        axis = axis[0]
    # Files of Keras 2 have the number of the axis, but not how many axes there are.
    if layer.input_shape and axis not in (-1, len(layer.input_shape) - 1):
        yield f"axis expected the last, received {axis}"
    if isinstance(module, GroupNorm) and settings.get("groups") not in (None, module.num_groups):
        yield f"groups is {settings['groups']}, and the model has {module.num_groups}"


def _pair(value: Any) -> tuple[int, int]:
    """Return a setting for height and width; a sequence has height one."""
    values = value if isinstance(value, (list, tuple)) else (value,)
    return (1, int(values[0])) if len(values) == 1 else (int(values[0]), int(values[1]))


def _convolution_differences(settings: dict[str, Any], module: Any) -> Iterator[str]:
    step = settings.get("strides", 1)
    stride = (step, step) if isinstance(step, int) and not isinstance(module, Conv1d) else _pair(step)
    if stride != module.stride:
        yield f"strides is {stride}, and the model has {module.stride}"
    wide = settings.get("dilation_rate", 1)
    dilation = (wide, wide) if isinstance(wide, int) and not isinstance(module, Conv1d) else _pair(wide)
    ours = getattr(module, "dilation", (1, 1))
    if dilation != ours:
        yield f"dilation_rate is {dilation}, and the model has {ours}"
    padding = settings.get("padding", "valid")
    if isinstance(module, ConvTranspose2d):
        yield from _transposed_padding(padding, module)
        return
    if padding == "causal":
        zeros: Any = ((0, 0), ((module.kernel_size[1] - 1) * ours[1], 0))
    elif padding == "same" and (module.padding == "same" or stride != (1, 1)):
        if module.padding != "same":
            yield f"padding is 'same' with strides {stride}: write padding=\"same\""
        return
    else:
        zeros = sides("", padding, (LONG, LONG), module.kernel_size, stride, ours)
    given = sides("", module.padding, (LONG, LONG), module.kernel_size, module.stride, ours)
    if zeros != given:
        yield f"padding {padding!r} adds {zeros} zeros, and the model {given}"


def _transposed_padding(padding: str, module: Any) -> Iterator[str]:
    """Yield where a transposed convolution is cut otherwise: "same" cuts kernel - stride pixels in all."""
    for size, step, ours, more in zip(
        module.kernel_size, module.stride, module.padding, module.output_padding, strict=True
    ):
        cut = max(size - step, 0) if padding == "same" else 0
        if cut % 2:
            yield f"padding 'same' with kernel size {size} and stride {step} has no equal in sitegen.nn"
        elif ours != cut // 2 or more != (max(step - size, 0) if padding == "same" else 0):
            yield f"padding is {padding!r}: write padding={cut // 2}"
