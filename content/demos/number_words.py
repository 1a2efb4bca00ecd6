"""Numbers in English, German and French words, and which of them a translator learns from. No demo itself."""

import numpy as np

MOST = 999_999
"""The largest number that can be put into these words."""
LEARNED = 99_999
"""The largest number that the translators have seen examples of."""
PAIRS, HELD_OUT = 2_000, 1_000
SEED = 0  # of the split

ONES = str.split(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TENS = str.split("_ _ twenty thirty forty fifty sixty seventy eighty ninety")
GERMAN_ONES = str.split(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn "
    "fünfzehn sechzehn siebzehn achtzehn neunzehn"
)
GERMAN_TENS = str.split("_ _ zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig")
FRENCH_ONES = str.split(
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
)
FRENCH_TENS = str.split("_ _ vingt trente quarante cinquante soixante")


def english(n: int) -> list[str]:
    """Return 342 as three hundred forty two. Args: n: from 0 to 999,999."""
    if n >= 1000:
        return [*english(n // 1000), "thousand", *(english(n % 1000) if n % 1000 else [])]
    if n >= 100:
        return [ONES[n // 100], "hundred", *(english(n % 100) if n % 100 else [])]
    if n >= 20:
        return [TENS[n // 10], *([ONES[n % 10]] if n % 10 else [])]
    return [ONES[n]]


def german(n: int, end: bool = True) -> list[str]:
    """Return 342 as drei hundert zwei und vierzig.

    Args:
        n: from 0 to 999,999.
        end: whether nothing follows; only there one is eins, elsewhere ein.
    """
    if n >= 1000:
        return [*german(n // 1000, end=False), "tausend", *(german(n % 1000) if n % 1000 else [])]
    if n >= 100:
        return [*german(n // 100, end=False), "hundert", *(german(n % 100, end) if n % 100 else [])]
    if n >= 20:
        return [*([*german(n % 10, end=False), "und"] if n % 10 else []), GERMAN_TENS[n // 10]]
    return ["ein"] if n == 1 and not end else [GERMAN_ONES[n]]


def french(n: int, end: bool = True) -> list[str]:
    """Return 342 as trois cent quarante deux, and 91 as quatre vingt onze.

    Args:
        n: from 0 to 999,999.
        end: whether nothing follows; only there cent and vingt take a plural s.
    """
    if n >= 1000:
        head = french(n // 1000, end=False) if n >= 2000 else []
        return [*head, "mille", *(french(n % 1000) if n % 1000 else [])]
    if n >= 100:
        head = [FRENCH_ONES[n // 100]] if n >= 200 else []
        plural = head and end and not n % 100
        return [*head, "cents" if plural else "cent", *(french(n % 100, end) if n % 100 else [])]
    if n >= 80:
        return ["quatre", "vingts" if n == 80 and end else "vingt", *(french(n - 80) if n > 80 else [])]
    if n >= 20:
        ten = min(n // 10, 6)  # seventy is soixante dix
        rest = n - 10 * ten
        return [FRENCH_TENS[ten], *(["et"] if rest in (1, 11) else []), *(french(rest) if rest else [])]
    return [FRENCH_ONES[n]] if n <= 16 else ["dix", FRENCH_ONES[n - 10]]


RULES = {"German": german, "French": french}
"""A language's words for a number."""
GLUE = {"German": "", "French": "-"}
"""What stands between the pieces of a number when it is written out."""


def vocabulary(language: str) -> list[str]:
    """Return the pieces of one language; a piece's number is its place, and `·` stands for start and end."""
    spell = {"English": english, **RULES}[language]
    pieces = {
        piece for n in (*range(1, 100), *range(100, 1000, 100), 1000, 1100, 80_000) for piece in spell(n)
    }
    return ["·", *sorted(pieces)]


def split() -> tuple[list[int], list[int]]:
    """Return 2,000 numbers to learn from and 1,000 held out, all different, from 1 to 99,999.

    A short number is as likely as a long one, or there would hardly be a short one among them.
    """
    rng = np.random.default_rng(SEED)
    chosen: dict[int, None] = {}
    while len(chosen) < PAIRS + HELD_OUT:
        chosen[int((LEARNED + 1) ** rng.random())] = None
    mixed = rng.permutation(list(chosen)).tolist()
    return mixed[:PAIRS], mixed[PAIRS:]


def read_number(words: list[str]) -> int | None:
    """Return the number that English words spell, or None where they spell none."""
    total = part = 0
    for word in words:
        if word in ONES:
            part += ONES.index(word)
        elif word in TENS:
            part += 10 * TENS.index(word)
        elif word == "hundred":
            part *= 100
        elif word == "thousand":
            total, part = total + 1000 * part, 0
        else:
            return None
    n = total + part
    return n if n <= MOST and english(n) == words else None


def word_by_word(language: str, words: list[str]) -> list[str]:
    """Return what a dictionary makes of English words: each by itself, in the order in which they stand.

    For one, the German dictionary gives ein, which is right more often than eins.
    """
    singles = {english(n)[-1]: n for n in (100, 1000, *range(20), *range(20, 100, 10))}
    book = {word: RULES[language](n)[-1:] if n >= 100 else RULES[language](n) for word, n in singles.items()}
    book["one"] = RULES[language](1, False)
    return [piece for word in words for piece in book[word]]
