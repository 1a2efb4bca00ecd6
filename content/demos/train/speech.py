"""Write content/demos/weights/speech.npz: a network that tells twelve spoken words apart, and its clips.

The words are spoken by a program, espeak-ng (version 1.51; Debian's package `espeak-ng`), which must be on
the PATH. Nothing else is read, and no person's voice is in the data:

    apt-get install espeak-ng
    python content/demos/train/speech.py

The voices of LEARNED are learned from; what was chosen (layers, rate, rounds, noise) was judged on those of
ASKED. Those of NEW count at the end only, for the weights as they are stored.

The same NumPy on the same kind of processor finds the same weights; another BLAS adds in another order and
finds others, whose score must lie within 0.02 of the one on the card. It takes some minutes.
"""

import hashlib
import io
import json
import math
import os
import runpy
import shutil
import subprocess
import sys
import wave
from itertools import product
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # faster for products as small as these

import numpy as np

from sitegen import nn

SEED = 1
EPOCHS, BATCH, RATE_OF_LEARNING = 24, 64, 0.006
MOST_NOISE, MOST_SHIFT = 0.2, 800  # noise as a share of the word's loudness; samples
MOST_SPEED = 0.25  # a quarter faster or slower, which makes other voices of those that there are
ACCENTS = ("en-gb", "en-us", "en-gb-scotland", "en-029")
LEARNED = ("m1", "m2", "m4", "m6", "m7", "f1", "f2", "f5")
ASKED, NEW = ("m5", "f3"), ("m3", "f4")
PACES = tuple(product((130, 160, 200), (35, 60)))  # words a minute, and pitch, as espeak-ng counts them
NEW_PACES = tuple(product((145, 180), (45, 55)))
UNKNOWN = "banana"  # a word that the network has no name for
SCRIPT = "content/demos/train/speech.py"
DEMOS = Path(__file__).parents[1]
TESTS = DEMOS.parents[1] / "tests" / "content"
HEARING = runpy.run_path(str(DEMOS / "hearing.py"))
WORDS, RATE = HEARING["WORDS"], HEARING["RATE"]
SOURCE = (
    "words spoken by the program espeak-ng 1.51 (Debian's package), English of four accents in twelve of its"
    " voice variants; synthesised by rule, no recording of a person is involved"
)
LICENCE = (
    "espeak-ng is under GPL-3.0-or-later, which in general does not extend to what a program puts out (as the"
    " GNU project's answers about it say); the clips and weights are released like the rest of this project"
)


def spoken(word: str, voice: str, speed: int, pitch: int) -> nn.Array:
    """Return a word as espeak-ng speaks it, at RATE samples a second, its peak 1. Shape: (n,), float32."""
    command = ["espeak-ng", "-v", voice, "-s", str(speed), "-p", str(pitch), "--stdout", word]
    written = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(written)) as file:
        rate, data = file.getframerate(), file.readframes(10**6)
    samples = np.frombuffer(data, "<i2").astype(float)
    # What the lower rate cannot hold is taken out first, or it would come back at another pitch.
    spectrum = np.fft.rfft(samples)
    spectrum[int(len(samples) * 0.49 * RATE / rate) :] = 0
    samples = np.fft.irfft(spectrum, len(samples))
    samples = np.interp(np.arange(0, len(samples) - 1, rate / RATE), np.arange(len(samples)), samples)
    heard = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    samples = samples[heard[0] : heard[-1] + 1]
    sound: nn.Array = (samples / np.abs(samples).max()).astype(np.float32)
    return sound


def recorded(
    variants: tuple[str, ...], paces: tuple[tuple[int, int], ...]
) -> tuple[list[nn.Array], nn.IntArray]:
    """Return every word by every variant in every accent and pace, and which word it is."""
    told = list(product(range(len(WORDS)), variants, ACCENTS, paces))
    sounds = [spoken(WORDS[word], f"{accent}+{variant}", *pace) for word, variant, accent, pace in told]
    return sounds, np.array([word for word, *_ in told])


def pictures(sounds: list[nn.Array], rng: np.random.Generator | None = None) -> nn.Array:
    """Return what the network is given; with `rng` each is another one every time.

    Shape:
        returns: (len(sounds), SLICES, BANDS).
    """
    return np.stack([HEARING["pitches"](varied(sound, rng)) for sound in sounds])


def varied(sound: nn.Array, rng: np.random.Generator | None) -> nn.Array:
    """Return the second to be heard, with `rng` another one each time. Shape: (n,) to (RATE,)."""
    if rng is None:
        plain: nn.Array = HEARING["one_second"](sound)
        return plain
    sound = HEARING["faster"](sound, math.exp(rng.uniform(-MOST_SPEED, MOST_SPEED)))
    second: nn.Array = HEARING["one_second"](sound, int(rng.integers(-MOST_SHIFT, MOST_SHIFT)))
    loud = MOST_NOISE * rng.random() ** 2 * np.sqrt(np.mean(np.square(sound)))
    second += np.float32(loud) * rng.standard_normal(RATE, np.float32)
    return second


