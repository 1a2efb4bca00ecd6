"""The model card beside every weights file: where the numbers come from and how good they are."""

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

from sitegen.nn.array import describe
from sitegen.nn.module import Module
from sitegen.nn.weights import Precision, digest, read_weights, save_weights, unpack_weights

# Every other key of a card is text.
KINDS: dict[str, tuple[type, ...]] = {
    "seed": (int,),
    "score": (int, float),
    "baseline_score": (int, float),
    "parameters": (int,),
}


@dataclass(frozen=True)
class ModelCard:
    """What a reader of a demo should know about its weights.

    Attributes:
        data: what it was trained on, and where that comes from.
        licence: of the data.
        script: the committed script that makes the weights.
        seed: of that script.
        metric: what is measured, on what: "accuracy on 360 unseen digits".
        score: the value of the metric.
        baseline: what a simple method does, and which: "always the most frequent class".
        baseline_score: its value of the same metric.
        parameters: how many trained numbers the model has; filled in by `save_model`.
        precision: how they are stored; filled in by `save_model`.
        sha256: of the stored arrays; filled in by `save_model`.
    """

    data: str
    licence: str
    script: str
    seed: int
    metric: str
    score: float
    baseline: str
    baseline_score: float
    parameters: int = 0
    precision: Precision = "float16"
    sha256: str = ""


def save_model(
    path: str | Path, model: Module, card: ModelCard, precision: Precision = "float16"
) -> ModelCard:
    """Write the weights to ``path`` (.npz) and the card beside it (.json); return the card, filled in."""
    sha256 = save_weights(path, model.state_dict(), precision)
    filled = dataclasses.replace(card, parameters=model.parameter_count, precision=precision, sha256=sha256)
    text = json.dumps(dataclasses.asdict(filled), indent=2, ensure_ascii=False)
    Path(path).with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    return filled


def read_card(path: str | Path) -> ModelCard:
    """Return the card in a JSON file.

    Raises:
        ValueError: not JSON, or names every key that is missing, unknown or of another type.
    """
    path = Path(path)
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name}: expected a model card in JSON, received {error}") from error
    if not isinstance(values, dict):
        raise ValueError(f"{path.name}: expected a JSON object, received {describe(values)}")
    names = [field.name for field in dataclasses.fields(ModelCard)]
    faults = [f"{name}: unknown" for name in values if name not in names]
    for name in names:
        if name not in values:
            faults.append(f"{name}: missing")
        elif not isinstance(values[name], KINDS.get(name, (str,))):
            faults.append(f"{name}: received {describe(values[name])}")
    if faults:
        raise ValueError(f"{path.name}: the card does not fit; " + "; ".join(faults))
    return ModelCard(**values)


def load_model(path: str | Path, model: Module) -> ModelCard:
    """Fill ``model`` from a weights file and return the card beside it.

    Raises:
        ValueError: the card or file is not one, they do not belong together, or the weights do not fit the
            model.
    """
    path = Path(path)
    card, packed = read_card(path.with_suffix(".json")), read_weights(path)
    found = digest(packed)
    if found != card.sha256:
        raise ValueError(f"{path.name}: sha256 expected {card.sha256 or 'in the card'}, received {found}")
    model.load_state_dict(unpack_weights(packed, path.name))
    return card
