"""Diffusion on points: noise is added, a network that knows the time finds it. In PyTorch."""

from typing import Any

from torch import cat, nn, no_grad, optim  # type: ignore[import-not-found]
from torch.nn import functional as F  # type: ignore[import-not-found]


class Denoiser(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.time = nn.Embedding(20, 8)
        self.layers = nn.Sequential(nn.Linear(2 + 8, 16), nn.SiLU(), nn.Linear(16, 2))

    def forward(self, x: Any, t: Any) -> Any:
        return self.layers(cat([x, self.time(t)], dim=-1))


def build() -> dict[str, Any]:
    return {"model": Denoiser(), "average": Denoiser()}


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
