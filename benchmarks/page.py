"""
The page: how soon it is there and answers a what-if, what it needs, and whether ten visitors are served fairly.

    python benchmarks/page.py

Serves W2 (``benchmarks/w2.toml``) from a temporary folder on this machine and asks it as visitors do; paint and clicks
are measured in Chromium if it and playwright are there. ``--requests`` says how often the scripted visitor asks.
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
LEVER = "1:groups.universal.agents"


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Visitor:
    """Somebody with a cookie of his own."""

    def __init__(self, address: str, name: str) -> None:
        self.address = address
        self.headers = {"Origin": address, "Cookie": f"channelmix_visitor={name}"}
        self.opener = build_opener(_Stay)

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, text and where it leads."""
        data = None if form is None else urlencode(form).encode()
        try:
            with self.opener.open(Request(self.address + path, data, self.headers)) as answer:
                return answer.status, answer.read().decode("utf-8", "replace"), ""
        except HTTPError as error:
            return error.code, error.read().decode("utf-8", "replace"), error.headers.get("Location", "")

    def run(self, more: int, replications: int) -> str:
        """Begin a what-if and return its address."""
        fields = {"plan": "w2.toml", LEVER: str(more), "replications": str(replications)}
        status, _, address = self.ask("/runs", fields)
        assert status == 303, status
        return address

    def wait(self, address: str, until: str = "hx-get") -> float:
        """Return the seconds until nothing more will come, or until there is a picture."""
        started = time.perf_counter()
        while True:
            text = self.ask(f"{address}/news?seen=-2")[1]
            if until not in text if until == "hx-get" else until in text:
                return time.perf_counter() - started
            time.sleep(0.02)


@contextmanager
def served() -> Iterator[tuple[str, "subprocess.Popen[str]", float]]:
    """Offer the page of a folder with W2: address, process, seconds from the command to the first answer."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(HERE / "w2.toml", folder)
        words = [sys.executable, "-c", "from channelmix.cli import main; main()", "serve", "--port", "0"]
        started = time.perf_counter()
        process = subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        address = re.search(r"http://[\d.:]+", process.stderr.readline())
        assert address is not None
        status, _, _ = Visitor(address[0], "first").ask("/")
        assert status == 200
        try:
            yield address[0], process, time.perf_counter() - started
        finally:
            process.terminate()
            process.wait()


def megabytes(process: int) -> float:
    """Return the memory that a process keeps (Linux)."""
    status = Path(f"/proc/{process}/status").read_text()
    (kilobytes,) = re.findall(r"VmRSS:\s+(\d+)", status)
    return int(kilobytes) / 1024


def in_the_browser(address: str) -> None:
    """Measure first paint, and what-ifs from click to picture."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page()
        paints = []
        for _ in range(5):
            tab.goto(address)
            while not tab.evaluate("performance.getEntriesByType('paint').length"):
                tab.wait_for_timeout(10)
            paints.append(tab.evaluate("performance.getEntriesByType('paint')[0].startTime"))
        print(f"first paint: {statistics.median(paints):.0f} ms")
        times = []
        for more in (1, 2, 3, 4, 5):
            tab.goto(f"{address}/plans?plan=w2.toml")
            tab.locator(f"[name='{LEVER}']").fill(str(more))
            started = time.perf_counter()
            tab.get_by_role("button", name="Run").click()
            tab.locator("section.differences svg").first.wait_for()
            times.append(time.perf_counter() - started)
            tab.get_by_text("Done.").wait_for(timeout=120_000)
        print(
            f"W2 what-if, click to first picture: median {statistics.median(times):.2f} s, longest {max(times):.2f} s"
        )
        browser.close()


def scripted(address: str, requests: int) -> None:
    """Ask as one visitor, again and again; count what goes wrong."""
    visitor, bad = Visitor(address, "script"), 0
    run = visitor.run(1, 4)
    visitor.wait(run)
    paths = ["/", "/plans?plan=w2.toml", run, f"{run}/news", "/glossary", f"{run}/report.html", "/static/page.css",
             f"{run}/results.xlsx", "/plans?plan=webshop_nl/plus_whatsapp&language=nl", "/nowhere"]  # fmt: skip
    started = time.perf_counter()
    for number in range(requests):
        path = paths[number % len(paths)]
        status, text, _ = visitor.ask(path)
        bad += status != (404 if path == "/nowhere" else 200) or "Traceback" in text
    seconds = time.perf_counter() - started
    print(f"{requests} requests of a scripted visitor: {bad} faults, {1000 * seconds / requests:.1f} ms each")


def together(address: str, visitors: int) -> None:
    """Let visitors ask at once, one of them greedily; tell how long each waited for the first picture and the end."""
    greedy = Visitor(address, "greedy")
    jobs = [greedy.run(-more, 200) for more in range(1, 6)]
    time.sleep(0.5)
    alone: dict[int, tuple[float, float]] = {}

    def one(number: int) -> None:
        visitor = Visitor(address, f"visitor {number}")
        started = time.perf_counter()
        run = visitor.run(number + 1, 16)
        visitor.wait(run, until="<svg")
        first = time.perf_counter() - started
        visitor.wait(run)
        alone[number] = first, time.perf_counter() - started

    threads = [threading.Thread(target=one, args=(number,)) for number in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    firsts, ends = zip(*alone.values(), strict=True)
    print(f"{visitors} visitors at once beside one with 5 long runs:")
    print(f"  first picture after {min(firsts):.1f} to {max(firsts):.1f} s")
    print(f"  all 16 replications of both plans after {min(ends):.1f} to {max(ends):.1f} s")
    for job in jobs:
        greedy.ask(f"{job}/do", {"do": "stop"})


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=1_000)
    options = parser.parse_args()
    starts = []
    for _ in range(3):
        with served() as (_, _, seconds):
            starts.append(seconds)
    print(f"from the command to the first page: {statistics.median(starts):.2f} s")
    with served() as (address, process, _):
        visitor = Visitor(address, "warming")
        visitor.wait(visitor.run(1, 16))
        time.sleep(3)
        if CHROMIUM is not None:
            in_the_browser(address)
        scripted(address, options.requests)
        together(address, 10)
        print(f"memory of the page's process: {megabytes(process.pid):.0f} MB")


if __name__ == "__main__":
    main()
