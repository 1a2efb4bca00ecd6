"""The numbers from 1 to 999 in English and in French words. No demo itself."""

ENGLISH = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
FRENCH = """un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix_sept
    dix_huit dix_neuf"""
ONES, FRENCH_ONES = ENGLISH.split(), FRENCH.split()
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
FRENCH_TENS = ["vingt", "trente", "quarante", "cinquante", "soixante"]
MOST = 999


def english(n: int) -> list[str]:
    """Return 342 as three hundred forty two; `n` is from 1 to 999."""
    if n >= 100:
        return [ONES[n // 100 - 1], "hundred", *(english(n % 100) if n % 100 else [])]
    if n >= 20:
        return [TENS[n // 10 - 2], *(english(n % 10) if n % 10 else [])]
    return [ONES[n - 1]]


def french(n: int) -> list[str]:
    """Return 342 as trois cent quarante deux, and 91 as quatre vingt onze; `n` is from 1 to 999.

    Only where nothing follows do cent and vingt take a plural s.
    """
    if n >= 100:
        hundreds = [*(french(n // 100) if n >= 200 else []), "cents" if n >= 200 and not n % 100 else "cent"]
        return [*hundreds, *(french(n % 100) if n % 100 else [])]
    if n >= 80:
        return ["quatre", "vingts"] if n == 80 else ["quatre", "vingt", *french(n - 80)]
    if n >= 20:
        tens = min(n // 10, 6)  # seventy is soixante dix
        rest = n - 10 * tens
        return [FRENCH_TENS[tens - 2], *(["et"] if rest in (1, 11) else []), *(french(rest) if rest else [])]
    return FRENCH_ONES[n - 1].split("_")
