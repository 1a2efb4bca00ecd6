import base64
import io
import re
import wave
from itertools import pairwise

import numpy as np

from sitegen.demo import (
    Arrows,
    Bars,
    Graph,
    Heatmap,
    Image,
    ImageGrid,
    Matrix,
    Percent,
    Scatter,
    Sound,
    Table,
    Text,
    Tokens,
)
from sitegen.demo.marks.sound import encode_wav


def test_a_table_writes_each_cell_by_its_kind() -> None:
    table = Table(
        {"name": ["a"], "share": [Percent(0.5)], "n": [np.int64(1234)], "ok": [np.bool_(True)], "x": [1e-5]}
    )
    cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", table.picture("x"))
    assert cells[5:] == ["a", "50.0\u202f%", "1,234", "yes", "10⁻⁵"]
    assert table.sentence() == "A table of 1 row: name, share, n, ok, x."
    assert table.table() == ""


def test_a_cell_that_names_nothing_is_no_heading() -> None:
    table = Table({"name": ["", "ada"], "steps": [1, 2]}).picture("x")
    assert re.findall(r"<tr><t[dh][^>]*>[^<]*</t[dh]>", table)[1:] == [
        "<tr><td></td>", '<tr><th scope="row">ada</th>'
    ]  # fmt: skip


def test_text_is_escaped_and_cut_into_paragraphs() -> None:
    assert Text("a < b\n\nc").picture("x") == "<p>a &lt; b</p><p>c</p>"
    assert Text(" a\n  b", mono=True).picture("x") == "<pre> a\n  b</pre>"
    assert Text("a\nb").sentence() == "a b"


def test_few_bars_are_all_told_and_many_by_their_extremes() -> None:
    assert Bars({"a": 1.0, "b": -0.5}, x_label="score").sentence() == "score: a 1, b −0.5."
    assert Bars({str(n): float(n) for n in range(7)}).sentence() == "Largest 6 6, smallest 0 0."


def test_bars_left_of_zero_have_a_colour_of_their_own() -> None:
    svg = Bars({"a": 1.0, "b": -0.5}).picture("x")
    assert "--demo-negative" in svg
    assert "--demo-positive" in svg


def test_a_heat_map_tells_where_its_ends_lie() -> None:
    heat = Heatmap([[1.0, 2.0], [3.0, -4.0]], rows=["a", "b"])
    assert heat.sentence() == "2 rows and 2 columns from −4 (b, column 1) to 3 (b, column 0)."


def test_a_large_heat_map_has_a_thinned_table() -> None:
    assert "<caption>96 of 65,536 cells</caption>" in Heatmap(np.ones((256, 256))).table()


def test_a_network_tells_its_layers_and_largest_weight() -> None:
    graph = Graph([[[1.0, -3.0]], [[2.0]]], names=[["x₁", "x₂"], [], ["y"]])
    assert graph.sentence() == (
        "Layers of 2, 1 and 1 units; the largest weight goes from x₂ to unit 1 of layer 2 with −3."
    )
    assert re.findall(r'scope="row">([^<]*)', graph.table()) == ["x₂", "unit 1 of layer 2", "x₁"]


def test_weights_below_zero_are_dashed() -> None:
    svg = Graph([[[1.0, -3.0]]]).picture("x")
    assert len(re.findall(r"--demo-negative[^\"]*stroke-dasharray", svg)) == 1
    assert not re.findall(r"--demo-positive[^\"]*stroke-dasharray", svg)


def test_a_wide_layer_says_how_many_of_its_units_are_drawn() -> None:
    svg = Graph([np.ones((300, 2))]).picture("x")
    assert "10 of 300" in svg
    assert svg.count("<circle") == 12


