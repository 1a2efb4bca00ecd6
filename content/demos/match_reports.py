"""A grammar of short football reports and their summaries, with names and numbers of its own. No demo itself.

The test keeps to itself a third of the teams, a third of the crowds, a quarter of the pairs of teams, and
some sentence patterns.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

PAD, UNKNOWN = "·", "?"
LEARNED, HELD_OUT = 12_000, 900
SEED = 0  # of the test; the reports to learn from have the next

# Names made of syllables; every third is held out.
TEAMS = [
    first + second
    for first in ["Bar", "Cor", "Dun", "Fen", "Gol", "Hes", "Jor", "Kel", "Lum", "Nor", "Pel", "Tam"]
    for second in ["vik", "dale", "ona", "mere", "sted", "rin"]
]
CROWDS = [f"{number // 1000},{number % 1000:03}" for number in range(1_000, 10_000, 100)]
GOALS = 5  # the most that a team scores in training; the summary counts with them, so 6 is a new word
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
PLAYERS = ["Adler", "Bruno", "Costa", "Duval", "Ekman", "Ferro", "Grant", "Hauser", "Ito", "Jansen", "Kovac"]

# {w} won against {l}, {x} to {y}; {v} and {u} are `hosts` and `guests`, in the same order.
# {h} received {g} on {day}; {o} played on another day, {e}.
WON = """{w} won {x} to {y}; {w} beat {l} {x} to {y}; It ended {x} to {y} for {w}; The {v} won {x} to {y};
{l} lost {y} to {x}; The {u} lost {y} to {x};
{w} won {x} to {y} against {l}; The points went to the {v} , {x} to {y}"""
NEW_WON = """It ended {x} to {y} for the {v}; The {u} lost {y} to {x} against {w};
{w} won against {l} , {x} to {y}"""
DREW = """It ended {x} to {x}; Nobody won , it was {x} to {x}; The match ended {x} to {x};
They shared the points , {x} to {x}"""
NEW_DREW = """It was {x} to {x}; Nobody won , it ended {x} to {x}"""
MET = """{h} received {g} on {day}; {g} travelled to {h} on {day}; {h} played {g} at home on {day};
{g} were the guests of {h} on {day}; On {day} {h} were at home against {g}"""
NEW_MET = """On {day} {g} travelled to {h}; {h} received {g} at home on {day}"""
WATCHED = """{c} people watched; {c} people came; There were {c} people in the ground; A crowd of {c} sang"""
NEW_WATCHED = """{c} people sang; A crowd of {c} watched"""
OTHERS = """At half-time it was {p} to {q}; The first half ended {p} to {q}; Last year {o} won {p} to {q};
The last match ended {p} to {q} for {o}; {s} was hurt after {m} minutes; {s} scored after {m} minutes;
It rained all day; The grass was wet; {s} saw the red card"""
NEW_OTHERS = """Last year it was {p} to {q}; The last match ended {p} to {q}; {o} won {p} to {q} on {e}"""


@dataclass(frozen=True)
class Report:
    """A short report with the facts that it states.

    Attributes:
        sentences: each with its stop.
        result: the place of the sentence that says how the match ended, which is the best to copy.
        home, away: the teams.
        goals: of either team.
        crowd: how many people watched, as written.
    """

    sentences: tuple[str, ...]
    result: int
    home: str
    away: str
    goals: tuple[int, int]
    crowd: str

    @property
    def text(self) -> str:
        """The whole report."""
        return " ".join(self.sentences)


def is_kept(place: int) -> bool:
    """Return whether the team, or the crowd, at this place of its list is held out."""
    return place * 5 % 9 < 3


@cache
def teams(held_out: bool) -> list[str]:
    """Return the teams of the test, or of the training."""
    return [team for place, team in enumerate(TEAMS) if is_kept(place) == held_out]


@cache
def crowds(held_out: bool) -> list[str]:
    """Return the crowds of the test, or of the training."""
    return [crowd for place, crowd in enumerate(CROWDS) if is_kept(place) == held_out]


def split_words(text: str) -> list[str]:
    """Return the words, numbers and stops of a text, in lower case."""
    return re.findall(r"\d[\d,]*\d|\d|[^\W\d_]+(?:['-][^\W\d_]+)*|[.,]", text.lower())


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text; what has no words is left out."""
    parts = re.split(r"(?<=[.!?])\s+|\n+", text.strip())
    return [part for part in parts if any(word not in ".," for word in split_words(part))]


@cache
def vocabulary() -> dict[str, int]:
    """Return the number of each word: 0 pads and ends, 1 stands for all words that are not known."""
    patterns = " ".join((WON, DREW, MET, WATCHED, OTHERS))
    plain = split_words(re.sub(r"\{.\}|\{day\}|;", " ", patterns))
    own = split_words("beat edged crushed and drew to before people hosts guests . ,")
    names = [
        *teams(False),
        *DAYS,
        *PLAYERS,
        *crowds(False),
        *map(str, range(GOALS + 1)),
        *map(str, range(10, 95, 5)),
    ]
    return {
        word: number
        for number, word in enumerate(dict.fromkeys([PAD, UNKNOWN, *own, *plain, *map(str.lower, names)]))
    }


@cache
def fact_words() -> frozenset[str]:
    """Return the names and numbers that training has in its summaries."""
    return frozenset([*map(str.lower, teams(False)), *crowds(False), *map(str, range(GOALS + 1))])


