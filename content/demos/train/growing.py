"""Write content/demos/weights/healing.npz, growing.npz and their cards: rules of a cellular automaton.

    OPENBLAS_NUM_THREADS=1 python -m content.demos.train.growing

`growing` always learns from one living cell; `healing` also from grids of earlier steps, three of eight with
a hole, as Mordvintsev and others do it (Growing neural cellular automata, 2020). Each is trained with three
seeds; the one with the median error is shipped, and its card names all three. About 13 minutes of one core:
190 seconds for each rule that heals, 65 for each other one. Another order of sums gives somewhat other
weights.
"""

import numpy as np

from sitegen import nn

from ..automaton import (
    SHOWN,
    WEIGHTS,
    Rule,
    bites,
    bitten,
    chosen,
    leaf,
    pixel_error,
    seed_cells,
    stepped,
)

SEEDS, RATE = (1, 2, 3), 0.0025
POOL, BATCH, DAMAGED = 64, 8, 3
LEAST, MOST = 20, 32  # steps of the automaton before the picture is compared
STEPS = {"healing": 1_800, "growing": 600}
GROWN, HEALED, TESTED = 64, 96, 32
"""Steps of the automaton before and after the bite in the test, and how many grids are tested."""


def train(name: str, seed: int, steps: int) -> Rule:
    """Return a rule that has learned to grow the picture."""
    rng = np.random.default_rng(seed)
    rule = Rule(rng=rng)
    criterion, optimizer = nn.MSELoss(), nn.Adam(rule.parameters(), lr=RATE)
    pool = seed_cells(POOL)
    for step in range(steps):
        rows = rng.choice(POOL, BATCH, replace=False)
        cells = pool[rows] if name == "healing" else seed_cells(BATCH)
        # The worst grid starts again from one cell, and the best ones get a hole.
        order = np.argsort(-((cells[..., :SHOWN] - leaf()) ** 2).mean(axis=(1, 2, 3)))
        rows, cells = rows[order], cells[order]
        cells[0] = seed_cells()[0]
        if name == "healing":
            cells[-DAMAGED:] = bitten(cells[-DAMAGED:], *bites(DAMAGED, rng))
        grown = nn.tensor(cells)
        optimizer.zero_grad()
        for _ in range(int(rng.integers(LEAST, MOST + 1))):
            grown = rule(grown, chosen(rng, BATCH))
        loss = criterion(grown[..., :SHOWN], np.broadcast_to(leaf(), (BATCH, *leaf().shape)))
        loss.backward()
        for parameter in rule.parameters():
            # Through many steps, gradients vary by orders of magnitude: each gets the length 1.
            if parameter.grad is not None:
                parameter.grad = parameter.grad / (np.linalg.norm(parameter.grad.array) + 1e-8)
        optimizer.lr = nn.cosine_decay(step, RATE, total=steps)
        optimizer.step()
        if name == "healing":
            pool[rows] = grown.array
        if step % 100 == 99:
            print(f"{name}, seed {seed}, {step + 1:,} steps: loss {loss.item():.5f}", flush=True)
    return rule


def errors(rule: Rule) -> tuple[float, float, float]:
    """Return the pixel error when grown, with holes, and after healing."""
    rng = np.random.default_rng(0)
    grown = stepped(rule, seed_cells(TESTED), GROWN, rng)
    holed = bitten(grown, *bites(TESTED, rng))
    return pixel_error(grown), pixel_error(holed), pixel_error(stepped(rule, holed, HEALED, rng))


def write(name: str, rules: dict[int, Rule]) -> None:
    """Write the rule with the median error, and its card."""
    scores = {seed: errors(rule) for seed, rule in rules.items()}
    for seed, (grown, holed, healed) in scores.items():
        print(f"{name}, seed {seed}: grown {grown:.4f}, with holes {holed:.4f}, healed {healed:.4f}")
    chosen_seed = sorted(rules, key=lambda seed: scores[seed][2])[len(rules) // 2]
    results = ", ".join(f"{scores[seed][2]:.4f}" for seed in rules)
    holes = bitten(np.repeat(leaf()[None], TESTED, axis=0), *bites(TESTED, np.random.default_rng(0)))
    card = nn.ModelCard(
        data="one picture of 18 × 18 cells, drawn by content/demos/automaton.py; random holes",
        licence="MIT, as this project: the picture is drawn by its own program",
        script="content/demos/train/growing.py",
        seed=chosen_seed,
        metric=f"pixel error {HEALED} steps after a hole, in {TESTED} grids; the seeds "
        f"{', '.join(map(str, rules))} give {results}, and the median is shipped",
        score=scores[chosen_seed][2],
        baseline="the whole picture with the same holes left",
        baseline_score=pixel_error(holes),
    )
    print(nn.save_model(WEIGHTS / f"{name}.npz", rules[chosen_seed], card), flush=True)


def main() -> None:
    """Train both rules with every seed; write weights and cards."""
    for name, steps in STEPS.items():
        write(name, {seed: train(name, seed, steps) for seed in SEEDS})


if __name__ == "__main__":
    main()
