"""Demos and computed numbers in a page."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

import pytest

from sitegen.model import Body, Island, Label, Metric, Page
from sitegen.render.body import PLACEHOLDERS, Bodies, Placeholder
from tests.render.sample_site import (
    ABOUT,
    LIVE,
    PLACE,
    live_body,
    render,
    sample_config,
    sample_island,
    sample_page,
    sample_site,
    write_templates,
)


def test_a_demo_is_a_complete_island(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]

    assert (
        '<demo-island id="depth" data-demo="depth" data-state="idle" data-runtime="/blog/runtime/abc/">'
        in text
    )
    assert "Depth &amp; width" in text
    assert '<svg viewBox="0 0 4 3" role="img" aria-label="Loss">' in text
    assert "Watch the <em>boundary</em>." in text
    assert re.search(r"print.*&lt;/script&gt;", text)
    # the colours, the client, the data of the page and of the demo, the ticks of the series
    assert text.count("</script>") == 5


def test_the_data_of_a_demo_names_all_controls_and_cannot_end_its_element(outputs: dict[str, str]) -> None:
    found = re.search(r'class="demo-data">(.*?)</script>', outputs[LIVE], re.DOTALL)
    assert found
    data = json.loads(found[1])

    assert [control["name"] for control in data["controls"]] == [
        "layers", "rate", "shape", "noise", "seed", "shuffle",
        "prompt", "report", "digit", "dots", "lone", "sound",
    ]  # fmt: skip
    assert [control["name"] for control in data["controls"] if control["hidden"]] == ["noise"]
    assert (data["poster_steps"], data["generator"], data["download_bytes"]) == (400, True, 1234)
    assert not set("<>&") & set(found[1])


def test_a_hidden_control_is_not_shown_and_a_logarithmic_slider_has_its_place(
    outputs: dict[str, str],
) -> None:
    shown = re.findall(r'data-control="(\w+)"', outputs[LIVE])

    assert shown == [
        "digit", "layers", "rate", "shape", "seed", "shuffle", "prompt", "report", "dots", "lone", "sound",
    ]  # fmt: skip
    assert re.search(r'name="rate" min="0" max="1" [^>]*value="0.6667"', outputs[LIVE])


def test_a_text_has_a_field_of_one_line_or_of_several(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]

    assert '<input type="text" id="depth-prompt" name="prompt" value="a &lt;b&gt;" maxlength="40"' in text
    assert re.search(r'<textarea id="depth-report" name="report" rows="3" [^>]*>\none\ntwo</textarea>', text)


def test_a_pad_shows_what_the_author_drew_and_holds_it_for_the_client(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]
    pad = text[text.index('id="depth-digit"') : text.index("</fieldset>", text.index('id="depth-digit"'))]

    assert 'data-kind="ink" data-value="0.5,0.25 1,1;0,0" role="group"' in pad
    assert (
        '<div class="demo-pad-surface" role="img" aria-labelledby="depth-digit-label depth-digit-state">'
        in pad
    )
    assert 'viewBox="0 0 28 28"' in pad
    assert re.findall(r'<path d="([^"]+)"', pad) == ["M14 7L28 28", "M0 0h0"]
    assert '<p class="demo-pad-state" id="depth-digit-state">2 strokes</p>' in pad
    assert re.findall(r'data-action="(\w+)"', pad) == ["undo", "clear"]
    assert '<input type="hidden" name="digit" value="0.5,0.25 1,1;0,0"' in pad
    assert "radio" not in pad


def test_a_plane_shows_its_points_and_a_choice_of_classes(outputs: dict[str, str]) -> None:
    text = outputs[LIVE]
    pad = text[text.index('id="depth-dots"') : text.index('data-control="lone"')]
    lone = text[text.index('id="depth-lone"') : text.index('data-control="sound"')]

    assert 'viewBox="0 0 320 200"' in pad  # 160 high in equal units, but never less than 200
    assert re.findall(r'data-class="(\d)" transform="translate\(([^)]+)\)"', pad) == [
        ("0", "80 50"),
        ("1", "240 100"),
    ]
    assert re.findall(r'<input type="radio" name="depth-dots-class" value="(\d)"( checked)?', pad) == [
        ("0", " checked"),
        ("1", ""),
    ]
    assert "2 points" in pad
    assert "No points" in lone
    assert '<template class="demo-pad-sample"><svg' in lone


def test_a_clip_offers_the_demos_sounds_and_a_button_that_waits_for_the_client(
    outputs: dict[str, str],
) -> None:
    text = outputs[LIVE]

    assert '<option value="hello" selected>Hello</option><option value="bye">Bye</option>' in text
    assert (
        '<button type="button" data-action="record" aria-label="Sound: record" hidden>Record</button>' in text
    )


def test_an_island_may_have_a_title_and_numbers_in_its_caption(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    caption = ("<p>Right for ", Metric("depth", "accuracy", PLACE), ".</p>")
    island = replace(sample_island(), title="Two <layers>", caption=caption)
    page = sample_page("about.md", "page", Body((island,)))

    text = render(config, sample_site(config, [page]))[ABOUT]

    assert 'id="depth-title">Two &lt;layers&gt;</p>' in text
    assert '<div class="demo-caption"><p>Right for 97 %.</p></div>' in text


def test_a_computed_number_stands_in_the_prose(outputs: dict[str, str]) -> None:
    assert 'alt="A">.97 %</p>' in outputs[LIVE]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Figure\u00a02, Note"), ("de", "Abbildung\u00a02, Hinweis")]
)
def test_a_block_is_named_in_the_language_of_the_page(tmp_path: Path, language: str, text: str) -> None:
    config = sample_config(tmp_path)
    body = Body(("<p>", Label("figure", 2), ", ", Label("note"), "</p>"))
    page = sample_page("posts/live.md", body=body, language=language)
    texts = render(config, sample_site(config, [page]))

    assert f"<p>{text}</p>" in texts[LIVE]
    assert text in texts["feed.xml"]


def test_a_page_shows_a_demo_s_program_once_and_further_islands_point_to_it(tmp_path: Path) -> None:
    config = sample_config(tmp_path)
    parts = (sample_island(), replace(sample_island(), id="again"))
    pages = [sample_page("posts/live.md", body=Body(parts))]
    text = render(config, sample_site(config, pages))[LIVE]
    first, again = text.split('<demo-island id="again"')
    program = re.compile(r'<code class="language-python">[^<]*print')  # the client colours it
    assert len(program.findall(first)) == 1
    assert not program.search(again)
    assert f'<a href="#{sample_island().id}--program">' in again
    assert f'id="{sample_island().id}--program"' in first


def test_a_new_type_of_open_place_needs_one_row_of_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @dataclass(frozen=True)
    class Poll:
        question: str

    monkeypatch.setitem(
        cast("dict[type, Placeholder]", PLACEHOLDERS),
        Poll,
        Placeholder("poll", "partials/poll.html", "", lambda _bodies, _page, poll: f"{poll.question}?"),
    )
    write_templates(tmp_path, partials__poll_dot_html="<form>{{ poll }}</form>")
    config = sample_config(tmp_path)
    body = Body(("<p>", cast("Metric", Poll("Rain & snow")), "</p>"))
    texts = render(config, sample_site(config, [sample_page("posts/live.md", body=body)]))

    assert "<p><form>Rain &amp; snow?</form></p>" in texts[LIVE]
    assert "<p>Rain &amp; snow?</p>" in texts["feed.xml"]


def test_a_page_and_its_feed_entry_share_their_contexts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[str] = []
    row = PLACEHOLDERS[Island]

    def counted(bodies: Bodies, page: Page, island: Island) -> object:
        built.append(island.id)
        return row.context(bodies, page, island)

    monkeypatch.setitem(cast("dict[type, Placeholder]", PLACEHOLDERS), Island, replace(row, context=counted))
    config = sample_config(tmp_path)
    texts = render(config, sample_site(config, [sample_page("posts/live.md", body=live_body())]))

    assert "Loss falls from 1 to 0." in texts[LIVE]
    assert "Loss falls from 1 to 0." in texts["feed.xml"]
    assert built == ["depth"]
