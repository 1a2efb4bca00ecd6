"""An embedding of faces on the unit sphere, by triplets, with a margin."""

from typing import Any

import numpy as np

from sitegen import nn
from sitegen.nn import functional as F
from sitegen.nn import optim


class Embedder(nn.Module):
    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(10, 16, rng=rng), nn.GELU(), nn.Linear(16, 4, rng=rng))

    def forward(self, x: Any) -> Any:
        return F.normalize(self.layers(x), dim=-1)


def build(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": Embedder(rng)}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    model, losses = models["model"], []
    criterion = nn.TripletMarginLoss(margin=0.5)
    optimizer = optim.RMSprop(model.parameters(), lr=0.01)
    for _ in range(10):
        optimizer.zero_grad()
        loss = criterion(model(data["anchor"]), model(data["same"]), model(data["other"]))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
