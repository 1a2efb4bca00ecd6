"""Three tasks as text in, text out: reports, numbers and opinions, with what to answer. No demo itself."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from .number_words import ONES, english, french

SEED = 0  # of the split
LARGEST = 999  # number
UNSEEN_REPORTS, UNSEEN_NUMBERS, KNOWN_OPINIONS, KNOWN_MOODS = 800, 200, 80, 200
NUMBERS, REPORTS, OPINIONS, MOODS = "french", "summarise", "sentiment", "sentiment of reports"
"""Kinds of examples. Reports come with two tasks, and only the task's name says which of them is meant."""

EVENTS = {
    "fire": ("flames came out of the {}", "the {} burned"),
    "flood": ("water ran into the {}", "the {} stood under water"),
    "theft": ("thieves emptied the {}", "somebody broke into the {}"),
    "strike": ("nobody would work at the {}", "the workers of the {} went home"),
    "crash": ("a bus drove into the {}", "two cars met before the {}"),
    "blackout": ("the lights went out at the {}", "the {} had no power"),
}
SITES = ["harbour", "station", "school", "market", "museum", "bakery", "library", "theatre"]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
HURT = ("{} people were hurt", "{} people had to see a doctor")
COUNTS = ["nobody", *ONES[2:10]]
FILLERS = (  # they name other days and places, which have no business in a summary
    "the next report comes on {day}",
    "the mayor spoke at the {site}",
    "on {day} it had rained",
    "many people stood around",
)

THINGS = ["film", "book", "meal", "hotel", "song", "game", "play", "trip"]
PRAISE = ["good", "great", "lovely", "funny", "clever", "warm"]
BLAME = ["bad", "dull", "awful", "boring", "weak", "cold"]
PLAIN = ("the {} was {}", "the {} was very {}", "i found the {} {}")
TURNED = ("the {} was not {}", "i did not find the {} {}", "nobody found the {} {}")


@dataclass(frozen=True, slots=True)
class Example:
    """What is to be done, with what, and the answer; texts are words with blanks between them."""

    task: str
    text: str
    answer: str


def report(fact: tuple[str, str, str, str], rng: np.random.Generator) -> Example:
    """Tell a fact (event, site, day, number of hurt) in some of many words; the answer is its headline."""
    event, site, day, count = fact
    news = EVENTS[event][int(rng.integers(2))].format(site)
    told = f"on {day} {news}" if rng.random() < 0.5 else f"{news} on {day}"
    hurt = "nobody was hurt" if count == "nobody" else HURT[int(rng.integers(2))].format(count)
    filler = FILLERS[int(rng.integers(len(FILLERS)))].format(
        day=DAYS[int(rng.integers(len(DAYS)))], site=SITES[int(rng.integers(len(SITES)))]
    )
    parts = [told, hurt]
    parts.insert(int(rng.integers(3)), filler)
    return Example("summarise", " . ".join(parts) + " .", f"{day} : {event} at the {site} , {count} hurt")


def opinions() -> list[Example]:
    """Return every opinion that can be given."""
    return [
        Example("sentiment", form.format(thing, word), "friendly" if praised != turned else "unfriendly")
        for turned, forms in ((False, PLAIN), (True, TURNED))
        for form in forms
        for praised, words in ((True, PRAISE), (False, BLAME))
        for word in words
        for thing in THINGS
    ]


@cache
def split(known_opinions: int = KNOWN_OPINIONS) -> tuple[dict[str, list[Example]], dict[str, list[Example]]]:
    """Return for each kind the examples to learn from and those held out.

    No fact, no number and no opinion stands on both sides.
    """
    rng = np.random.default_rng(SEED)
    facts = [
        (event, site, day, count) for event in EVENTS for site in SITES for day in DAYS for count in COUNTS
    ]
    reports = [report(facts[place], rng) for place in rng.permutation(len(facts))]
    numbers = [
        Example("french", " ".join(english(n)), " ".join(french(n)))
        for n in (1 + rng.permutation(LARGEST)).tolist()
    ]
    felt = opinions()
    felt = [felt[place] for place in rng.permutation(len(felt))]
    moods = [Example("sentiment", example.text, "neutral") for example in reports]
    unseen = {
        REPORTS: reports[:UNSEEN_REPORTS],
        NUMBERS: numbers[:UNSEEN_NUMBERS],
        OPINIONS: felt[known_opinions:],
        MOODS: moods[:UNSEEN_REPORTS],
    }
    known = {
        REPORTS: reports[UNSEEN_REPORTS:],
        NUMBERS: numbers[UNSEEN_NUMBERS:],
        OPINIONS: felt[:known_opinions],
        MOODS: moods[UNSEEN_REPORTS : UNSEEN_REPORTS + KNOWN_MOODS],
    }
    return known, unseen


@cache
def vocabulary() -> tuple[str, ...]:
    """Return all words; a word's number is its place. `·` is start, end and padding, `?` an unknown word."""
    known, unseen = split()
    texts = (
        text
        for part in (known, unseen)
        for rows in part.values()
        for e in rows
        for text in (e.text, e.answer)
    )
    words = sorted(
        {word for text in texts for word in text.split()} | {"summarise", "french", "sentiment", ":"}
    )
    return ("·", "?", *words)


@cache
def typical_words(kind: str) -> str:
    """Return the words of all texts that such examples have, from a to z."""
    words = {word for example in split()[0][kind] for word in example.text.split()}
    return ", ".join(sorted(word for word in words if word.isalpha()))


def nearest_answers(known: list[Example], unseen: list[Example]) -> list[str]:
    """Return for each unseen example the answer of the known one that shares most words with it."""
    places = {word: place for place, word in enumerate(vocabulary())}

    def bags(examples: list[Example]) -> np.ndarray:
        bag = np.zeros((len(examples), len(places)), np.float32)
        for row, example in enumerate(examples):
            bag[row, [places[word] for word in example.text.split()]] = 1
        return bag

    mine, theirs = bags(unseen), bags(known)
    shared = mine @ theirs.T
    alike = shared / (mine.sum(axis=1)[:, None] + theirs.sum(axis=1) - shared)
    return [known[place].answer for place in alike.argmax(axis=1)]