def test_a_scatter_is_summed_up_for_each_class() -> None:
    scatter = Scatter([[0, 0], [2, 4], [9, 9]], [0, 0, 1], class_names=["cats", "dogs", "none"])
    assert scatter.sentence() == "2 cats round (1, 2); 1 dogs round (9, 9); no none."
    assert re.findall(r"<td>([^<]*)</td>", scatter.table())[:7] == ["2", "1", "0", "2", "2", "0", "4"]


def test_a_matrix_tells_where_its_ends_lie_and_writes_every_number() -> None:
    matrix = Matrix([[0.5, -1.25], [3.0, 0.0]], ["a", "b"], row_label="from", column_label="to")
    assert matrix.sentence() == "2 rows and 2 columns from −1.25 (a, column 2) to 3 (b, column 1)."
    assert re.findall(r">([^<]*)</text>", matrix.picture("x"))[:4] == ["0.5", "−1.25", "3", "0"]
    assert re.findall(r"<td>([^<]*)", matrix.table()) == ["0.5", "−1.25", "3", "0"]


def test_a_matrix_colours_below_zero_apart_and_the_largest_strongest() -> None:
    cells = re.findall(
        r"fill:var\(--demo-(\w+),[^;\"]*;fill-opacity:([\d.]+)", Matrix([[-2.0, 1.0]]).picture("x")
    )
    assert cells == [("negative", "0.50"), ("positive", "0.25")]


def test_a_wide_number_in_a_matrix_loses_digits_before_it_leaves_its_cell() -> None:
    svg = Matrix([[0.123456] * 8], ["a row with a name"]).picture("x")
    assert {text for text in re.findall(r">([^<]*)</text>", svg) if text.startswith("0")} == {"0.1"}


def test_tokens_tell_the_ends_and_say_signs_in_words_lines_and_colours() -> None:
    tokens = Tokens(["not", "bad"], [-0.5, 0.25], value_label="weight")
    assert tokens.sentence() == "2 tokens, the largest weight first: bad +0.25, not −0.5."
    pieces = re.findall(
        r"<li style=\"([^\"]*)\"><span[^>]*>(\w+)</span><small[^>]*>([^<]*)", tokens.picture("x")
    )
    assert [(word, text) for _, word, text in pieces] == [("not", "−0.5"), ("bad", "+0.25")]
    assert "42%,transparent" in pieces[0][0]
    assert "dashed var(--demo-negative" in pieces[0][0]
    assert "solid var(--demo-positive" in pieces[1][0]


def test_many_tokens_are_summed_up_by_both_ends() -> None:
    words = [f"w{n}" for n in range(60)]
    tokens = Tokens(words, np.arange(60) - 30)
    assert (
        tokens.sentence() == "60 tokens: largest w59 +29, w58 +28, w57 +27; smallest w0 −30, w1 −29, w2 −28."
    )
    assert "<caption>50 of 60 tokens, the largest in size</caption>" in tokens.table()


def test_white_space_and_markup_in_tokens_can_be_seen() -> None:
    html = Tokens([" ", "\n", "", "<b>"], [0.0, 0.0, 0.0, 0.0]).picture("x")
    assert re.findall(r"<span[^>]*>([^<]*)</span>", html) == ["␣", "↵", "∅", "&lt;b&gt;"]


def test_arrows_say_where_each_target_looks_most() -> None:
    arrows = Arrows(["vier", "und", "zwanzig"], ["twenty", "four"], [[0.1, 0.2, 0.7], [0.9, 0.0, 0.1]])
    assert arrows.sentence() == "The strongest connections: twenty from zwanzig (0.7); four from vier (0.9)."
    assert re.findall(r"<td>([^<]*)", arrows.table())[1:] == ["0.1", "0.2", "0.7", "0.9", "0", "0.1"]


def test_the_strongest_arrow_of_each_target_is_drawn_last_and_weak_ones_not_at_all() -> None:
    svg = Arrows(["a", "b"], ["c", "d"], [[1.0, 0.3], [0.01, 0.8]]).picture("x")
    opacities = re.findall(r"stroke-opacity:([\d.]+)", svg)
    assert len(opacities) == 3
    assert opacities[1:] == ["1.00", "1.00"]


