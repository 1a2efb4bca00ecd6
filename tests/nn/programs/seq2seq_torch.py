"""A GRU reads, another GRU writes and looks back by attention, one step at a time. In PyTorch."""

from typing import Any

from torch import cat, nn, optim, stack  # type: ignore[import-not-found]
from torch.nn import functional as F  # type: ignore[import-not-found]


class Translator(nn.Module):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__()
        self.words, self.pieces = nn.Embedding(9, 8), nn.Embedding(7, 8)
        self.encoder = nn.GRU(8, 12, batch_first=True)
        self.decoder = nn.GRU(8 + 12, 12, batch_first=True)
        self.scores = nn.Linear(24, 7)

    def forward(self, source: Any, written: Any) -> Any:
        memory, state = self.encoder(self.words(source))
        outputs = []
        for t in range(written.shape[1]):
            query = state[-1].unsqueeze(1)
            weights = F.softmax(query @ memory.transpose(1, 2), dim=-1)
            context = weights @ memory
            step, state = self.decoder(cat([self.pieces(written[:, t : t + 1]), context], dim=2), state)
            outputs.append(self.scores(cat([step, context], dim=2))[:, 0])
        return stack(outputs, dim=1)


def build() -> dict[str, Any]:
    return {"model": Translator()}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    model, losses = models["model"], []
    criterion = nn.CrossEntropyLoss(ignore_index=0)
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    for _ in range(10):
        optimizer.zero_grad()
        scores = model(data["source"], data["written"])
        loss = criterion(scores.reshape(-1, 7), data["follows"].reshape(-1))
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    return losses
