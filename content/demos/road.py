"""Round tracks and the cars on them, all at once: what a car sees, how an expert steers. No demo itself.

A track's middle is a distance from the origin for every angle, so whether a place is on the road takes a
look into a table instead of a search. The unit is the radius of a track without bends.
"""

import numpy as np
import numpy.typing as npt

from sitegen.demo import Surface
from sitegen.nn import Array, BoolArray

Floats = npt.NDArray[np.float64]

ANGLES = 1_024  # entries of a track's table
HALF = 0.08  # half the width of the road
SPEED, TURN = 0.04, 0.2  # a step's way, and how far a car turns in it at most, in radians
RAYS = np.radians([-75, -50, -25, 0, 25, 50, 75])  # from right to left
REACH, LOOKS = 0.6, 24  # how far a ray reaches, and at how many places along it is looked
AHEAD, EAGER = 0.2, 3.0  # the expert aims so far ahead (radians of the lap), and turns so much for an error
LAP = 240  # steps of a drive: enough for a lap, and the same for all, so that runs have equally many frames
SIDE = 84  # a picture is 84 × 84 cells


class Tracks:
    """Some closed roads.

    Attributes:
        radius: distance of the road's middle from the origin, at each angle. Shape: (n, ANGLES).
        slant: how much longer a step towards the origin is than the way across the road. Shape: ditto.
    """

    def __init__(self, number: int, rng: np.random.Generator, bends: float = 1.0) -> None:
        waves = np.array([[2], [3], [5]])  # so often the road swings out in a lap
        size = bends * rng.uniform(0.3, 1, (number, 3, 1)) * [[0.16], [0.12], [0.07]]
        at = waves * np.arange(ANGLES) * (2 * np.pi / ANGLES) + rng.uniform(0, 2 * np.pi, (number, 3, 1))
        self.radius: Floats = 1 + (size * np.cos(at)).sum(axis=1)
        self.rise: Floats = -(size * waves * np.sin(at)).sum(axis=1)
        self.slant: Floats = np.hypot(1, self.rise / self.radius)

    def room(self, x: Floats, y: Floats, track: int | None = None) -> Floats:
        """Return how far places are from the edge, below 0 off the road.

        Shape:
            x, y: (n, ...), a row for each track, or (...) where `track` says which. returns: ditto.
        """
        each = np.arange(len(self.radius)).reshape(-1, *[1] * (x.ndim - 1))
        row = each if track is None else track
        angle = place_of(np.arctan2(y, x))
        away = np.abs(np.hypot(x, y) - self.radius[row, angle]) / self.slant[row, angle]
        return np.asarray(HALF - away)


