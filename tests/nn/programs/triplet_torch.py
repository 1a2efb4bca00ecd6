"""An embedding of faces on the unit sphere, by triplets, with a margin. In PyTorch."""

from typing import Any

from torch import nn, optim  # type: ignore[import-not-found]
from torch.nn import functional as F  # type: ignore[import-not-found]


class Embedder(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(10, 16), nn.GELU(), nn.Linear(16, 4))

    def forward(self, x: Any) -> Any:
        return F.normalize(self.layers(x), dim=-1)


def build() -> dict[str, Any]:
    return {"model": Embedder()}


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
