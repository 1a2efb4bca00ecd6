"""Deep Q-learning with a target network, and a policy gradient with an advantage. In PyTorch."""

from typing import Any

from torch import nn, no_grad, optim  # type: ignore[import-not-found]
from torch.nn import functional as F  # type: ignore[import-not-found]


def network(outputs: int) -> Any:
    return nn.Sequential(nn.Linear(4, 16), nn.Tanh(), nn.Linear(16, outputs))


def build() -> dict[str, Any]:
    return {"q": network(3), "target": network(3), "policy": network(3), "value": network(1)}


def train(models: dict[str, Any], data: dict[str, Any]) -> list[float]:
    q, target, policy, value = models["q"], models["target"], models["policy"], models["value"]
    target.load_state_dict(q.state_dict())
    optimizer = optim.Adam(q.parameters(), lr=0.01)
    actor = optim.Adam([{"params": policy.parameters()}, {"params": value.parameters(), "lr": 0.02}], lr=0.01)
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        chosen = q(data["state"]).gather(1, data["action"].unsqueeze(1)).squeeze(1)
        with no_grad():
            best = target(data["next"]).max(1).values
        loss = F.huber_loss(chosen, data["reward"] + 0.9 * best * (1 - data["done"]))
        loss.backward()
        optimizer.step()
        with no_grad():
            for old, new in zip(target.parameters(), q.parameters(), strict=True):
                old.mul_(0.9).add_(new, alpha=0.1)
        actor.zero_grad()
        logs = F.log_softmax(policy(data["state"]), dim=-1)
        baseline = value(data["state"]).squeeze(-1)
        advantage = data["reward"] - baseline
        taken = logs.gather(1, data["action"].unsqueeze(1)).squeeze(1)
        entropy = -(logs.exp() * logs).sum(-1).mean()
        policy_loss = -(taken * advantage.detach()).mean() + advantage.pow(2).mean() - 0.01 * entropy
        policy_loss.backward()
        actor.step()
        losses += [loss.item(), policy_loss.item()]
    return losses
