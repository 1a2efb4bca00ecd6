import base64
import io
import re
import wave

import numpy as np

from sitegen.demo import (
    Sound,
)
from sitegen.demo.marks.sound import encode_wav


def test_the_sentence_names_length_peak_and_the_loudest_time() -> None:
    samples = np.zeros(8000)
    samples[6000:6400] = 0.5
    sound = Sound(samples, 8000)
    assert sound.sentence() == "1 seconds at 8,000 samples a second; peak 0.5, loudest round 0.78 seconds."
    assert sound.picture("x").count("<audio ") == 1


def test_the_player_holds_the_samples() -> None:
    samples = np.array([0.0, 1.0, -1.0, 0.5])
    found = re.search(r'src="data:audio/wav;base64,([^"]+)"', Sound(samples, 8000).picture("x"))
    assert found
    data = base64.b64decode(found[1])
    assert data == encode_wav(samples, 8000)
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert np.frombuffer(file.readframes(9), "<i2").tolist() == [0, 32767, -32767, 16384]
