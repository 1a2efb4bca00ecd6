"""Invented films and invented viewers, whose tastes no network knows. No demo itself."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

TITLES = {
    "space": "Comet Nine, Slow Rocket, Orbit of Salt, The Tin Moon, Dust of Vega, Airlock Waltz, "
    "Cold Star Mail, Far Harbour Six, The Quiet Probe, Nine Suns Late, Ring Station Blue",
    "crime": "The Grey Ledger, Cold Key, Nobody's Alibi, Pier Eleven, The Glass Safe, Inspector Mole, "
    "Dead Ink, A Clean Glove, Night Tram, Six False Names, The Cellar Case",
    "horror": "Moth House, Do Not Knock, The Thin Nurse, It Hums, Salt Circle, Nine Black Hens, "
    "Room Minus One, The Wet Staircase, The Last Candle, Teeth of Winter, Behind the Stove",
    "romance": "Letters to Ida, Two Umbrellas, The Tulip Year, Sunday in Ghent, Her Other Coat, "
    "One More Ferry, Under the Limes, Yours Almost, The Bread Girl, Late for Paris, A Table for Rain",
    "cartoons": "Captain Turnip, The Jam Dragon, Pip and the Whale, Noodle Knights, Snail Express, "
    "Tiny Tractor, Otto the Otter, The Shy Volcano, Button the Bear, Moon Cheese Heist, A Hat Full of Bees",
}
GENRES = tuple(TITLES)
NEW = 55  # the film that nobody has rated: one more of the first kind
NAMES = (*(title for titles in TITLES.values() for title in titles.split(", ")), "Comet Ten")
GENRE: Places = np.append(np.arange(NEW) * len(GENRES) // NEW, 0)
GOOD = 0.8  # stars more than the average film: the new one is good
VIEWERS, RATED = 240, 18  # and how many films each of them has rated
LOVED = 4  # stars, at least


@dataclass(frozen=True)
class Ratings:
    """Who gave which film how many stars.

    Shape:
        viewer, film, stars: (n,); stars are whole numbers from 1 to 5.
    """

    viewer: Places
    film: Places
    stars: Floats

    def part(self, chosen: npt.NDArray[np.bool_]) -> "Ratings":
        """Return some of them."""
        return Ratings(self.viewer[chosen], self.film[chosen], self.stars[chosen])


class World:
    """Films and viewers made of random numbers. The last film is new: nobody has seen it yet.

    Kinds of films lie round a circle, so that who loves crime is likely to bear horror, and not romance.

    Shape:
        liking: (viewers, films), the stars that a viewer would give without chance, not rounded.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        corner = 2 * np.pi * GENRE / len(GENRES) + 0.3 * rng.standard_normal(len(NAMES))
        taste = rng.uniform(0, 2 * np.pi, VIEWERS)
        quality = 0.4 * rng.standard_normal(len(NAMES))
        quality[NEW] = GOOD
        whim = 0.4 * rng.standard_normal((VIEWERS, len(GENRES)))
        loud = rng.uniform(1.1, 1.9, len(NAMES))
        love = loud * np.cos(taste[:, None] - corner) + whim[:, GENRE]
        self.liking: Floats = 3.2 + love + quality
        self.wish: Floats = 0.5 * love + 0.7 * quality + 0.3 * rng.standard_normal(len(NAMES))
        self.wish[:, NEW] = -np.inf

    def ratings(self, of_the_new: int, rng: np.random.Generator) -> Ratings:
        """Each viewer watches some films, rather famous ones of kinds that she likes, and rates them.

        Args:
            of_the_new: how many viewers, chosen by chance, have rated the new film.
            rng: where chance comes from.
        """
        film = np.argsort(-self.wish - rng.gumbel(size=self.wish.shape), axis=1)[:, :RATED].ravel()
        viewer = np.repeat(np.arange(VIEWERS), RATED)
        mood = 0.5 * rng.standard_normal(len(film) + VIEWERS)
        film = np.append(film, np.full(of_the_new, NEW))
        viewer = np.append(viewer, rng.permutation(VIEWERS)[:of_the_new])
        stars = np.clip(np.rint(self.liking[viewer, film] + mood[: len(film)]), 1, 5)
        return Ratings(viewer, film, stars)
