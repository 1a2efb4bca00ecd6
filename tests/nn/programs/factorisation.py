"""Matrix factorisation: the dot product of two embeddings, biases, and decay of what was used."""

from typing import Any

import numpy as np

from sitegen import nn
from sitegen.nn import optim, zeros


class Ratings(nn.Module):
    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.users, self.films = nn.Embedding(6, 3, rng=rng), nn.Embedding(8, 3, rng=rng)
        self.liking = nn.Embedding(8, 1, rng=rng)
        self.mean = nn.Parameter(zeros(1))

    def forward(self, user: Any, film: Any) -> Any:
        return (self.users(user) * self.films(film)).sum(-1) + self.liking(film).squeeze(-1) + self.mean


def build(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": Ratings(rng)}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    model, losses = models["model"], []
    optimizer = optim.Adagrad(model.parameters(), lr=0.1)
    for _ in range(10):
        optimizer.zero_grad()
        error = model(data["user"], data["film"]) - data["rating"]
        size = model.users(data["user"]).pow(2).mean() + model.films(data["film"]).pow(2).mean()
        loss = (error**2).mean() + 0.01 * size
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
