"""Measure one run of a demo. This source runs natively and in the browser, with imports that both have."""

import json

from sitegen.demo import Frame, Percent, Session, describe_error, describe_frame, load


def measure(demo: str, values_json: str, steps_json: str = "[]") -> str:
    """Run a demo to the step of its poster; return its numbers, or its error, as JSON text.

    The steps are those whose whole frames are wanted. The result is `{"error": ...}`, or an object of
    `drift`, `percent` (names of metrics that are fractions), `series` (the metrics of every frame, in order,
    None where a number is not finite), `first` and `last`, these two frames with their marks, of which only
    the first has texts and the marks' numbers, and `drawn`, the frames of the wanted steps as a page receives
    them, without their pictures.
    """
    try:
        return json.dumps(_measure(demo, json.loads(values_json), json.loads(steps_json)))
    except Exception as error:  # noqa: BLE001 - any exception of a demo is part of the result
        return json.dumps({"error": describe_error(error)})


def _measure(name: str, values: dict[str, object], steps: list[int]) -> dict[str, object]:
    demo = load(name)
    session = Session(demo, values)
    first: dict[str, object] = {}
    series: list[dict[str, float | None]] = []
    percent: set[str] = set()
    drawn: dict[int, dict[str, object]] = {}
    for frame in session.run(demo.poster_steps):
        series.append({key: value if abs(value) < 1e308 else None for key, value in frame.metrics.items()})
        percent |= {key for key, value in frame.metrics.items() if isinstance(value, Percent)}
        first = first or _frame(frame, numbers=True)
        if session.steps - 1 in steps:
            drawn[session.steps - 1] = _drawn(session)
    if session.frame is None:
        raise RuntimeError(f"the demo {name!r} ended without a frame")
    last = _frame(session.frame, numbers=False)
    if session.steps - 1 in drawn:  # `done` may have changed
        drawn[session.steps - 1] = _drawn(session)
    return {
        "drift": dict(demo.drift), "percent": sorted(percent), "series": series, "first": first, "last": last,
        "drawn": list(drawn.values()),
    }  # fmt: skip


def _drawn(session: Session) -> dict[str, object]:
    frame = describe_frame(session)
    marks = [[mark["name"], mark["kind"], mark["label"], mark["sentence"]] for mark in frame["marks"]]
    return {**frame, "marks": marks}


def _frame(frame: Frame, *, numbers: bool) -> dict[str, object]:
    marks = {}
    for name, mark in frame.marks.items():
        arrays = {
            key: {"shape": list(array.shape), **({"values": array.ravel().tolist()} if numbers else {})}
            for key, array in mark.arrays.items()
        }
        sentence = mark.sentence() if numbers else ""
        marks[name] = {"kind": mark.kind, "label": mark.label, "sentence": sentence, "arrays": arrays}
    return {"text": frame.text if numbers else "", "marks": marks}
