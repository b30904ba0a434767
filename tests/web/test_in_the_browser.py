"""
The page as managers use it: in a real browser, with mouse, keyboard, phone, without script, and after a restart.

Needs Chromium from the system's packages and the Python package playwright; axe-core comes from the npm registry.
What is missing is skipped with a message; ``.ci/run`` installs it.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from tests.cli.conftest import CALL_MAIN, LARGER, SMALL, SOURCE
from tests.web.conftest import MESSENGER

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
AXE = "axe-core@4.14.1"
PHONE = {"width": 360, "height": 740}

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (apt-get install chromium)")


@dataclass
class Server:
    """The page of a folder, served by a process of its own."""

    folder: Path
    port: int = 0
    process: "subprocess.Popen[str] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
        words = [sys.executable, "-c", CALL_MAIN, "serve", "--port", str(self.port), "--workers", "1"]
        self.process = subprocess.Popen(
            words, cwd=self.folder, env=environment, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )  # fmt: skip
        assert self.process.stderr is not None
        told = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", told)
        assert found, told
        self.port = int(found[1])

    def stop(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.send_signal(signal.SIGINT)
        _, told = self.process.communicate(timeout=60)
        assert told == "Stopped; nothing was left half-written.\n"
        assert self.process.returncode == 130


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("center")
    for name, text in (("small", SMALL), ("larger", LARGER), ("messenger", MESSENGER)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    running = Server(folder)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_tab(chromium: Any, server: Server) -> Iterator[Callable[..., Any]]:
    """Open tabs; at the end no console had a complaint, and no other host was asked for anything."""
    complaints: list[str] = []
    contexts = []

    def opened(**settings: Any) -> Any:
        context = chromium.new_context(base_url=server.address, **settings)
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(90_000)
        tab.on("console", lambda told: complaints.append(told.text) if told.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda asked: None if asked.url.startswith(server.address) else complaints.append(asked.url))
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def answered(server: Server) -> str:
    """The address of a run that is done."""
    form = urlencode([("plan", "small.toml"), ("plan", "messenger.toml"), ("replications", "6")]).encode()
    with urlopen(Request(f"{server.address}/runs", form, {"Origin": server.address})) as answer:
        address: str = answer.url.removeprefix(server.address)
    until = time.monotonic() + 180
    while "hx-get" in urlopen(f"{server.address}{address}/news").read().decode():
        assert time.monotonic() < until
        time.sleep(0.1)
    return address


def run_messenger(tab: Any, replications: int = 20, **levers: str) -> None:
    """Pick two plans, move levers, and run."""
    tab.goto("/")
    tab.get_by_role("checkbox", name=re.compile("^Small")).check()
    tab.get_by_role("checkbox", name=re.compile("^With a messenger")).check()
    tab.get_by_role("button", name="Go on with these plans").click()
    tab.get_by_role("radio").last.check()
    for label, value in levers.items():
        tab.get_by_label(label).last.fill(value)
    tab.get_by_label("Replications").fill(str(replications))
    tab.get_by_role("button", name="Run").click()


def test_plans_are_compared_a_lever_moved_and_report_and_workbook_taken_along(open_tab, server: Server) -> None:
    tab = open_tab(accept_downloads=True)
    run_messenger(tab, **{"phone → whatsapp (%)": "35"})
    tab.get_by_text("Done.").wait_for()
    assert tab.get_by_role("heading", name="Against 1 Small").is_visible()
    assert tab.locator("section.differences svg").count() >= 2
    assert "phone → whatsapp 35 %" in tab.locator(".titles").inner_text()
    for name, beginning in (("Report (HTML)", b"<!doctype html>"), ("Workbook (Excel)", b"PK")):
        with tab.expect_download() as started:
            tab.get_by_role("link", name=name).click()
        assert Path(started.value.path()).read_bytes().startswith(beginning)
    tab.get_by_role("link", name="Change and run again").click()
    assert tab.get_by_label("phone → whatsapp (%)").last.input_value() == "35"
    assert tab.get_by_role("radio").last.is_checked()


def test_a_run_is_stopped_and_its_picture_survives_a_restart_of_the_page(open_tab, server: Server) -> None:
    tab = open_tab()
    run_messenger(tab, replications=2000)
    tab.get_by_role("heading", name="Against 1 Small").wait_for()
    tab.get_by_role("button", name="Stop").click()
    tab.get_by_text("Stopped.").wait_for()
    address = tab.url
    server.stop()
    server.start()
    tab.goto(address)
    tab.get_by_text("Stopped.").wait_for()
    tab.get_by_role("button", name="Go on").click()
    tab.get_by_role("heading", name="Against 1 Small").wait_for()
    assert tab.url == address
    tab.get_by_role("button", name="Stop").click()
    tab.get_by_role("button", name="Throw away").click()
    tab.get_by_role("heading", name="Which plans do you want to compare?").wait_for()


def test_everything_can_be_done_with_the_keyboard_alone(open_tab) -> None:
    tab = open_tab()
    tab.goto("/")

    def to(selector: str) -> None:
        for _ in range(60):
            tab.keyboard.press("Tab")
            if tab.evaluate("selector => document.activeElement.matches(selector)", selector):
                outline = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", selector
                return
        raise AssertionError(f"Tab never leads to {selector}")

    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    to("input[value='larger.toml']")
    tab.keyboard.press("Space")
    to("main button")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/plans?**")
    to("input[name='1:groups.front_office.agents']")
    tab.keyboard.press("ArrowUp")
    to("#replications")
    tab.keyboard.type("6")
    to("main button")
    tab.keyboard.press("Enter")
    tab.get_by_text("Done.").wait_for()
    to("summary")
    tab.keyboard.press("Enter")
    assert tab.locator("details[open]").count() == 1


def test_it_works_on_a_phone_360_pixels_wide(open_tab, answered: str) -> None:
    tab = open_tab(viewport=PHONE, has_touch=True)
    for address in ("/", "/plans?plan=small.toml&plan=messenger.toml", answered, "/glossary"):
        tab.goto(address)
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
        for button in tab.locator("button:visible, a.button:visible").all():
            assert button.bounding_box()["height"] >= 24


COLLISIONS = """() => [...document.querySelectorAll('svg')].flatMap(svg => {
    const box = svg.getBoundingClientRect(), scale = box.width / 360, found = [];
    const words = [...svg.querySelectorAll('text')].map(each => [each.textContent, each.getBoundingClientRect()]);
    words.forEach(([told, at], place) => {
        const inside = at.left > box.left - 1 && at.right < box.right + 1 && at.bottom < box.bottom + 1;
        if (!inside) found.push(`cut: ${told}`);
        for (const [other, by] of words.slice(place + 1)) {
            const wide = Math.min(at.right, by.right) - Math.max(at.left, by.left);
            const high = Math.min(at.bottom, by.bottom) - Math.max(at.top, by.top);
            if (wide > 1 && high > 4 * scale) found.push(`${told} upon ${other}`);
        }
    });
    return found;
})"""
"""Words of pictures that leave them or stand upon others, as the browser's own letters have them."""


