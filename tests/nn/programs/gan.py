"""A generative adversarial network: one loss object, two optimisers, a detached sample."""

from typing import Any

import numpy as np

from sitegen import nn
from sitegen.nn import ones, optim, zeros


def build(rng: np.random.Generator) -> dict[str, Any]:
    generator = nn.Sequential(nn.Linear(4, 16, rng=rng), nn.ReLU(), nn.Linear(16, 2, rng=rng))
    critic = nn.Sequential(nn.Linear(2, 16, rng=rng), nn.LeakyReLU(0.2), nn.Linear(16, 1, rng=rng))
    return {"generator": generator, "critic": critic}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    generator, critic, losses = models["generator"], models["critic"], []
    criterion = nn.BCEWithLogitsLoss()
    towards = optim.Adam(generator.parameters(), lr=0.01, betas=(0.5, 0.999))
    against = optim.Adam(critic.parameters(), lr=0.01, betas=(0.5, 0.999))
    yes, no = ones(len(data["real"]), 1), zeros(len(data["real"]), 1)
    for noise in data["noise"]:
        fake = generator(noise)
        against.zero_grad()
        critic_loss = criterion(critic(data["real"]), yes) + criterion(critic(fake.detach()), no)
        critic_loss.backward()
        against.step()
        towards.zero_grad()
        loss = criterion(critic(fake), yes)
        loss.backward()
        towards.step()
        losses += [critic_loss.item(), loss.item()]
    return losses
