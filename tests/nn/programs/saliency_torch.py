"""Saliency: the gradient of a score with respect to the picture, while the network learns. In PyTorch."""

from typing import Any

from torch import nn, optim  # type: ignore[import-not-found]
from torch.nn import functional as F  # type: ignore[import-not-found]

PLACES = (2, 3)  # the axes of a picture, channels first


def build() -> dict[str, Any]:
    layers = [nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 3, 3)]
    return {"model": nn.Sequential(*layers)}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    model, losses = models["model"], []
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    for _ in range(10):
        optimizer.zero_grad()
        loss = F.cross_entropy(model(data["image"]).mean(PLACES), data["label"])
        loss.backward()
        optimizer.step()
        picture = data["image"][:1].clone().requires_grad_()
        model(picture).mean(PLACES)[0, 1].backward()
        losses += [loss.item(), picture.grad.abs().sum().item(), picture.grad.abs().max().item()]
    return losses