def test_no_words_of_a_picture_leave_it_or_stand_upon_others_in_any_language(open_tab, answered: str) -> None:
    tab = open_tab(viewport={"width": 1280, "height": 800})
    for language in ("nl", "de", "en"):
        tab.goto(f"{answered}?language={language}")
        assert tab.locator("svg text").count() > 100
        assert tab.evaluate(COLLISIONS) == [], language
    tab.evaluate("document.querySelector('svg text').setAttribute('x', '340')")
    assert any(told.startswith("cut: ") for told in tab.evaluate(COLLISIONS))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory of processes is told on Linux only")
def test_the_process_of_the_page_stays_below_a_hundred_megabytes(server: Server, answered: str) -> None:
    assert server.process is not None
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    assert int(re.search(r"VmRSS:\s+(\d+)", status)[1]) < 100_000


def test_it_works_without_script(open_tab) -> None:
    tab = open_tab(java_script_enabled=False)
    run_messenger(tab, replications=6)
    tab.get_by_text("Done.").wait_for()
    assert tab.get_by_role("heading", name="Against 1 Small").is_visible()


@pytest.fixture(scope="module")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm here, which brings axe-core")
    folder = tmp_path_factory.mktemp("axe")
    got = subprocess.run(
        [npm, "pack", "--silent", AXE], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    if got.returncode != 0:
        pytest.skip(f"{AXE} cannot be had here: {got.stderr.strip()[-200:]}")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode()


def test_axe_finds_no_serious_fault(open_tab, axe: str, answered: str) -> None:
    tab = open_tab()
    pages = (answered, "/", "/plans?plan=small.toml&plan=messenger.toml", "/glossary")
    found = {}
    for address, scheme in [*((page, "light") for page in pages), (answered, "dark"), (pages[2], "dark")]:
        tab.emulate_media(color_scheme=scheme)
        tab.goto(address)
        tab.evaluate(axe)
        result = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert result["passes"]
        found[address, scheme] = [
            (each["id"], each["impact"], [node["html"][:120] for node in each["nodes"][:3]])
            for each in result["violations"]
            if each["impact"] in ("serious", "critical")
        ]
    assert {page: faults for page, faults in found.items() if faults} == {}


def test_this_check_of_axe_notices_a_picture_without_words(open_tab, axe: str) -> None:
    tab = open_tab()
    tab.goto("/glossary")
    tab.evaluate("document.querySelector('main').append(document.createElement('img'))")
    tab.evaluate(axe)
    result = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert "image-alt" in {each["id"] for each in result["violations"]}
