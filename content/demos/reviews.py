"""A grammar of short reviews: praise and complaints with negation and contrast. No demo itself.

The test keeps to itself a third of the sentence patterns, a quarter of the pairs of words (such as "not" with
"good"), and sentences of three parts.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np

from sitegen.nn import IntArray

PAD, UNKNOWN = "·", "?"
LENGTH = 28  # words of the longest sentence that is read
LEARNED, HELD_OUT = 16_000, 1_000
SEED = 0  # of the test; the sentences to learn from have the next

# What is reviewed, then what only such things are praised and blamed for.
THINGS = {
    "soup bread coffee cake pizza fish food wine": ("tasty fresh delicious", "cold stale bland"),
    "waiter cook staff host service": ("friendly helpful polite", "rude slow careless"),
    "room bed garden hotel place table": ("clean quiet comfortable", "dirty noisy cramped"),
    "film book story ending play": ("funny gripping clever", "boring dull predictable"),
    "phone camera screen lamp": ("reliable handy sturdy", "broken flimsy useless"),
}
GOOD = ["good", "great", "lovely", "excellent", "wonderful", "nice", "pleasant", "perfect", "brilliant"]
BAD = ["bad", "awful", "terrible", "poor", "horrible", "disappointing", "dreadful", "annoying", "miserable"]
# Verbs as "we loved it" and as "we did not love it".
LOVED = [("loved", "love"), ("liked", "like"), ("enjoyed", "enjoy"), ("admired", "admire")]
HATED = [("hated", "hate"), ("disliked", "dislike"), ("regretted", "regret"), ("resented", "resent")]
PEOPLE = "i we everyone they"
DEGREES = ["", "", "very", "really", "so", "quite"]  # the first four also stand in "a very good soup"

PLAIN = """the {n} was {d} {a}; it was a {e} {a} {n}; {p} {v} the {n}; a {e} {a} {n}; what a {a} {n}; {d} {a};
we had a {e} {a} {n}; {p} found the {n} {d} {a}; the {n} here is {d} {a}; {p} really {v} this {n}; {p} {v} it;
it was {d} {a}"""
NEW_PLAIN = """{p} had a {a} {n} here; this {n} is {d} {a}; {p} {v} it and the {n} was {a};
they found it a {e} {a} {n}; that was a {e} {a} {n}"""
NEGATED = """the {n} was not {d} {a}; it was not a {e} {a} {n}; {p} did not {b} the {n};
the {n} was hardly {a}; the {n} was never {a}; nothing about the {n} was {a}; nobody {v} the {n};
the {n} was far from {a}; {p} would not call the {n} {d} {a}; nobody found the {n} {a};
we never had a {a} {n}; not {d} {a}; this was hardly a {a} {n}; {p} did not {b} it; it was not {d} {a};
hardly {a}"""
NEW_NEGATED = """this {n} is not {d} {a}; {p} did not find the {n} {d} {a}; that was hardly a {a} {n};
nothing here was {a}; {p} would never call it a {a} {n}; nobody here {v} this {n}; the {n} is far from {a};
{p} really did not {b} this {n}"""
NEUTRAL = """we came on monday; we waited two hours; we sat near the window; my friends came too;
it was our first evening; the bill came late"""
CONTRASTS = """{other}{comma} but {main}; {other}{comma} but {main}; {other}{comma} yet {main};
although {other} , {main}; {main}{comma} although {other}; {main}{comma} even though {other}"""
KINDS = {"plain": (0.4, 0.6), "negated": (0.25, 0.3), "contrast": (0.2, 0.5), "negated contrast": (0.15, 0.5)}
"""How often each kind comes, and which share of it is praise: "not good" is commoner than "not bad"."""


@dataclass(frozen=True)
class Review:
    """A short review.

    Attributes:
        words: in lower case; a comma is a word.
        praise: whether it is praise, not a complaint.
        kind: one of `KINDS`.
    """

    words: tuple[str, ...]
    praise: bool
    kind: str


def polar_words(praise: bool) -> list[str]:
    """Return all words that praise, or all that complain."""
    own = [word for pair in THINGS.values() for word in pair[not praise].split()]
    return [
        *(GOOD if praise else BAD),
        *own,
        *(form for pair in (LOVED if praise else HATED) for form in pair),
    ]


@cache
def vocabulary() -> dict[str, int]:
    """Return the number of each word: 0 pads, 1 stands for all words that are not known."""
    patterns = " ".join((PLAIN, NEW_PLAIN, NEGATED, NEW_NEGATED, NEUTRAL, PEOPLE, *DEGREES))
    plain = re.findall(r"[a-z]+", re.sub(r"\{.\}", "", patterns))
    words = [*plain, *" ".join(THINGS).split(), *polar_words(True), *polar_words(False)]
    joints = [",", "an", "and", "but", "although", "yet", "though", "even"]
    return {word: number for number, word in enumerate(dict.fromkeys([PAD, UNKNOWN, *joints, *words]))}


def is_kept(first: str, second: str) -> bool:
    """Return whether a pair of words is kept for the test."""
    known = vocabulary()
    return (first, second) in {("not", "good"), ("hardly", "bad")} or (
        known[first] * 3 + known[second]
    ) % 4 == 0


def one_of(patterns: str, rng: np.random.Generator) -> str:
    """Draw one of the patterns, or words, that a text lists."""
    return pick([part.strip() for part in patterns.split(";" if ";" in patterns else " ")], rng)


def pick(values: list[str], rng: np.random.Generator) -> str:
    """Draw one of the values."""
    return values[int(rng.integers(len(values)))]


def clause(praise: bool, negated: bool, test: bool, rng: np.random.Generator) -> str:
    """Draw a clause that praises or complains, with a word of the opposite kind where it is negated.

    In a test, the pattern and the pair of words (a negation and a word, or a thing and a word) are kept ones.
    """
    patterns = {
        (False, False): PLAIN,
        (False, True): NEW_PLAIN,
        (True, False): NEGATED,
        (True, True): NEW_NEGATED,
    }[negated, test]
    while True:
        pattern = one_of(patterns, rng)
        things = pick(list(THINGS), rng)
        thing, good = one_of(things, rng), praise != negated
        verb = (LOVED if good else HATED)[int(rng.integers(4))]
        quality = pick([*(GOOD if good else BAD), *THINGS[things][not good].split() * 2], rng)
        words = pattern.format(
            n=thing,
            a=quality,
            v=verb[0],
            b=verb[1],
            d=pick(DEGREES, rng),
            e=pick(DEGREES[:4], rng),
            p=one_of(PEOPLE, rng),
        )
        used = [word for word in (quality, *verb) if word in words.split()]
        negation = re.search(r"\b(not|hardly|never|nothing|nobody|far)\b", words)
        first = negation[0] if negation else thing
        if all(is_kept(first, word) == test for word in used):
            return words


def review(kind: str, praise: bool, test: bool, rng: np.random.Generator) -> Review:
    """Draw a review. In a contrast, the main clause decides: the one after "but", or without "although"."""

    def part(praised: bool, negated: bool = False) -> str:
        return clause(praised, negated, test, rng)

    comma = " ," if rng.random() < 0.5 else ""
    if "contrast" in kind:
        negated = (
            rng.permutation([True, rng.random() < 0.3]) if kind.startswith("negated") else (False, False)
        )
        main, other = part(praise, bool(negated[0])), part(not praise, bool(negated[1]))
        if test and rng.random() < 0.5:
            if rng.random() < 0.5:
                main = f"{main} and {part(praise)}"
            else:
                other = f"{other} and {part(not praise)}"
        text = one_of(CONTRASTS, rng).format(main=main, other=other, comma=comma)
    else:
        text = part(praise, kind == "negated")
        if rng.random() < 0.35:
            text += f"{comma} and {part(praise, kind == 'negated' and rng.random() < 0.5)}"
        if rng.random() < 0.3:
            fact = one_of(NEUTRAL, rng)
            text = f"{text} , {fact}" if rng.random() < 0.5 else f"{fact}{comma} and {text}"
    return Review(tuple(re.sub(r"\ba(?= +[aeiou])", "an", text).split()), praise, kind)


def reviews(number: int, test: bool, seed: int) -> list[Review]:
    """Return so many different reviews."""
    rng = np.random.default_rng(seed)
    found: dict[tuple[str, ...], Review] = {}
    while len(found) < number:
        kind = str(rng.choice(list(KINDS), p=[share for share, _ in KINDS.values()]))
        drawn = review(kind, bool(rng.random() < KINDS[kind][1]), test, rng)
        if len(drawn.words) <= LENGTH:
            found.setdefault(drawn.words, drawn)
    return list(found.values())


@cache
def held_out() -> list[Review]:
    """Return the test: reviews of patterns and pairs of words that no network has learned from."""
    return reviews(HELD_OUT, test=True, seed=SEED)


def known() -> list[Review]:
    """Return the reviews to learn from."""
    return reviews(LEARNED, test=False, seed=SEED + 1)


def split_words(text: str) -> list[str]:
    """Return the words and commas of a text, `didn't` as two words, at most LENGTH."""
    return re.findall(r"[^\W_]+(?:['-][^\W_]+)*|,", re.sub(r"(?i)n['’]t\b", " not", text))[:LENGTH]


def encode(sentences: list[list[str]]) -> IntArray:
    """Return the words' numbers, then zeros. Shape: (n, longest sentence)."""
    numbers = np.zeros((len(sentences), max(len(words) for words in sentences)), np.int64)
    for row, words in enumerate(sentences):
        numbers[row, : len(words)] = [vocabulary().get(word.lower(), 1) for word in words]
    return numbers
