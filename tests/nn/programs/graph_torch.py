"""A graph convolution of two layers, learned from a few labelled nodes. In PyTorch."""

from typing import Any

from torch import nn, optim  # type: ignore[import-not-found]
from torch.nn import functional as F  # type: ignore[import-not-found]


class GraphConvolution(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(5, 8), nn.Linear(8, 3)

    def forward(self, x: Any, adjacency: Any) -> Any:
        degree = adjacency.sum(1)
        scale = degree.pow(-0.5)
        spread = scale[:, None] * adjacency * scale[None, :]
        return spread @ self.second(F.relu(spread @ self.first(x)))


def build() -> dict[str, Any]:
    return {"model": GraphConvolution()}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    model, losses = models["model"], []
    optimizer = optim.Adam(model.parameters(), lr=0.02, weight_decay=5e-4)
    for _ in range(10):
        optimizer.zero_grad()
        scores = model(data["x"], data["adjacency"])
        loss = F.cross_entropy(scores[data["known"]], data["label"][data["known"]])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
