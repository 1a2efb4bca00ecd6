"""Diffusion on points: noise is added, a network with the time as input finds it; running average."""

from typing import Any

import numpy as np

from sitegen import nn
from sitegen.nn import cat, no_grad, optim
from sitegen.nn import functional as F


class Denoiser(nn.Module):
    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.time = nn.Embedding(20, 8, rng=rng)
        self.layers = nn.Sequential(nn.Linear(2 + 8, 16, rng=rng), nn.SiLU(), nn.Linear(16, 2, rng=rng))

    def forward(self, x: Any, t: Any) -> Any:
        return self.layers(cat([x, self.time(t)], dim=-1))


def build(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": Denoiser(rng), "average": Denoiser(rng)}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    model, average, losses = models["model"], models["average"], []
    optimizer = optim.AdamW(model.parameters(), lr=0.01)
    kept = (1 - data["beta"]).log().cumsum(0).exp()
    for noise, t in zip(data["noise"], data["time"], strict=True):
        optimizer.zero_grad()
        share = kept[t].unsqueeze(-1)
        noisy = share.sqrt() * data["x"] + (1 - share).sqrt() * noise
        loss = F.mse_loss(model(noisy, t), noise)
        loss.backward()
        optimizer.step()
        with no_grad():
            for slow, fast in zip(average.parameters(), model.parameters(), strict=True):
                slow.lerp_(fast, 0.1)
            losses += [loss.item(), F.mse_loss(average(noisy, t), noise).item()]
    return losses