OWN = frozenset([*split_words("beat edged crushed and drew to before people . ,"), PAD])
"""The words that a summary adds by itself."""


def verb(goals: tuple[int, int]) -> str:
    """Return how clearly somebody won: `edged` by one goal, `beat` by two, `crushed` by more."""
    ahead = abs(goals[0] - goals[1])
    return "edged" if ahead == 1 else "beat" if ahead == 2 else "crushed"


def summary(report: Report) -> list[str]:
    """Return the words of the summary that a person writes."""
    (first, x), (second, y) = ((report.home, report.goals[0]), (report.away, report.goals[1]))
    if x < y:
        first, x, second, y = second, y, first, x
    played = f"{first} and {second} drew" if x == y else f"{first} {verb((x, y))} {second}"
    return split_words(f"{played} {x} to {y} before {report.crowd} people")


def is_true(written: list[str], report: Report) -> bool:
    """Return whether a written summary is whole and states only what the report says."""
    right = summary(report)
    plain = ["beat" if word in ("edged", "crushed") else word for word in right]
    swapped = [right[2], "and", right[0], *right[3:]] if "drew" in right else right
    return written in (right, plain, swapped)


def report(
    test: bool, new_team: bool, new_crowd: bool, new_pattern: bool, rng: np.random.Generator
) -> Report:
    """Draw a report.

    Args:
        test: whether the pair of teams is one of those that are held out.
        new_team: whether one of the teams, or both, are held out.
        new_crowd: whether the number of people is held out.
        new_pattern: whether sentence patterns that are held out are used, too.
        rng: where it is drawn from.
    """

    def one(patterns: str, new: str) -> str:
        listed = [part.strip() for part in (f"{patterns}; {new}" if new_pattern else patterns).split(";")]
        return pick(listed, rng)

    home, away = draw_teams(test, new_team, rng)
    goals = (int(rng.integers(GOALS + 1)), int(rng.integers(GOALS + 1)))
    crowd = pick(crowds(new_crowd), rng)
    sides = [(home, "hosts"), (away, "guests")]
    (winner, winners), (loser, losers) = sides if goals[0] > goals[1] else sides[::-1]
    x, y = max(goals), min(goals)
    today, other = rng.choice(DAYS, 2, replace=False).tolist()

    def fill(pattern: str) -> str:
        if "half" in pattern:
            p, q = (int(rng.integers(most + 1)) for most in goals)
        else:
            p = int(rng.integers(1, GOALS + 1))
            q = int(rng.integers(p))
        filled = pattern.format(
            w=winner,
            l=loser,
            v=winners,
            u=losers,
            x=x,
            y=y,
            h=home,
            g=away,
            c=crowd,
            p=p,
            q=q,
            o=pick([home, away], rng),
            s=pick(PLAYERS, rng),
            m=5 * int(rng.integers(2, 19)),
            day=today,
            e=other,
        )
        return filled.replace(" ,", ",") + "."

    result = fill(one(DREW, NEW_DREW) if x == y else one(WON, NEW_WON))
    rest = [fill(one(MET, NEW_MET)), fill(one(WATCHED, NEW_WATCHED))]
    sentences = [result, *rest, fill(one(OTHERS, NEW_OTHERS))]
    order = rng.permutation(len(sentences)).tolist()
    if rng.random() < 0.3:  # news often begins with the result
        order = [0, *(place for place in order if place)]
    return Report(tuple(sentences[place] for place in order), order.index(0), home, away, goals, crowd)


def pick(values: list[str], rng: np.random.Generator) -> str:
    """Draw one of the values."""
    return values[int(rng.integers(len(values)))]


def draw_teams(test: bool, new: bool, rng: np.random.Generator) -> tuple[str, str]:
    """Draw two teams: with a held-out one if new, and of the pairs that belong to the test or to training."""
    while True:
        home, away = (pick(teams(bool(held)), rng) for held in (pick_new(rng) if new else (False, False)))
        if home != away and (new or (TEAMS.index(home) + 3 * TEAMS.index(away)) % 4 == 0) == test:
            return home, away


def pick_new(rng: np.random.Generator) -> tuple[bool, bool]:
    """Draw which of two teams is held out: one of them, or both."""
    return ((True, False), (False, True), (True, True))[int(rng.integers(3))]


def known() -> list[Report]:
    """Return the reports to learn from."""
    rng = np.random.default_rng(SEED + 1)
    return [report(False, False, False, False, rng) for _ in range(LEARNED)]


KINDS = {
    "only what it knows": (False, False, False),
    "a new number": (False, True, False),
    "a new name": (True, False, False),
    "a new pattern": (False, False, True),
}
"""The kinds of held-out reports: whether a team, the number of people, and sentence patterns are new."""


@cache
def held_out() -> dict[str, list[Report]]:
    """Return the test by kind, of each a quarter."""
    rng = np.random.default_rng(SEED)
    return {
        kind: [report(True, *new, rng) for _ in range(HELD_OUT // len(KINDS))] for kind, new in KINDS.items()
    }


def with_crowd(given: Report, crowd: str) -> Report:
    """Return a report with another number of people."""
    sentences = tuple(sentence.replace(given.crowd, crowd) for sentence in given.sentences)
    return replace(given, sentences=sentences, crowd=crowd)
