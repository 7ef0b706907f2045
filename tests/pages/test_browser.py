"""The pages in a real browser: no accessibility fault, no sideways scrolling, nothing fetched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from duixian.pages.sandbox_page import sandbox_page
from tests.pages.pages import LANGUAGES, census_page_of, decision_page_of, policy_page_of
from tests.pages.test_sandbox_page import results

pytestmark = pytest.mark.slow

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
VIEWS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (1280, "dark"), (390, "light"))
UNFOLD = "document.querySelectorAll('details').forEach(details => details.open = true)"
PAGES: dict[str, Callable[[str], str]] = {
    "decisions": lambda language: decision_page_of("03-leasing-company", language),
    "refusals": lambda language: decision_page_of("01-software-firm", language),
    "policy": lambda language: policy_page_of(14, language),
    "policy without a curve": lambda language: policy_page_of(1, language),
    "census": lambda language: census_page_of(frozenset({5, 11}), language),
    "sandbox": lambda language: sandbox_page(results(), language),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = os.environ.get("DUIXIAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium; `apt-get install chromium fonts-noto-cjk` enables the browser tests")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


def faults(axe: dict[str, Any]) -> list[str]:
    return [
        f"{found['id']}: {node['target']} {node['html'][:120]} {node.get('failureSummary', '')}"
        for found in axe["violations"]
        for node in found["nodes"]
    ]


def requests_of(page: Page) -> list[str]:
    """What the page asks for from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    return asked


every_page = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in PAGES for language in LANGUAGES]
)


@pytest.fixture
def file(tmp_path: Path, name: str, language: str) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGES[name](language), encoding="utf-8")
    return path


@every_page
def test_axe_finds_no_fault_at_either_width_and_in_either_colours(browser: Browser, file: Path) -> None:
    axe = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
    for width, colours in VIEWS:
        # bypass_csp: the page's own policy would not let axe in.
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            is_mobile=width < 500,
            color_scheme=colours,
            bypass_csp=True,
        )
        page = context.new_page()
        page.goto(file.as_uri())
        page.evaluate(UNFOLD)
        page.add_script_tag(content=axe)
        assert faults(page.evaluate("axe.run()")) == [], f"{width} wide, {colours}"
        context.close()


@every_page
def test_no_page_scrolls_sideways_or_fetches_anything(browser: Browser, file: Path) -> None:
    for width in (1280, 390, 320):
        context = browser.new_context(viewport={"width": width, "height": 900}, is_mobile=width < 500)
        page = context.new_page()
        asked = requests_of(page)
        page.goto(file.as_uri())
        page.evaluate(UNFOLD)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert asked == [file.as_uri()]
        context.close()


def test_the_skip_link_comes_first_and_leads_to_the_content(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(policy_page_of(11, "zh"), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_printing_shows_the_reasons_that_are_folded_away_on_the_screen(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "page.html"
    file.write_text(decision_page_of("01-software-firm", "zh"), encoding="utf-8")
    page = browser.new_page()
    page.goto(file.as_uri())
    step = page.locator("details:not([open]) .steps li").first
    assert not step.is_visible()
    page.emulate_media(media="print")
    assert step.is_visible()
    page.close()