def train(
    model: nn.Sequential,
    learned: tuple[list[nn.Array], nn.IntArray],
    asked: tuple[nn.Array, nn.IntArray],
    rng: np.random.Generator,
) -> None:
    """Adam with a rate that rises for a moment and then falls to nothing."""
    sounds, words = learned
    criterion, optimizer = nn.CrossEntropyLoss(), nn.Adam(model.parameters())
    total, step = EPOCHS * math.ceil(len(sounds) / BATCH), 0
    for epoch in range(EPOCHS):
        values = []
        for x, y in nn.batches(pictures(sounds, rng), words, size=BATCH, rng=rng):
            optimizer.lr = nn.cosine_decay(step, RATE_OF_LEARNING, total, warmup=50)
            optimizer.zero_grad()
            loss = criterion(model(x), y)
            values.append(loss.item())
            loss.backward()
            optimizer.step()
            step += 1
        print(f"round {epoch + 1:2}: loss {np.mean(values):.4f}, {accuracy(model, *asked):.4f} of the asked")


def accuracy(model: nn.Sequential, x: nn.Array, words: nn.IntArray) -> float:
    """Return the share of sounds that are heard rightly."""
    return float((model.predict(x).argmax(axis=1) == words).mean())


def nearest(x: nn.Array, words: nn.IntArray, new: nn.Array) -> nn.IntArray:
    """Return for each new picture the word whose mean picture is nearest."""
    means = np.stack([x[words == word].mean(axis=0) for word in range(len(WORDS))])
    apart = ((new[:, None] - means) ** 2).sum(axis=(2, 3))
    found: nn.IntArray = apart.argmin(axis=1)
    return found


def save_clips(path: Path, sounds: dict[str, nn.Array]) -> None:
    """Write sounds by name, a byte a sample."""
    with path.open("wb") as file:
        np.savez_compressed(
            file, allow_pickle=False, **{n: HEARING["squeezed"](s) for n, s in sounds.items()}
        )


def main() -> None:
    """Have the words spoken; train the network; write weights, card, clips, and a sample for the tests."""
    if not shutil.which("espeak-ng"):
        sys.exit("espeak-ng is not on the PATH; Debian's package is called espeak-ng")
    learned, asked, new = recorded(LEARNED, PACES), recorded(ASKED, PACES), recorded(NEW, NEW_PACES)
    rng = np.random.default_rng(SEED)
    model = HEARING["network"](rng)
    train(model, learned, (pictures(asked[0]), asked[1]), rng)

    weights = DEMOS / "weights" / "speech.npz"
    nn.save_weights(weights, model.state_dict(), "int8")
    stored = HEARING["network"](rng)
    stored.load_state_dict(nn.load_weights(weights))
    x, words = pictures(new[0]), new[1]
    guessed = nearest(pictures(learned[0]), learned[1], x)
    card = nn.ModelCard(
        data=f"{SOURCE}: {len(learned[0]):,} sounds of {len(LEARNED)} variants, each moved, sped up or"
        " slowed, and with a little noise",
        licence=LICENCE,
        script=f"{SCRIPT}, SHA-256 {hashlib.sha256(Path(__file__).read_bytes()).hexdigest()}",
        seed=SEED,
        metric=f"accuracy on {len(words)} sounds of two variants that it never heard,"
        f" {' and '.join(NEW)}; within 0.02 where another BLAS trains it again",
        score=accuracy(stored, x, words),
        baseline="the word whose mean picture is nearest; always the same word would give 0.0833",
        baseline_score=float((guessed == words).mean()),
    )
    print(nn.save_model(weights, model, card, "int8"))

    voices = {
        word: f"en-{'gb' if n % 4 < 2 else 'us'}+{NEW[n % 2]}" for n, word in enumerate([*WORDS, UNKNOWN])
    }
    save_clips(
        DEMOS / "data" / "speech.npz", {word: spoken(word, voice, 160, 50) for word, voice in voices.items()}
    )
    about = {
        "data": "one clip of each word",
        "voices": voices,
        "source": SOURCE,
        "licence": LICENCE,
        "script": SCRIPT,
    }
    (DEMOS / "data" / "speech.json").write_text(
        json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    sample = {f"{WORDS[word]}-{place}": new[0][place] for place, word in enumerate(words) if place % 11 == 0}
    save_clips(TESTS / "speech_sample.npz", sample)


if __name__ == "__main__":
    main()
