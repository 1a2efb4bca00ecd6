"""A variational autoencoder: two heads, the reparametrisation trick, reconstruction and divergence."""

from typing import Any

import numpy as np

from sitegen import nn
from sitegen.nn import functional as F
from sitegen.nn import optim


class VAE(nn.Module):
    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.hidden = nn.Linear(12, 16, rng=rng)
        self.mean, self.log_variance = nn.Linear(16, 3, rng=rng), nn.Linear(16, 3, rng=rng)
        self.decoder = nn.Sequential(nn.Linear(3, 16, rng=rng), nn.ReLU(), nn.Linear(16, 12, rng=rng))

    def forward(self, x: Any, noise: Any) -> Any:
        h = F.relu(self.hidden(x))
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + noise * (0.5 * log_variance).exp()
        return self.decoder(z), mean, log_variance


def build(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": VAE(rng)}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    model, losses = models["model"], []
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    for noise in data["noise"]:
        optimizer.zero_grad()
        scores, mean, log_variance = model(data["x"], noise)
        reconstruction = F.binary_cross_entropy_with_logits(scores, data["x"], reduction="sum")
        divergence = -0.5 * (1 + log_variance - mean.pow(2) - log_variance.exp()).sum()
        loss = (reconstruction + divergence) / len(data["x"])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
