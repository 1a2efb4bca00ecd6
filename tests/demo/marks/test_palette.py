import numpy as np

from sitegen.demo.marks.palette import diverging_palette, grey_palette, ink_palette, sequential_palette


def test_the_middle_of_the_diverging_palette_is_clear_and_the_ends_are_dense() -> None:
    opacity = diverging_palette()[:, 3].astype(int)
    assert opacity[127] == 0
    assert opacity[0] == opacity[-1] == opacity.max()
    assert (np.diff(opacity[:128]) <= 0).all()
    assert (np.diff(opacity[127:]) >= 0).all()


def luminance(colour: np.ndarray) -> float:
    share = colour / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_ink_stays_readable_on_every_colour_of_both_papers() -> None:
    papers = {(255, 254, 251): (35, 39, 46), (26, 29, 34): (228, 226, 221)}
    for paper, ink in papers.items():
        for palette in (diverging_palette(), sequential_palette()):
            share = palette[:, 3:] / 255
            seen = palette[:, :3] * share + np.array(paper) * (1 - share)
            for colour in seen:
                lights = sorted((luminance(colour), luminance(np.array(ink))))
                assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5


def test_grey_and_ink_go_from_one_end_to_the_other() -> None:
    assert grey_palette()[[0, -1]].tolist() == [[0, 0, 0, 255], [255, 255, 255, 255]]
    assert ink_palette()[[0, -1], 3].tolist() == [0, 255]
    assert sequential_palette()[0, 3] == 0
