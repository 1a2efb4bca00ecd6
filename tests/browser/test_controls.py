"""What the reader's controls do before, during and after a run."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import IslandPage
from tests.browser.waiting import wait_until


def test_a_touch_before_run_starts_the_demo_with_the_new_value(steady: IslandPage) -> None:
    steady.slide("size", 70)
    steady.wait_for("running")
    steady.says("70 points")


def test_a_live_control_reaches_the_running_loop(steady: IslandPage) -> None:
    steady.run()
    steady.wait_for_step(50)
    steady.slide("gain", 1)  # the far end of a logarithmic track
    steady.says("gain 10,")
    assert steady.step >= 50, "the run went on"
    expect(steady.find('[data-control="gain"] output')).to_have_text("10")
    steady.control("mirror").check()
    steady.says("mirror True")
    assert steady.step >= 50
    steady.wait_for("running")


def test_a_restarting_control_starts_the_run_again(steady: IslandPage) -> None:
    steady.find("[data-speed]").select_option("0.25")
    steady.run()
    steady.wait_for_step(10)
    steady.control("shape").select_option("cosine")
    steady.says("cosine")
    assert steady.step < 10
    steady.wait_for("running")


def test_a_restarting_control_leaves_a_paused_run_paused(steady: IslandPage) -> None:
    steady.press("step")
    steady.wait_for_step()
    steady.press("step")
    steady.wait_for_step(1)
    steady.slide("size", 30)
    steady.says("30 points")
    expect(steady.find(".demo-step")).to_have_text("Step 0")
    steady.wait_for("ready")


def test_of_many_quick_changes_the_last_one_holds(steady: IslandPage) -> None:
    steady.run()
    steady.page.evaluate("""async () => {
      const slider = document.querySelector('#steady [name="size"]');
      for (const value of [10, 20, 30, 50, 60, 70, 80, 10, 20, 50]) {
        slider.value = value;
        slider.dispatchEvent(new Event('input', {bubbles: true}));
        await new Promise((next) => requestAnimationFrame(next));
      }
    }""")
    steady.says("50 points")
    steady.wait_for_step(20)
    steady.says("50 points")


def test_a_button_of_the_demo_counts_its_presses(steady: IslandPage) -> None:
    steady.run()
    steady.control("kick").click()
    steady.says("kick 1")
    steady.control("kick").click()
    steady.says("kick 2")


def test_another_seed_gives_another_run(steady: IslandPage) -> None:
    steady.press("step")
    steady.wait_for_step()
    steady_before = steady.find(".stage-main").evaluate("main => main.outerHTML")
    steady.open_more()
    steady.find("[data-seed]").click()
    expect(steady.find('[name="seed"]')).not_to_have_value("1")
    wait_until(
        steady.page,
        "before => document.querySelector('#steady .stage-main').outerHTML !== before",
        arg=steady_before,
    )


def test_a_plain_demo_answers_every_change(steady: IslandPage) -> None:
    answer = IslandPage(steady.page, "answer")
    assert answer.find('[data-action="step"]').count() == 0
    answer.slide("slope", -2)
    answer.says("The slope is -2.")
    expect(answer.find(".demo-metrics dd")).to_have_text("−2.00")
    answer.slide("slope", 0.5)
    answer.says("The slope is 0.5.")
    answer.press("reset")
    answer.says("The slope is 1.")


def test_every_native_control_by_keyboard_alone(steady: IslandPage) -> None:
    keys = steady.page.keyboard
    steady.control("size").focus()
    keys.press("ArrowRight")
    steady.says("50 points")
    steady.control("gain").focus()
    keys.press("End")
    steady.says("gain 10,")
    steady.control("shape").focus()
    keys.press("ArrowDown")
    steady.says("cosine")
    steady.control("mirror").focus()
    keys.press("Space")
    steady.says("mirror True")
    steady.control("kick").focus()
    keys.press("Enter")
    steady.says("kick 1")
    steady.open_more()
    steady.find("[data-seed]").focus()
    keys.press("Enter")
    expect(steady.find('[name="seed"]')).not_to_have_value("1")
    steady.control("seed").focus()
    keys.press("ControlOrMeta+a")
    keys.type("12")
    expect(steady.page).to_have_url(re.compile(r"[?&]seed=12$|[?&]seed=12&"))
    steady.wait_for("running")


def test_a_slider_a_toggle_and_a_number_by_pointer(steady: IslandPage) -> None:
    mouse = steady.page.mouse
    slider = steady.find('[name="size"]')
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    mouse.move(box["x"] + box["width"] * 3 / 7, middle)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.7, middle, steps=5)
    mouse.move(box["x"] + box["width"] - 2, middle, steps=5)
    mouse.up()
    steady.says("80 points")
    steady.open_more()
    steady.find('label:has-text("Mirror")').click()
    steady.says("mirror True")
    steady.open_more()
    steady.find("[data-seed]").click()
    expect(steady.find('[name="seed"]')).not_to_have_value("1")
