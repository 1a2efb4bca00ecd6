"""The first touches that a reader can make at a demo: controls with other values, presets, Play and Step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.browser.waiting import wait_until

KINDS = ("slider", "choice", "toggle", "clip")
"""Kinds of controls whose values the build can save."""
LIST = """
([id, kinds]) => {
  const root = document.getElementById(id);
  const all = (parts) => [...root.querySelectorAll(parts)];
  const controls = all("[data-control]").filter(({ dataset }) => kinds.includes(dataset.kind));
  const presets = all(".stage-preset").filter((button) => button.ariaPressed !== "true");
  return [
    ...controls.map(({ dataset }) => dataset.control),
    ...presets.map(({ dataset }) => `preset ${dataset.preset}`),
    ...(root.querySelector('[data-action="step"]') ? ["play", "step"] : []),
  ];
}
"""
TOUCH = """
([id, touch]) => new Promise((resolve) => {
  const root = document.getElementById(id);
  const parts = [...root.querySelectorAll(".demo-picture, .demo-text, [data-metric]")];
  const read = () => parts.map((part) => part.innerHTML).join();
  const act = () => {
    const [word, place] = touch.split(" ");
    if (word === "play") return root.querySelector('.demo-primary').click();
    if (word === "step") return root.querySelector('[data-action="step"]').click();
    if (word === "preset") return root.querySelector(`[data-preset="${place}"]`).click();
    const field = root.querySelector(`[name="${touch}"]`);
    if (field.type === "checkbox") field.checked = !field.checked;
    else if (field.options) field.selectedIndex = (field.selectedIndex + 1) % field.options.length;
    else field.value = field.value === field.max ? field.min : field.max;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const before = read();
  const began = performance.now();
  act();
  requestAnimationFrame(() => setTimeout(() => resolve({
    ms: performance.now() - began,
    changed: read() !== before,
    line: root.querySelector(".demo-step").textContent,
    state: root.dataset.state,
  })));
})
"""
"""Acts, waits for the next picture of the screen, and says what it shows."""
LOADED = """
(id) => {
  const root = document.getElementById(id);
  const url = new URL(root.dataset.frames, location.href).href;
  return performance.getEntriesByName(url).some((entry) => entry.responseEnd > 0);
}
"""


@dataclass(frozen=True, slots=True)
class Touch:
    """What one touch showed."""

    island: str
    what: str
    """The control's name, `preset 0`, `play` or `step`."""
    ms: float
    """From the touch to the next picture of the screen."""
    changed: bool
    """Whether pictures, numbers or text are others."""
    line: str
    state: str


def touch_all(page: Page, island: str) -> list[Touch]:
    """Make every first touch at one island, and reset it after each."""
    page.locator(f"#{island}").scroll_into_view_if_needed()
    wait_until(page, LOADED, arg=island)
    page.wait_for_timeout(100)  # the file is read
    touches = []
    for what in page.evaluate(LIST, [island, list(KINDS)]):
        found: dict[str, Any] = page.evaluate(TOUCH, [island, what])
        touches.append(Touch(island, what, **found))
        page.evaluate("(id) => document.querySelector(`#${id} [data-action=reset]`).click()", island)
        page.wait_for_timeout(20)
    return touches
