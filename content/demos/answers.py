"""A question lights up the sentence that answers it, or gets `I do not know`."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated

import numpy as np

from sitegen import nn
from sitegen.demo import (
    Bars,
    Curve,
    Facts,
    Frame,
    Headline,
    Percent,
    Preset,
    Slider,
    Stage,
    Table,
    TextField,
    demo,
    metric_text,
)

from .finder import Exam, examine, finder, found_by_practice, found_by_words, is_new, passage, shares, words

FINDER, CARD = finder()
AGE, LIFT, ELSEWHERE = "What is the age of the tower?", "Is there an elevator to the top?", "Who wrote Faust?"
FEVER, KEEPER, CLOSED = "How high is the fever?", "How tall is the keeper?", "When is it not open?"
ANSWERS = {AGE: 1, LIFT: 7, ELSEWHERE: -1, FEVER: -1, KEEPER: -1, CLOSED: -1}
"""The questions of the presets, and the sentence that a person would give; -1 for none."""
UNKNOWN = "I do not know"
THRESHOLDS = np.arange(0, 101, 5)


@dataclass
class Controls:
    """What the reader may change."""

    question: Annotated[str, TextField(100, label="Question", main=True)] = AGE
    threshold: Annotated[int, Slider(0, 100, step=5, unit="%", label="No answer below", main=True)] = 50


@demo(
    title="Ask the lighthouse",
    stage=Stage("passage", side=("trade", "exam")),
    headline=Headline(
        "right", label="right", baseline="practice_right", said="by shared words: {practice_right}"
    ),
    presets=(
        Preset("Age", question=AGE),
        Preset("Elevator", question=LIFT),
        Preset("Faust", question=ELSEWHERE),
        Preset("Fever", question=FEVER, fails=True),
        Preset("Keeper's height", question=KEEPER, fails=True),
        Preset("Not open", question=CLOSED, fails=True),
    ),
    facts=Facts(
        parameters=f"{CARD.parameters:,}: 32 for each of 1,536 pieces of text, and two for the scale.",
        data=f"{CARD.data}. The lighthouse is invented.",
        licence=f"{CARD.licence}.",
        training=f"{CARD.script}, beforehand: AdamW, 1,500 steps of 64 questions, three seeds of which the "
        "median is shipped. A question's vector moves towards that of its sentence, and away from others.",
        metric="the share of held-out questions with an answer that get the right sentence at the chosen "
        f"threshold; without a threshold {metric_text(Percent(CARD.score))}. Refused: the share of held-out "
        "questions without an answer that get none.",
        baseline="the practice question that shares most words with the question lends its answer. Words "
        f"shared with the sentence itself give {metric_text(Percent(CARD.baseline_score))}, since the "
        "held-out questions avoid them.",
    ),
)
def answers(controls: Controls, rng: np.random.Generator) -> Frame:
    """Ask something. Each sentence shows how sure the network is that it answers the question."""
    sentences = list(passage().sentences)
    # Rounded, since the last digits of a share near 0 differ between processors.
    sure = np.round(shares(FINDER, [controls.question])[0], 2) + 0.0
    if not words(controls.question):
        sure[:] = 0
    best, threshold = int(sure.argmax()), controls.threshold / 100
    given = best if words(controls.question) and sure[best] >= threshold else -1
    reply = sentences[given] if given >= 0 else f"{UNKNOWN}."
    wanted = ANSWERS.get(controls.question)
    exam = measured()
    note = f"{exam.refused(threshold):.0%} of the questions without an answer are refused."
    if wanted is not None and wanted != given:
        note = f"A person answers: {sentences[wanted] if wanted >= 0 else f'{UNKNOWN}.'}"
    return Frame(
        passage=Bars(
            {sentence: Percent(share) for sentence, share in zip(sentences, sure, strict=True)},
            label=f"Reply: {reply}",
            x_range=(0, 1),
        ),
        trade=Curve(
            {
                "right": [exam.right(share) for share in THRESHOLDS / 100],
                "refused": [exam.refused(share) for share in THRESHOLDS / 100],
            },
            THRESHOLDS,
            label="Right answers, and refusals without one",
            x_label="no answer below, %",
            y_range=(0, 1),
            points={"now": [[controls.threshold, part(threshold)] for part in (exam.right, exam.refused)]},
        ),
        exam=table(),
        metrics={
            "right": Percent(exam.right(threshold)),
            "refused": Percent(exam.refused(threshold)),
            "wrong": Percent(exam.wrong(threshold)),
            **({} if wanted is None else {"reply_right": int(wanted == given)}),
            "sure": Percent(sure[best]),
            "practice_right": Percent(by_words()[1]),
            "sentence_right": Percent(by_words()[0]),
            "parameters": CARD.parameters,
        },
        text=f"{reply} The best sentence gets {sure[best]:.0%}. {note}",
    )


@cache
def measured() -> Exam:
    """Return what the network does with the held-out questions."""
    return examine(FINDER)


@cache
def by_words(new: bool | None = None) -> tuple[float, float]:
    """Return how often words shared with the sentence, and with a practice question, find the answer.

    Args:
        new: only questions with a word that no practice question has, or only those without; None for all.
    """
    asked = [question for question, number in passage().held_out if number >= 0]
    asked = [question for question in asked if new in (None, is_new(question))]
    return (
        float(np.mean([found_by_words(question) for question in asked])),
        float(np.mean([found_by_practice(question) for question in asked])),
    )


@cache
def table() -> Table:
    """Return how often each way ranks the right sentence first, by the words of the question."""
    asked = [question for question, number in passage().held_out if number >= 0]
    new = np.array([is_new(question) for question in asked])
    best: nn.BoolArray = measured().best
    return Table(
        {
            "words of the question": [f"all practised ({(~new).sum()})", f"a new one ({new.sum()})"],
            "as in the sentence": [Percent(by_words(False)[0]), Percent(by_words(True)[0])],
            "as in practice": [Percent(by_words(False)[1]), Percent(by_words(True)[1])],
            "network": [Percent(best[~new].mean()), Percent(best[new].mean())],
        },
        label="Right sentence first, no threshold",
    )
