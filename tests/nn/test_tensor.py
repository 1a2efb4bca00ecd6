"""Every operation of a tensor against central differences in float64, and what NumPy and Python see of it."""

import copy
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sitegen import nn

Operation = Callable[[nn.Tensor, nn.Tensor], Any]

# a and b are (3, 4), without ties or zeros
OPERATIONS: dict[str, Operation] = {
    "add": lambda a, b: a + b + 1 + np.ones(4),
    "add rows": lambda a, b: a + b[0] + b[:, :1],
    "sub": lambda a, b: 2 - a - b,
    "mul": lambda a, b: 3 * a * b * np.arange(4),
    "div": lambda a, b: a / (b * b + 1) + 1 / (a * a + 2),
    "pow": lambda a, b: (a * a + 1) ** 1.5 + b**2 + (a * a + 0.5) ** b + 2.0**a,
    "exp log": lambda a, b: (a.exp() + b.exp()).log() + (a * a).log1p(),
    "sqrt": lambda a, b: (a * a + 1).sqrt() * (b * b + 1).rsqrt(),
    "square abs": lambda a, b: a.square() * b.abs(),
    "sin cos": lambda a, b: a.sin() * b.cos(),
    "tanh sigmoid relu": lambda a, b: a.tanh() * b.sigmoid() + a.relu(),
    "clamp": lambda a, b: a.clamp(-0.5, 0.5) + b.clamp(min=0) + a.clamp(b, b + 0.4),
    "maximum": lambda a, b: a.maximum(b) * a.minimum(0.2),
    "matmul": lambda a, b: a @ b.T,
    "matmul vector": lambda a, b: (a @ b[0]) * (b[:, 0] @ a)[:3],
    "matmul batch": lambda a, b: a.reshape(3, 2, 2) @ b.reshape(3, 2, 2) @ b[:2, :2],
    "dot": lambda a, b: a[0] @ b[1],
    "sum": lambda a, b: a.sum(0) * b.sum() + a.sum((0, 1)) + b.sum(1, keepdim=True),
    "mean": lambda a, b: a.mean(1, keepdim=True) * b - a.mean(),
    "var std": lambda a, b: a.var(1) + b.std(0)[:3] + a.var(correction=0),
    "norm": lambda a, b: a.norm(dim=1) + b.norm() + a.norm(1, 1),
    "prod": lambda a, b: a.prod(1) + b.prod(1),
    "cumsum": lambda a, b: a.cumsum(1) * b,
    "amax": lambda a, b: a.amax(1) + b.amin((0, 1)),
    "max": lambda a, b: a.max(1).values + b.max() + a.min(1, keepdim=True).values[:, 0],
    "topk sort": lambda a, b: (
        a.topk(2).values.sum(1) + (b.sort(descending=True).values * np.arange(4)).sum(1)
    ),
    "softmax": lambda a, b: a.softmax(-1) * b.softmax(0),
    "log softmax": lambda a, b: a.log_softmax(-1) + b.log_softmax(0),
    "logsumexp": lambda a, b: a.logsumexp(1) + b.logsumexp(1, keepdim=True)[:, 0],
    "index": lambda a, b: a[1:, ::2] * b[-2:, None, 0] + a[..., 0][:2, None],
    "index arrays": lambda a, b: a[[0, 0, 2], [1, 1, 3]] + b[np.array([2, 0, 0]), 1],
    "index mask": lambda a, b: a[np.eye(3, 4, dtype=bool)] * b[nn.tensor([0, 1, 1]), 0],
    "gather": lambda a, b: a.gather(1, np.array([[0, 0], [3, 1], [2, 2]])) + b.gather(0, np.array([[0, 2]])),
    "index_select": lambda a, b: a.index_select(1, np.array([0, 0])) * b.index_select(1, [1, 2]),
    "reshape": lambda a, b: a.reshape(4, 3) @ b + a.view(-1)[:4],
    "flatten": lambda a, b: a.unsqueeze(1).flatten() * b.reshape(3, 2, 2).flatten(1).flatten(),
    "unflatten": lambda a, b: a.unflatten(1, (2, 2)).sum(2) * b.squeeze()[:, :2],
    "permute": lambda a, b: a.reshape(3, 2, 2).permute(2, 0, 1) * b.reshape(3, 2, 2).transpose(0, 2).mT,
    "expand repeat": lambda a, b: a[:, :1].expand(-1, 4) * b + a.repeat(2, 1)[:3] + b[:1].expand_as(a),
    "repeat_interleave": lambda a, b: a.repeat_interleave(2, 1) * b.repeat(1, 2),
    "masked_fill": lambda a, b: a.masked_fill(np.eye(3, 4, dtype=bool), 7.0) * b,
    "tril triu": lambda a, b: a.tril() + b.triu(1),
    "flip roll": lambda a, b: a.flip(1) * b.roll(1, 0),
    "split chunk": lambda a, b: a.split(3, 1)[0] * b.chunk(2, 1)[0].sum() + a.split([1, 3], 1)[1],
    "unbind": lambda a, b: a.unbind(1)[2] * b.unbind(0)[1][:3],
    "cat": lambda a, b: nn.cat([a, b[:, :2], a], 1),
    "stack": lambda a, b: nn.stack([a, b, a], 1) * nn.stack([b, b, a]).transpose(0, 1),
    "where": lambda a, b: nn.where(a > b, a * 2, b) + nn.where(a.array > 0, 0.0, b),
    "einsum": lambda a, b: (
        nn.einsum("ij,kj->ik", a, b) + nn.einsum("ij->i", a) + nn.einsum("ij,ik->k", a, b)[:3]
    ),
    "clone to": lambda a, b: a.clone() * b.double(),
    "pad": lambda a, b: nn.functional.pad(a, (1, 0, 0, 2)) + nn.functional.pad(b, (0, 1, 1, 1), 2.0),
    "array first": lambda a, b: np.ones((3, 4)) * a - np.ones(4) / b + np.ones((3, 3)) @ a,
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_operations_agree_with_central_differences(name: str, rng: np.random.Generator) -> None:
    operation = OPERATIONS[name]
    arrays = [rng.permutation(12).reshape(3, 4) / 6 - 0.93, rng.permutation(12).reshape(3, 4) / 7 - 0.81]
    leaves = [nn.Tensor(array, requires_grad=True) for array in arrays]
    output = operation(*leaves)
    assert output.dtype == np.float64
    weights = rng.standard_normal(output.shape)
    (output * weights).sum().backward()

    def value() -> float:
        return float((operation(*(nn.Tensor(array) for array in arrays)).array * weights).sum())

    for leaf, x in zip(leaves, arrays, strict=True):
        found = np.zeros((3, 4)) if leaf.grad is None else leaf.grad.array
        for i in np.ndindex(3, 4):
            kept = x[i]
            x[i] = kept + 1e-6
            above = value()
            x[i] = kept - 1e-6
            below = value()
            x[i] = kept
            assert found[i] == pytest.approx((above - below) / 2e-6, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("name", [name for name in OPERATIONS if name != "clone to"])
def test_float32_stays_float32(name: str, rng: np.random.Generator) -> None:
    leaves = [nn.Tensor(0.5 + rng.random((3, 4)).astype(np.float32), requires_grad=True) for _ in "ab"]
    output = OPERATIONS[name](*leaves)
    assert output.dtype == np.float32
    output.sum().backward()
    assert all(leaf.grad is None or leaf.grad.dtype == np.float32 for leaf in leaves)


def test_floats_become_float32_unless_said() -> None:
    assert nn.tensor([1.0, 2.0]).dtype == nn.Tensor(1.5).dtype == nn.tensor(np.ones(2)).dtype == np.float32
    assert nn.tensor([1, 2]).dtype == np.int64
    assert nn.tensor([1.0], dtype=np.float64).dtype == nn.from_numpy(np.ones(1)).dtype == np.float64
    assert (nn.tensor([1, 2]) * 0.5).dtype == (nn.tensor([1, 2]) / 2).dtype == np.float32


def test_numpy_takes_a_tensor_without_a_gradient_and_refuses_one_with_it() -> None:
    x = nn.tensor([1.0, 4.0])
    assert np.sqrt(x).tolist() == [1, 2]
    assert np.asarray(x) is not None
    assert float(np.mean(x.array)) == 2.5
    x.requires_grad_()
    with pytest.raises(TypeError, match=r"np.sqrt: NumPy records no gradient; use the tensor's own method"):
        np.sqrt(x)


def test_a_tensor_answers_as_python_numbers_and_lists_do() -> None:
    x = nn.tensor([[1, 2], [3, 4]])
    assert len(x) == 2
    assert [row.tolist() for row in x] == [[1, 2], [3, 4]]
    assert x.size() == (2, 2)
    assert x.size(0) == x.dim() == x.ndim == 2
    assert x.numel() == 4
    assert f"{nn.tensor(1.25):.1f}" == "1.2"
    assert int(nn.tensor(3)) == list(range(5))[nn.tensor(3)] == 3
    assert bool((x == nn.tensor([[1, 2], [3, 4]])).all())
    assert (x.argmax().item(), x.argmax(1).tolist(), (x % 2 == 0).any().item()) == (3, [1, 1], True)
    assert x.nonzero().shape == (4, 2)
    assert repr(nn.tensor([1.0])) == "tensor([1.])"


def test_leaves_are_copied_and_pickled_and_results_are_not() -> None:
    x = nn.Tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    restored = pickle.loads(pickle.dumps(copy.deepcopy(x)))
    assert restored.requires_grad
    assert restored.tolist() == x.tolist()
    with pytest.raises(
        TypeError, match=r"a tensor with a graph cannot be copied or pickled; use x.detach\(\)"
    ):
        copy.deepcopy(x * 2)


def test_wrong_uses_are_refused_by_name() -> None:
    x = nn.tensor([1.0, 2.0])
    with pytest.raises(TypeError, match="requires_grad: expected floating-point numbers, received"):
        nn.tensor([1, 2], requires_grad=True)
    with pytest.raises(ValueError, match="norm: p expected 1 or 2, received 3"):
        x.norm(3)
    with pytest.raises(ValueError, match=r"split: sizes expected to add up to 2, received \[1, 2\]"):
        x.split([1, 2])
    with pytest.raises(ValueError, match="einsum: expected one or two operands and a result"):
        nn.einsum("i,i", x, x)
    with pytest.raises(ValueError, match="einsum: a letter may occur once in an operand"):
        nn.einsum("ii->i", x)