def test_long_words_stand_in_columns_and_short_ones_in_rows() -> None:
    def places(words: list[str]) -> set[str]:
        return set(re.findall(r'<text x="([^"]+)"', Arrows(words, words, np.eye(4)).picture("x")))

    assert len(places(["a", "b", "c", "d"])) == 4
    assert len(places(["a word much too long for a row"] * 4)) == 2


def test_many_sources_are_told_by_the_three_strongest() -> None:
    words = [f"s{n}" for n in range(9)]
    table = Arrows(words, ["t"], [np.arange(9) / 10]).table()
    assert re.findall(r"<td>([^<]*)", table) == ["s8 0.8", "s7 0.7", "s6 0.6"]


def test_an_image_tells_its_size_boxes_and_mask() -> None:
    picture = Image(
        [[0.0, 1.0], [0.5, 0.5]], mask=[[1, 0], [0, 0]], boxes=[[0, 0, 1, 2]], box_names=["seven 0.9"]
    )
    assert picture.sentence() == (
        "2 rows of 2 pixels from 0 to 1, 0.5 on average; the mask covers 25 % of it; "
        "1 box: seven 0.9 at columns 0 to 1, rows 0 to 2."
    )
    assert 'scope="row">seven 0.9' in picture.table()


def test_a_large_image_has_a_table_of_means() -> None:
    table = Image(np.kron(np.eye(8), np.ones((4, 4)))).table()
    assert "<caption>Means over blocks of pixels</caption>" in table
    assert re.findall(r"<td>([^<]*)", table)[:9] == ["1", *"0000000", "0"]


def test_ink_follows_the_page_and_greys_do_not() -> None:
    assert "filter:var(--demo-ink-filter,none)" in Image([[0.0, 1.0]]).picture("x")
    assert "filter" not in Image([[0.0, 1.0]], scale="grey").picture("x")


def test_an_image_grid_names_what_is_set_off() -> None:
    grid = ImageGrid(np.ones((3, 2, 2)), ["4", "9", "7"], highlight=[1], highlight_label="wrong")
    assert grid.sentence() == "3 images of 2 rows and 2 columns; wrong: 1 (image 2, 9)."
    svg = grid.picture("x")
    assert "● framed: wrong" in svg
    assert re.findall(r"font-weight:700\">([^<]*)", svg) == ["● 9"]
    assert svg.count("stroke-width:3") == 1
    assert re.findall(r"<td>([^<]*)", grid.table())[4::5] == ["no", "yes", "no"]


def test_a_grid_embeds_one_picture_a_row() -> None:
    assert ImageGrid(np.ones((12, 4, 4))).picture("x").count("<image") == 3


def test_a_sound_tells_its_length_peak_and_loudest_place() -> None:
    samples = np.zeros(8000)
    samples[6000:6400] = 0.5
    sound = Sound(samples, 8000)
    assert sound.sentence() == "1 seconds at 8,000 samples a second; peak 0.5, loudest round 0.78 seconds."
    assert sound.picture("x").count("<audio controls") == 1


def test_the_player_holds_the_samples() -> None:
    samples = np.array([0.0, 1.0, -1.0, 0.5])
    found = re.search(r'src="data:audio/wav;base64,([^"]+)"', Sound(samples, 8000).picture("x"))
    assert found
    data = base64.b64decode(found[1])
    assert data == encode_wav(samples, 8000)
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert np.frombuffer(file.readframes(9), "<i2").tolist() == [0, 32767, -32767, 16384]


def test_weights_of_crossing_lines_stand_apart() -> None:
    svg = Graph([[[0.5, -1.5], [2.0, 0.3]]]).picture("x")
    heights = sorted(float(y) for y in re.findall(r'<text x="[^"]+" y="([^"]+)"', svg))
    assert min(b - a for a, b in pairwise(heights)) >= 16
