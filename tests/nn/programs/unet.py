"""A U-Net of two levels: down, up by a transposed convolution, and the finer level laid beside."""

from typing import Any

import numpy as np

from sitegen import nn
from sitegen.nn import cat, optim
from sitegen.nn import functional as F

CHANNELS = -1


class UNet(nn.Module):
    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.down1 = nn.Conv2d(1, 4, 3, padding=1, rng=rng)
        self.down2 = nn.Conv2d(4, 8, 3, padding=1, rng=rng)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2, rng=rng)
        self.merge = nn.Conv2d(8, 4, 3, padding=1, rng=rng)
        self.head = nn.Conv2d(4, 1, 1, rng=rng)

    def forward(self, x: Any) -> Any:
        fine = F.relu(self.down1(x))
        coarse = F.relu(self.down2(F.max_pool2d(fine, 2)))
        merged = F.relu(self.merge(cat([fine, self.up(coarse)], dim=CHANNELS)))
        return self.head(merged)


def build(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": UNet(rng)}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    model, losses = models["model"], []
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    for _ in range(10):
        optimizer.zero_grad()
        scores = model(data["image"])
        cross = F.binary_cross_entropy_with_logits(scores, data["image_mask"])
        p = scores.sigmoid()
        overlap = 2 * (p * data["image_mask"]).sum() / (p.sum() + data["image_mask"].sum())
        loss = cross + 1 - overlap
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
