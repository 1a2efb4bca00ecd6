"""Train the network in PyTorch; see common.py."""

import numpy as np
import torch  # type: ignore[import-not-found]
from common import BATCH, EPOCHS, FOLDER, RATE, SEEDS, digits, start, write  # type: ignore[import-not-found]
from torch import nn
from torch.nn import functional as F  # type: ignore[import-not-found]  # noqa: N812


def train(seed: int) -> tuple[nn.Sequential, list[float]]:
    """Return the trained network and its mean loss in each round."""
    rows, labels = (torch.from_numpy(array) for array in digits()[:2])
    model = nn.Sequential(nn.Linear(64, 32), nn.Tanh(), nn.Linear(32, 10))
    first = start(seed)
    with torch.no_grad():
        for parameter, array in zip(model.parameters(), first, strict=True):
            parameter.copy_(torch.from_numpy(array.T.copy()))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    losses = []
    for _ in range(EPOCHS):
        total = 0.0
        for i in range(0, len(rows), BATCH):
            x = rows[i : i + BATCH]
            target = labels[i : i + BATCH]
            loss = F.cross_entropy(model(x), target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x)
        losses.append(total / len(rows))
    return model, losses


def main() -> None:
    """Train with each seed, and write the first network."""
    FOLDER.mkdir(exist_ok=True)
    torch.set_num_threads(1)
    runs = [train(seed) for seed in SEEDS]
    _, _, new, right = digits()
    with torch.no_grad():
        answers = [model(torch.from_numpy(new)).numpy() for model, _ in runs]
    torch.save(runs[0][0].state_dict(), FOLDER / "pytorch.pt")
    scores = [float(np.mean(each.argmax(1) == right)) for each in answers]
    write(
        "pytorch",
        f"PyTorch {torch.__version__.partition('+')[0]}",
        right=scores,
        x=new,
        answers=answers[0],
        losses=runs[0][1],
    )


if __name__ == "__main__":
    main()
