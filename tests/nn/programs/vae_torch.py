"""A variational autoencoder: two heads, the reparametrisation trick, two losses. In PyTorch."""

from typing import Any

from torch import nn, optim  # type: ignore[import-not-found]
from torch.nn import functional as F  # type: ignore[import-not-found]


class VAE(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(12, 16)
        self.mean, self.log_variance = nn.Linear(16, 3), nn.Linear(16, 3)
        self.decoder = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 12))

    def forward(self, x: Any, noise: Any) -> Any:
        h = F.relu(self.hidden(x))
        mean, log_variance = self.mean(h), self.log_variance(h)
        z = mean + noise * (0.5 * log_variance).exp()
        return self.decoder(z), mean, log_variance


def build() -> dict[str, Any]:
    return {"model": VAE()}


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
