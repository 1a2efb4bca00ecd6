"""From sound to a picture of its pitches, and a network that tells twelve words apart. No demo itself."""

from functools import cache
from pathlib import Path

import numpy as np

from sitegen import nn

RATE = 8_000  # samples in a second
SLICE, HOP = 256, 80  # samples: a slice lasts 32 ms, and one begins every 10 ms
BANDS = 32  # bands of pitch, each as wide for the ear as the next
SLICES = (RATE - SLICE) // HOP + 1  # in the one second that the network hears
WORDS = ("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "hello", "seven")
FOLDER = Path(__file__).parent
WEIGHTS, CLIPS = FOLDER / "weights" / "speech.npz", FOLDER / "data" / "speech.npz"


def network(rng: np.random.Generator) -> nn.Sequential:
    """Return a network from pictures of sound (B, SLICES, BANDS) to a score for each word (B, 12)."""
    return nn.Sequential(
        *(nn.Conv1d(BANDS, 20, 5, 2, rng=rng), nn.ReLU()),  # 47 steps
        *(nn.Conv1d(20, 24, 5, 2, rng=rng), nn.ReLU()),  # 22 steps
        *(nn.Conv1d(24, 28, 3, 2, rng=rng), nn.ReLU()),  # 10 steps
        *(nn.GlobalAveragePool(), nn.Linear(28, len(WORDS), rng=rng)),
    )


@cache
def listener() -> tuple[nn.Sequential, nn.ModelCard]:
    """Return the network with the weights that content/demos/train/speech.py made, and their card."""
    model = network(np.random.default_rng(0))
    return model, nn.load_model(WEIGHTS, model)


@cache
def clips(path: Path = CLIPS) -> dict[str, nn.Array]:
    """Return the sounds of a file by name, from -1 to 1. Shape: each (n,), float32."""
    with np.load(path) as file:
        return {name: expanded(file[name]) for name in file.files}


def squeezed(sound: nn.Array) -> nn.IntArray:
    """Return samples as one byte each, fine steps for soft ones (mu-law, ITU-T G.711 without its segments).

    Shape:
        sound: (n,), from -1 to 1. returns: (n,), uint8.
    """
    loud = np.sign(sound) * np.log1p(255 * np.abs(sound)) / np.log(256)
    codes: nn.IntArray = np.rint(127.5 * (loud + 1)).astype(np.uint8)
    return codes


def expanded(codes: nn.IntArray) -> nn.Array:
    """Return the samples of such bytes. Shape: (n,), uint8. returns: (n,), float32."""
    loud = codes / 127.5 - 1
    sound: nn.Array = (np.sign(loud) * np.expm1(np.abs(loud) * np.log(256)) / 255).astype(np.float32)
    return sound


def faster(sound: nn.Array, speed: float) -> nn.Array:
    """Return the sound as a tape plays it at another speed: quicker is higher, too. Shape: (n,) to (m,)."""
    places = np.arange(0, len(sound) - 1, speed)
    played: nn.Array = np.interp(places, np.arange(len(sound)), sound).astype(np.float32)
    return played


def one_second(sound: nn.Array, shift: int = 0) -> nn.Array:
    """Return the second round the middle of the sound's energy, as loud as ever, silence where nothing is.

    Shape:
        sound: (n,). shift: samples by which the middle is missed. returns: (RATE,), float32.
    """
    energy = sound.astype(float) ** 2
    middle = round(float(np.arange(len(sound)) @ energy / max(energy.sum(), 1e-9))) + shift
    around = np.pad(sound, RATE)[middle + RATE // 2 : middle + RATE // 2 + RATE]
    second: nn.Array = (around / max(float(np.abs(around).max()), 1e-6)).astype(np.float32)
    return second


@cache
def filters() -> nn.Array:
    """Return how much each frequency counts in each band: triangles on the mel scale. Shape: (129, BANDS).

    A mel is 2595 log10(1 + f / 700) of a frequency f in hertz (O'Shaughnessy 1987).
    """
    frequencies = np.linspace(0, RATE / 2, SLICE // 2 + 1)
    edges = 700 * (10 ** (np.linspace(mel(60.0), mel(RATE / 2), BANDS + 2) / 2595) - 1)
    rising = (frequencies[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - frequencies[:, None]) / (edges[2:] - edges[1:-1])
    return np.clip(np.minimum(rising, falling), 0, None).astype(np.float32)


def pitch_names() -> list[str]:
    """Return the frequency in the middle of each band, such as `440 Hz`, from low to high."""
    frequencies = np.linspace(0, RATE / 2, SLICE // 2 + 1)
    weights = filters()
    return [f"{hertz:,.0f} Hz" for hertz in frequencies @ weights / weights.sum(axis=0)]


def mel(frequency: float) -> float:
    """Return how high a frequency in hertz sounds."""
    return float(2595 * np.log10(1 + frequency / 700))


def pitches(second: nn.Array) -> nn.Array:
    """Return how much of each pitch is in each slice, on the ear's scale of loudness, mean 0 and spread 1.

    Shape:
        second: (RATE,). returns: (SLICES, BANDS), float32.
    """
    slices = np.lib.stride_tricks.sliding_window_view(second, SLICE)[::HOP]
    power = np.abs(np.fft.rfft(slices * np.hanning(SLICE))) ** 2 @ filters()
    loudness = np.log(power + 1e-3 * power.mean() + 1e-9)
    spread = max(float(loudness.std()), 1e-6)
    picture: nn.Array = ((loudness - loudness.mean()) / spread).astype(np.float32)
    return picture