class Drive:
    """One car on each track, from the start to the end of the lap or off the road.

    Attributes:
        x, y, heading: of each car. Shape: (n,).
        turned: how much of the lap lies behind each, in radians. Shape: (n,).
        on: which cars never left the road. driven: how many steps each made. Shape: both (n,).
        trail: where the cars were, (n, 2) for each step. steering, advice: what was done, and what the expert
            would have done, from -1 (right) to 1 (left), 0 once a car stands, (n,) for each step.
    """

    def __init__(self, tracks: Tracks) -> None:
        self.tracks = tracks
        number = len(tracks.radius)
        self.x, self.y = tracks.radius[:, 0].copy(), np.zeros(number)
        self.heading = np.arctan2(tracks.radius[:, 0], tracks.rise[:, 0])
        self.turned, self.on = np.zeros(number), np.ones(number, bool)
        self.driven = np.zeros(number, int)
        self.trail: list[Floats] = [np.column_stack((self.x, self.y))]
        self.steering: list[Floats] = []
        self.advice: list[Floats] = []

    @property
    def done(self) -> BoolArray:
        """Which cars finished the lap without leaving the road."""
        return self.on & (self.turned >= 2 * np.pi)

    @property
    def going(self) -> BoolArray:
        """Which cars still drive."""
        return self.on & (self.turned < 2 * np.pi) & (len(self.steering) < LAP)

    def look(self) -> Array:
        """Return which share of REACH each ray gets before it leaves the road. Shape: (n, 7), float32."""
        far = np.arange(LOOKS + 1) * (REACH / LOOKS)
        way = (self.heading[:, None] + RAYS)[..., None]
        x, y = (self.x[:, None, None] + far * np.cos(way)), (self.y[:, None, None] + far * np.sin(way))
        room = self.tracks.room(x, y)
        off = room[..., 1:] < 0
        last = np.where(off.any(axis=-1), off.argmax(axis=-1), LOOKS - 1)[..., None]  # still on the road
        here, next_ = (np.take_along_axis(room, last + more, axis=-1)[..., 0] for more in (0, 1))
        part = np.where(next_ < 0, np.maximum(here, 0) / np.maximum(here - next_, 1e-9), 1)
        return ((last[..., 0] + part) / LOOKS).astype(np.float32)

    def expert(self) -> Floats:
        """Return the steering of one who knows the map: towards the middle of the road, a little ahead."""
        angle = place_of(np.arctan2(self.y, self.x) + AHEAD)
        radius = self.tracks.radius[np.arange(len(angle)), angle]
        aim = angle * (2 * np.pi / ANGLES)
        way = np.arctan2(radius * np.sin(aim) - self.y, radius * np.cos(aim) - self.x)
        return np.clip(EAGER * turn_between(self.heading, way), -1, 1)

    def step(self, steering: Floats) -> None:
        """Move the cars that still drive. Shape: (n,), from -1 to 1."""
        going = self.going
        self.advice.append(np.where(going, self.expert(), 0))
        steering = np.where(going, np.clip(steering, -1, 1), 0)
        heading = self.heading + TURN * steering
        x, y = self.x + SPEED * np.cos(heading), self.y + SPEED * np.sin(heading)
        gained = turn_between(np.arctan2(self.y, self.x), np.arctan2(y, x))
        self.turned += np.where(going, gained, 0)
        self.driven += going
        self.x, self.y = np.where(going, x, self.x), np.where(going, y, self.y)
        self.heading = np.where(going, heading, self.heading)
        self.on &= self.tracks.room(self.x, self.y) > 0
        self.steering.append(steering)
        self.trail.append(np.column_stack((self.x, self.y)))


def place_of(angle: Floats) -> npt.NDArray[np.int64]:
    """Return the entry of a track's table that is nearest to an angle."""
    return np.rint(angle * (ANGLES / (2 * np.pi))).astype(np.int64) % ANGLES


def turn_between(start: Floats, end: Floats) -> Floats:
    """Return the shorter way from one direction to another, left above 0, in radians."""
    return (end - start + np.pi) % (2 * np.pi) - np.pi


def laps_of_the_expert(tracks: Tracks) -> int:
    """Return how many laps one finishes who knows the map."""
    drive = Drive(tracks)
    while drive.going.any():
        drive.step(drive.expert())
    return int(drive.done.sum())


def top_view(drive: Drive, car: int, label: str) -> Surface:
    """Return one track from above: the way so far, and where the rays of the car end now."""
    edge = round(float(drive.tracks.radius[car].max()) + 3 * HALF, 1)
    cells = Surface.plane(SIDE, (-edge, edge), (-edge, edge)).astype(np.float64)
    room = drive.tracks.room(cells[:, 0], cells[:, 1], car).reshape(SIDE, SIDE)
    way = np.array(drive.trail)[:, car][:: 2 if len(drive.trail) > LAP // 3 else 1]
    ends = drive.heading[car] + RAYS
    far = drive.look()[car] * REACH
    hits = np.column_stack((drive.x[car] + far * np.cos(ends), drive.y[car] + far * np.sin(ends)))
    return Surface(
        np.clip(room, -HALF / 2, HALF),  # the edge of the road is where this is 0
        label=label,
        x_range=(-edge, edge),
        y_range=(-edge, edge),
        low=-4 * HALF,
        high=4 * HALF,
        points=np.concatenate((way, hits)),
        classes=np.repeat([0, 1], [len(way), len(hits)]),
        class_names=("its way", "ends of its rays"),
    )
