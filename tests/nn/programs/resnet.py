"""A residual block that halves the picture, with batch normalisation and a projection."""

from typing import Any

import numpy as np

from sitegen import nn
from sitegen.nn import functional as F
from sitegen.nn import optim

PLACES = (1, 2)  # the axes of a picture, channels last


class Block(nn.Module):
    def __init__(self, rng: np.random.Generator) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 6, 3, stride=2, padding=1, bias=False, rng=rng)
        self.conv2 = nn.Conv2d(6, 6, 3, padding=1, bias=False, rng=rng)
        self.norm1, self.norm2 = nn.BatchNorm2d(6), nn.BatchNorm2d(6)
        self.shortcut = nn.Sequential(nn.Conv2d(3, 6, 1, stride=2, bias=False, rng=rng), nn.BatchNorm2d(6))
        self.head = nn.Linear(6, 4, rng=rng)

    def forward(self, x: Any) -> Any:
        y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        y = F.relu(y + self.shortcut(x))
        return self.head(y.mean(PLACES))


def build(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": Block(rng)}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    model, losses = models["model"], []
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-3, nesterov=True)
    scheduler = optim.lr_scheduler.CosineAnnealingLR(optimizer, 10)
    for _ in range(10):
        optimizer.zero_grad()
        loss = criterion(model(data["image"]), data["label"])
        loss.backward()
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
    return losses
