"""The parts of a drawn face, laid over each other from the back to the front. No demo itself."""

from dataclasses import dataclass

import numpy as np

from sitegen import nn


@dataclass(frozen=True)
class Views:
    """What changes from one picture of a person to the next. Each an array of shape (n,).

    Attributes:
        turn: to the side, in degrees; above 0 to the reader's right.
        lean: of the head, in degrees.
        light: from -1, all from the left, to 1, all from the right.
        bright: what every pixel is multiplied by.
        smile: from -1 to 1.
        glasses: 0 without, 1 with.
        size: 1 fills the picture.
        across, down: where the middle is, of half a picture.
        wall: how bright the wall behind is.
    """

    turn: nn.Array
    lean: nn.Array
    light: nn.Array
    bright: nn.Array
    smile: nn.Array
    glasses: nn.Array
    size: nn.Array
    across: nn.Array
    down: nn.Array
    wall: nn.Array


def column(values: nn.Array) -> nn.Array:
    """Return one number for each picture so that it meets all pixels. Shape: (n,) to (n, 1, 1)."""
    return values.astype(np.float32)[:, None, None]


class Drawing:
    """A canvas on which parts are laid over each other, as on a felt board.

    Args:
        x, y: of each pixel, leaning with the head. Shape: (n, side, side).
        part: the measures of the people.
        seen: the views.
        edge: how soft edges are.
    """

    def __init__(self, x: nn.Array, y: nn.Array, part: dict[str, nn.Array], seen: Views, edge: float) -> None:
        self.x, self.y, self.part, self.seen, self.edge = x, y, part, seen, edge
        turn = np.radians(column(seen.turn))
        self.cos, self.sin = np.cos(turn), np.sin(turn)
        self.canvas = np.broadcast_to(column(seen.wall), x.shape).copy()
        self.covered = np.zeros_like(x)

    def lay(self, inside: nn.Array, tone: nn.Array | float) -> None:
        """Cover the canvas where `inside` is above 0; it is a distance from the part's edge."""
        cover = np.clip(inside / self.edge + 0.5, 0, 1)
        self.canvas += cover * (tone - self.canvas)
        self.covered = np.maximum(self.covered, cover)

    def ellipse(
        self, x: nn.Array, y: nn.Array, wide: nn.Array, high: nn.Array, slant: nn.Array | float = 0.0
    ) -> nn.Array:
        """Return how far each pixel is inside an ellipse, roughly; below 0 outside."""
        across, down = self.x - x, self.y - y - slant * (self.x - x)
        reach = np.sqrt((across / wide) ** 2 + (down / high) ** 2)
        return (1 - reach) * np.minimum(wide, high)

    def turned(self, x: nn.Array, depth: float = 0.55) -> tuple[nn.Array, nn.Array]:
        """Return where a place of the turned face is, and how narrow it looks there."""
        place = x * self.cos + depth * self.sin
        return place, np.clip(self.cos - x / 0.9 * self.sin, 0.3, 1.2)

    def picture(self) -> nn.Array:
        """Draw all parts, from the back to the front."""
        part, zero = self.part, np.zeros_like(self.cos)
        wide, long = part["head_wide"], part["head_long"]
        middle = 0.05 + zero
        self.lay(self.back_hair(wide, long, middle), part["hair"])
        for sign in (-1, 1):
            ear = sign * wide * self.cos - 0.1 * self.sin
            self.lay(self.ellipse(ear, 0.02 + zero, 0.5 * part["ears"], part["ears"]), 0.88 * part["skin"])
        head = self.head(wide, long, middle)
        self.lay(head, part["skin"])
        self.beard(head)
        self.lay(np.minimum(self.fringe(long), head + 0.02), part["hair"])
        for sign in (-1, 1):
            self.eye(sign)
        self.nose()
        self.mouth()
        self.glasses()
        return self.lit()

    def back_hair(self, wide: nn.Array, long: nn.Array, middle: nn.Array) -> nn.Array:
        """Return how far each pixel is inside the hair behind the head."""
        top = self.part["top"]
        cap = self.ellipse(-0.1 * self.sin, middle - top, wide + 0.5 * top + 0.03, long + 0.3 * top)
        falling = np.minimum(wide + 0.5 * top - 0.02 - np.abs(self.x + 0.1 * self.sin), self.y)
        hair: nn.Array = np.minimum(np.maximum(cap, falling), self.part["sides"] - self.y)
        return hair

    def head(self, wide: nn.Array, long: nn.Array, middle: nn.Array) -> nn.Array:
        """Return how far each pixel is inside the head, whose jaw may be narrow."""
        taper = 1 - self.part["jaw"] * np.clip(self.y - 0.05, 0, 1)
        return self.ellipse(0 * middle, middle, wide * taper, long)

    def fringe(self, long: nn.Array) -> nn.Array:
        """Return how far each pixel is above the line where hair begins."""
        line = self.part["hairline"] * long / 0.85
        slope = self.part["parting"] * (self.x - 0.55 * self.sin)
        edge: nn.Array = line + slope + 0.35 * self.x**2 * np.sign(self.part["sides"] + 0.1) - self.y
        return edge

    def beard(self, head: nn.Array) -> None:
        """Lay a beard over the lower part of the head; some people have none."""
        part, strength = self.part, np.clip(self.part["beard"], 0, 1)
        below = self.y - part["mouth_high"] + 0.16 - 0.5 * (self.x - 0.5 * self.sin) ** 2
        self.lay(np.minimum(below, head), part["skin"] + strength * (part["hair"] - part["skin"]))

    def eye(self, sign: int) -> None:
        """Lay an eye and its brow, on the left for -1, on the right for 1."""
        part = self.part
        x, narrow = self.turned(sign * part["eye_apart"])
        y, slant = part["eye_high"], sign * part["eye_slant"]
        wide, open_ = part["eye_wide"] * narrow, part["eye_open"]
        self.lay(self.ellipse(x, y, wide, open_, slant), 0.97)
        self.lay(
            np.minimum(self.ellipse(x + 0.1 * wide * self.sin, y, 0.55 * wide, 1.1 * open_), open_),
            part["iris"],
        )
        brow = self.ellipse(
            x, y - part["brow_above"], 1.3 * wide, part["brow_thick"], sign * part["brow_slant"]
        )
        self.lay(brow, 0.8 * part["hair"])

    def nose(self) -> None:
        """Lay the ridge of the nose and its tip, which stands out most when the head turns."""
        part = self.part
        tip = part["eye_high"] + 0.06 + part["nose_long"]
        x, _ = self.turned(0 * tip, 0.72)
        root, _ = self.turned(0 * tip, 0.55)
        along = np.clip((self.y - part["eye_high"]) / (tip - part["eye_high"]), 0, 1)
        side = root + (x - root) * along + 0.5 * part["nose_wide"] * along
        bridge = np.minimum(
            0.012 - np.abs(self.x - side), np.minimum(self.y - part["eye_high"] - 0.04, tip - self.y)
        )
        self.lay(bridge, 0.72 * part["skin"])
        self.lay(self.ellipse(x, tip, part["nose_wide"], 0.028 + 0 * tip), 0.6 * part["skin"])

    def mouth(self) -> None:
        """Lay the mouth, bent by the smile."""
        part = self.part
        x, narrow = self.turned(0 * self.cos, 0.6)
        wide = part["mouth_wide"] * narrow * (1 + 0.12 * column(self.seen.smile))
        bend = -0.9 * column(self.seen.smile) * ((self.x - x) ** 2 / np.maximum(wide, 0.05)) * 0.6
        across, down = (self.x - x) / wide, (self.y - part["mouth_high"] - bend) / part["lips"]
        self.lay((1 - np.sqrt(across**2 + down**2)) * part["lips"], 0.5 * part["skin"])

    def glasses(self) -> None:
        """Lay two rings and a bridge over the eyes of those who wear glasses."""
        part, worn = self.part, column(self.seen.glasses)
        ring = np.full_like(self.canvas, -1.0)
        for sign in (-1, 1):
            x, narrow = self.turned(sign * part["eye_apart"])
            inside = self.ellipse(x, part["eye_high"] + 0.02, 0.19 * narrow, 0.15 + 0 * x)
            ring = np.maximum(ring, 0.024 - np.abs(inside))
        left, _ = self.turned(0 * self.cos)
        bridge = np.minimum(
            0.02 - np.abs(self.y - part["eye_high"]), part["eye_apart"] - 0.16 - np.abs(self.x - left)
        )
        self.lay(np.where(worn > 0.5, np.maximum(ring, bridge), -1.0), 0.08)

    def lit(self) -> nn.Array:
        """Let light fall on the person, and on the wall nothing."""
        light = column(self.seen.light)
        shade = 1 + 0.5 * light * np.clip(self.x / 0.7, -1, 1) - 0.22 * np.abs(light)
        shade = 1 + self.covered * (shade - 1)
        lit: nn.Array = np.clip(self.canvas * shade * column(self.seen.bright), 0, 1).astype(np.float32)
        return lit
