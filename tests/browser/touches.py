"""The first touches that a reader can make at a demo: controls with other values, presets, Play and Step."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
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
    if (word === "") return;
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
    cpu_ms: float
    """What the page's main thread computed meanwhile."""
    changed: bool
    """Whether pictures, numbers or text are others."""
    line: str
    state: str


def touch_all(page: Page, island: str, cpu_ms: Callable[[], float] | None = None) -> list[Touch]:
    """Make every first touch at one island, and reset it after each.

    Args:
        page: the page, for which Python need not come.
        island: its id.
        cpu_ms: returns the processor's time that the main thread has taken until now, if it is measured.
    """
    clock = cpu_ms or (lambda: 0.0)

    def act(what: str) -> tuple[dict[str, Any], float]:
        before = clock()
        found: dict[str, Any] = page.evaluate(TOUCH, [island, what])
        return found, clock() - before

    page.locator(f"#{island}").scroll_into_view_if_needed()
    wait_until(page, LOADED, arg=island)
    page.wait_for_timeout(100)  # the file is read
    touches = []
    for what in page.evaluate(LIST, [island, list(KINDS)]):
        own = act("")[1] if cpu_ms else 0.0  # what the measurement itself takes
        found, spent = act(what)
        touches.append(Touch(island, what, cpu_ms=max(0.0, spent - own), **found))
        page.evaluate("(id) => document.querySelector(`#${id} [data-action=reset]`).click()", island)
        page.wait_for_timeout(20)
    return touches


SAME_PIXELS = """
async (pictures) => {
  const read = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const drawing = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    drawing.drawImage(bitmap, 0, 0);
    return drawing.getImageData(0, 0, bitmap.width, bitmap.height);
  };
  const [one, other] = await Promise.all(pictures.map(read));
  if (one.width !== other.width || one.height !== other.height) return 1;
  const differs = (place) => Math.abs(one.data[place] - other.data[place]) > 16;
  let count = 0;
  for (let place = 0; place < one.data.length; place += 4)
    if (differs(place) || differs(place + 1) || differs(place + 2)) count += 1;
  return count / (one.width * one.height);
}
"""
"""The share of pixels in which two pictures differ visibly."""


def picture(page: Page, island: str) -> bytes:
    """Return a screenshot of an island without the line that names the origin of the picture."""
    figure = page.locator(f"#{island} figure")
    return figure.screenshot(mask=[page.locator(f"#{island} .stage-bar")], animations="disabled")


def difference(page: Page, one: bytes, other: bytes) -> float:
    """Return the share of pixels in which two screenshots differ visibly; 1 where their sizes differ."""
    return float(page.evaluate(SAME_PIXELS, [b64encode(one).decode(), b64encode(other).decode()]))
