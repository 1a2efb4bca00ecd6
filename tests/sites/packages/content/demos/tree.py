"""A decision tree of scikit-learn."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from sitegen.demo import Bars, Frame, Percent, Seed, Slider, demo


@dataclass
class Controls:
    depth: Annotated[int, Slider(1, 6, label="Depth of the tree")] = 3
    seed: Annotated[int, Seed()] = 1


@demo(title="A tree learns a ring")
def tree(controls: Controls, rng: np.random.Generator) -> Frame:
    """A decision tree separates points inside a ring from those outside."""
    points = rng.uniform(-1, 1, (400, 2))
    inside = (points**2).sum(axis=1) < 0.5
    model = DecisionTreeClassifier(max_depth=controls.depth, random_state=0).fit(points[:200], inside[:200])
    right = float((model.predict(points[200:]) == inside[200:]).mean())
    x, y = map(float, model.feature_importances_)
    return Frame(
        importance=Bars({"x": x, "y": y}, label="Importance"),
        metrics={"right": Percent(right)},
    )
