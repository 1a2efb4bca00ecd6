import copy
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from sitegen.nn import SGD, Array, Layer, Linear, Module, Parameter, Residual, Sequential, Tanh
from sitegen.nn.module import MAX_SAVED
from sitegen.nn.parameter import flatten


@pytest.fixture
def model(rng: np.random.Generator) -> Sequential:
    return Sequential(Linear(2, 4, rng=rng), Tanh(), Residual(Linear(4, 4, rng=rng)), Linear(4, 1, rng=rng))


def test_gradients_of_a_model_agree_with_central_differences(
    model: Sequential, check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    check_gradients(model, rng.standard_normal((3, 2)))


def test_parameters_are_named_by_their_path(model: Sequential) -> None:
    assert list(model.named_parameters()) == [
        "0.weight",
        "0.bias",
        "2.layer.weight",
        "2.layer.bias",
        "3.weight",
        "3.bias",
    ]
    assert model.parameter_count == 12 + 20 + 5


def test_all_parameters_are_views_of_one_flat_vector(model: Sequential) -> None:
    value, grad = model.flatten()
    assert value.dtype == np.float32
    assert value.size == grad.size == model.parameter_count
    value[:] = 7
    grad[:] = 3
    assert all((p.value == 7).all() and (p.grad == 3).all() for p in model.parameters())
    assert np.shares_memory(flatten(model.parameters())[0], value)


def test_a_part_of_a_model_is_flattened_in_place(model: Sequential) -> None:
    whole, _ = model.flatten()
    part, _ = model.layers[3].flatten()
    part[:] = 5
    assert (whole[-5:] == 5).all()


def test_assigning_a_value_keeps_the_view(model: Sequential) -> None:
    flat, _ = model.flatten()
    model.parameters()[0].value = np.full((4, 2), 9, np.float32)
    assert (flat[:8] == 9).all()
    with pytest.raises(ValueError, match=r"weight: value expected shape \(4, 2\), received \(3,\)"):
        model.parameters()[0].value = np.zeros(3, np.float32)


def test_a_layer_called_twice_runs_backward_in_the_opposite_order(
    check_gradients: Callable[..., None], rng: np.random.Generator
) -> None:
    shared = Linear(3, 3, rng=rng)
    twice = Sequential(shared, Tanh(), shared)
    assert twice.parameter_count == 12
    check_gradients(twice, rng.standard_normal((2, 3)))


def test_backward_without_forward_is_refused(model: Sequential) -> None:
    with pytest.raises(RuntimeError, match="Linear: backward was called without a forward pass before it"):
        model.backward(np.zeros((1, 1), np.float32))


@pytest.mark.parametrize("grad", [np.ones(3, np.float32), np.ones((3, 1)), np.ones((1, 3), np.float32), 1.0])
def test_a_gradient_unlike_the_output_is_refused_and_may_be_given_again(
    model: Sequential, grad: Array
) -> None:
    model(np.ones((3, 2), np.float32))
    with pytest.raises(ValueError, match=r"Linear: grad expected \(3, 1\) of float32, received "):
        model.backward(grad)
    assert model.backward(np.ones((3, 1), np.float32)).shape == (3, 2)


def test_predict_keeps_nothing_and_restores_the_mode(model: Sequential) -> None:
    x = np.ones((2, 2), np.float32)
    assert np.array_equal(model.predict(x), model(x))
    model.forget()
    model.predict(x)
    assert all(not module._saved for module in model.modules())
    assert all(module.training and module.saving for module in model.modules())


def test_forgotten_backward_passes_are_noticed() -> None:
    layer = Tanh()
    x = np.zeros(1, np.float32)
    for _ in range(MAX_SAVED):
        layer(x)
    with pytest.raises(RuntimeError, match=r"1024 forward passes without a backward one; use model.predict"):
        layer(x)
    layer.forget()
    assert layer(x).shape == (1,)


def test_train_and_eval_reach_every_part(model: Sequential) -> None:
    assert model.eval() is model
    assert not any(module.training for module in model.modules())
    model.train()
    assert all(module.training for module in model.modules())


def test_state_round_trip_gives_the_same_output(model: Sequential, rng: np.random.Generator) -> None:
    x = rng.standard_normal((3, 2)).astype(np.float32)
    y, state = model.predict(x), model.state_dict()
    for parameter in model.parameters():
        parameter.value.fill(0)
    assert not model.predict(x).any()
    model.load_state_dict(state)
    assert np.array_equal(model.predict(x), y)


def test_a_state_that_does_not_fit_is_refused_whole(model: Sequential) -> None:
    state = model.state_dict()
    before = {name: array.copy() for name, array in state.items()}
    state["0.wieght"] = state.pop("0.weight")
    state["3.bias"] = np.zeros(2, np.float32)
    state["3.weight"] = np.array([["a"]])
    with pytest.raises(ValueError, match="the state does not fit") as caught:
        model.load_state_dict(state)
    message = str(caught.value)
    assert "0.weight: missing" in message
    assert "0.wieght: unknown, did you mean 0.weight?" in message
    assert "3.bias: expected shape (1,), received (2,)" in message
    assert "3.weight: expected an array of numbers" in message
    assert all(np.array_equal(array, before[name]) for name, array in model.state_dict().items())


def test_a_copied_model_trains_on_its_own_and_keeps_shared_layers_shared(rng: np.random.Generator) -> None:
    shared = Linear(2, 2, rng=rng)
    model = Sequential(shared, Tanh(), shared)
    model.flatten()
    twin = pickle.loads(pickle.dumps(copy.deepcopy(model)))
    assert twin.parameter_count == 6
    before = model.state_dict()
    optimizer = SGD(twin.parameters(), lr=1.0)
    for parameter in twin.parameters():
        parameter.grad.fill(1)
    optimizer.step()
    np.testing.assert_allclose(twin.state_dict()["0.weight"], before["0.weight"] - 1, rtol=1e-6)
    assert all(np.array_equal(array, before[name]) for name, array in model.state_dict().items())


def test_a_list_of_modules_is_refused_rather_than_overlooked(rng: np.random.Generator) -> None:
    class Branches(Module):
        def __init__(self) -> None:
            super().__init__()
            self.parts = [Linear(1, 1, rng=rng)]

    with pytest.raises(TypeError, match="Branches: parts expected a tuple of modules, received a list"):
        Branches().parameters()


def test_only_layers_go_into_a_sequence() -> None:
    with pytest.raises(TypeError, match="Sequential: layer 1 expected a Layer, received str 'tanh'"):
        Sequential(Tanh(), "tanh")  # type: ignore[arg-type]


def test_a_residual_layer_that_changes_the_shape_is_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ValueError, match=r"the layer's output expected shape \(1, 2\), received \(1, 3\)"):
        Residual(Linear(2, 3, rng=rng))(np.zeros((1, 2), np.float32))


def test_a_sequence_is_read_like_a_list(model: Sequential) -> None:
    assert len(model) == 4
    assert isinstance(model[1], Tanh)
    assert [type(layer).__name__ for layer in model] == ["Linear", "Tanh", "Residual", "Linear"]


def test_the_gradient_adds_up_over_backward_passes(rng: np.random.Generator) -> None:
    layer: Layer = Linear(2, 1, rng=rng)
    x = np.ones((1, 2), np.float32)
    for _ in range(3):
        layer.backward(np.ones_like(layer(x)))
    assert layer.parameters()[0].grad.tolist() == [[3, 3]]
    layer.zero_grad()
    assert not layer.parameters()[0].grad.any()


def test_integer_parameters_are_refused() -> None:
    with pytest.raises(TypeError, match="Parameter: value expected a floating-point array"):
        Parameter(np.zeros(2, np.int64))
