"""Visitors are searched among up to 10,000 drawn faces, none of whom is the visitor."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Choice,
    Curve,
    Facts,
    Frame,
    Headline,
    ImageGrid,
    Percent,
    Preset,
    Slider,
    Stage,
    demo,
    metric_text,
)

from .crowd import VISITORS, passport, residents, visitors
from .portraits import GROUPS, LONG, ROUND, SIDE
from .recognising import FEW, FINE, MANY, SIZES, THRESHOLD, counted, rates, recogniser

SHOWN, GREYS, GAP = 9, 12, 2  # pairs in the picture; levels and pixels of a picture
NAMES = tuple(f"{size:,}" for size in SIZES)
KEYS = {FEW: "few", MANY: "many"}
CARDS = {learned: recogniser(learned)[1] for learned in KEYS}
WALL = 0.9


@dataclass
class Controls:
    """What the reader may change."""

    size: Annotated[str, Choice(*NAMES, label="Gallery of", main=True)] = NAMES[0]
    group: Annotated[str, Choice(*GROUPS, label="Whose faces", main=True)] = LONG
    learned: Annotated[str, Choice(FEW, MANY, label="Training saw")] = FEW
    threshold: Annotated[float, Slider(0.2, 1.0, step=0.05, label="Threshold")] = THRESHOLD


@demo(
    title="One against many",
    stage=Stage("matches", side=("growth", "groups")),
    headline=Headline(
        "false_matches", label="of 100 mistaken", baseline="alone", said="in a gallery of one: {alone}"
    ),
    presets=(
        Preset("A door", size=NAMES[0]),
        Preset("A town", size=NAMES[4], fails=True),
        Preset("Rare in training", size=NAMES[1], group=ROUND, learned=FEW, fails=True),
        Preset("Fair training", size=NAMES[1], group=ROUND, learned=MANY),
    ),
    facts=Facts(
        parameters=f"{CARDS[FEW].parameters:,} in each of two networks that learned from 2,000 people.",
        data="drawn faces. Nobody in a gallery is a visitor, and no network has seen either.",
        training="beforehand, both in the same way; one saw 40 people with round faces, the other 1,000.",
        metric=f"how many of {VISITORS} visitors are taken for somebody in the gallery.",
        baseline="the same with one person in the gallery, as at the door of a phone. Equal error rates: "
        f"{metric_text(Percent(CARDS[FEW].score))} and {metric_text(Percent(CARDS[MANY].score))}.",
    ),
)
def gallery(controls: Controls, _rng: np.random.Generator) -> Frame:
    """Each visitor stands beside the most similar face of the gallery. None of them is the same person."""
    key, group, size = KEYS[controls.learned], GROUPS.index(controls.group), NAMES.index(controls.size)
    closest = counted()[f"{key}_closest"] / FINE
    matched = closest <= controls.threshold  # group, visitor, size
    mistaken = matched.sum(axis=1)
    missed = (counted()[f"{key}_own"] / FINE > controls.threshold).mean(axis=1)
    nearest, found = closest[group, :SHOWN, size], matched[group, :SHOWN, size]
    tests = [rates(*(counted()[f"{key}_{kind}"][place] for kind in ("one", "two"))) for place in (0, 1)]
    single = [test.at(controls.threshold)[0] for test in tests]
    return Frame(
        matches=ImageGrid(
            pairs(group, counted()[f"{key}_place"][group, :SHOWN, size]),
            [f"{distance:.2f}" for distance in nearest],
            label=f"{SHOWN} visitors, each beside the most similar of {controls.size}",
            scale="grey",
            columns=3,
            highlight=np.flatnonzero(found).tolist(),
            highlight_label="mistaken for this person",
        ),
        growth=Curve(
            dict(zip(GROUPS, mistaken, strict=True)),
            SIZES,
            label="Visitors of 100 who are mistaken",
            x_label="people in the gallery",
            log_x=True,
            y_range=(0, VISITORS),
        ),
        groups=Bars(
            {
                **{f"mistaken, {name}": Percent(share) for name, share in zip(GROUPS, single, strict=True)},
                **{f"missed, {name}": Percent(share) for name, share in zip(GROUPS, missed, strict=True)},
            },
            label="Two pictures: one person for two, and two for one",
        ),
        metrics={
            "false_matches": int(mistaken[group, size]),
            "alone": int(mistaken[group, 0]),
            "long_faces": int(mistaken[0, size]),
            "round_faces": int(mistaken[1, size]),
            "equal_error": Percent(tests[group].equal_error),
            "one_to_one": Percent(single[group]),
            "times": single[1] / max(single[0], 1e-9),
            "missed": Percent(missed[group]),
        },
        text=f"Of {VISITORS} visitors with {controls.group}, {mistaken[group, size]} are mistaken for "
        f"somebody in a gallery of {controls.size}, at a threshold of {controls.threshold:.2f}. The same "
        f"threshold misses {missed[group]:.0%} of visitors who are in the gallery.",
    )


def pairs(group: int, places: nn.IntArray) -> nn.Array:
    """Return each visitor beside somebody of the gallery. Shape: (n,) to (n, 40, 82)."""
    seen = visitors(group)[1][: len(places)]
    similar = passport(residents(group)[places], group)
    gap = np.full((len(places), SIDE, GAP), WALL, np.float32)
    beside: nn.Array = np.rint(np.concatenate((seen, gap, similar), axis=2) * GREYS) / GREYS
    return beside
