"""A U-Net of two levels: down, up, and the finer level laid beside. In PyTorch."""

from typing import Any

from torch import cat, nn, optim  # type: ignore[import-not-found]
from torch.nn import functional as F  # type: ignore[import-not-found]

CHANNELS = 1


class UNet(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.down1 = nn.Conv2d(1, 4, 3, padding=1)
        self.down2 = nn.Conv2d(4, 8, 3, padding=1)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.merge = nn.Conv2d(8, 4, 3, padding=1)
        self.head = nn.Conv2d(4, 1, 1)

    def forward(self, x: Any) -> Any:
        fine = F.relu(self.down1(x))
        coarse = F.relu(self.down2(F.max_pool2d(fine, 2)))
        merged = F.relu(self.merge(cat([fine, self.up(coarse)], dim=CHANNELS)))
        return self.head(merged)


def build() -> dict[str, Any]:
    return {"model": UNet()}


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
