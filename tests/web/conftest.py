"""What the tests of the page share: a workspace with small plans, and a visitor without a browser."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest
from starlette.testclient import TestClient
from tests.cli.conftest import LARGER, SMALL

from channelmix.web import tasks
from channelmix.web.application import application
from channelmix.web.guards import Guard
from channelmix.web.jobs import Jobs

HERE = "http://localhost"
LONGEST_S = 180.0
MESSENGER = """\
schema = 1
base = "small.toml"
name = "With a messenger"

[channels.whatsapp]
kind = "messaging"
hours = { mon-sun = "09:00-12:00" }
handling = "4 min"
bot = { containment = 0.3, time = "30 s" }
target = { share = 0.80, within = "10 min" }

[groups.front_office]
handles = ["phone", "whatsapp"]
concurrency = { whatsapp = 3 }

[[channel_shift]]
from = "phone"
to = "whatsapp"
share = 0.2
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with three small plans, and a file beside it that is nobody's business."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    for name, text in (("small", SMALL), ("larger", LARGER), ("messenger", MESSENGER)):
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "secret.toml").write_text('schema = 1\nname = "SECRET"\n', encoding="utf-8")
    return folder


@dataclass
class Visitor:
    """Somebody who fills in forms."""

    client: TestClient

    def get(self, address: str, **query: object) -> httpx2.Response:
        return self.client.get(address, params=query or None)

    def post(self, address: str, **fields: object) -> httpx2.Response:
        return self.client.post(address, data=fields, headers={"origin": HERE}, follow_redirects=False)

    def asked(self, *plans: str, **fields: object) -> str:
        """Run plans and return the address of the run."""
        answer = self.post("/runs", plan=list(plans), **{"replications": "6", **fields})
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def ended(self, address: str, seconds: float = LONGEST_S) -> str:
        """Return the page of a run when nothing more will come."""
        until = time.monotonic() + seconds
        while "hx-get" in (news := self.get(f"{address}/news").text):
            assert time.monotonic() < until, news
            time.sleep(0.02)
        return self.get(address).text


@pytest.fixture
def page(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Guard]:
    """Build the page of the workspace; its workers are threads of this process."""
    monkeypatch.chdir(workspace)

    def build(**settings: object) -> Guard:
        chosen = {"hosts": ["localhost"], **settings}
        return application(workspace, workers=2, start=lambda: ThreadPoolExecutor(1), warm=False, **chosen)

    return build


@pytest.fixture
def visitor(page: Callable[..., Guard]) -> Iterator[Visitor]:
    with TestClient(page(), base_url=HERE) as client:
        yield Visitor(client)


def words_of(page: str) -> str:
    """Return what a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def wait_for(done: Callable[[], bool]) -> None:
    """Wait until something is so; the limit is only there for what never comes."""
    until = time.monotonic() + LONGEST_S
    while not done():
        assert time.monotonic() < until
        time.sleep(0.005)


def jobs_of(visitor: Visitor) -> Jobs:
    """Return the jobs of the page that a visitor sees."""
    jobs: Jobs = visitor.client.app.app.state.jobs  # type: ignore[attr-defined] - the page stands in the guard, and the guard in the client
    return jobs


@dataclass
class Brake:
    """Holds up the playing of replications from a number on, until it is let go."""

    play: Callable[..., float]
    beyond: int = 0
    opened: threading.Event = field(default_factory=threading.Event)
    gone: bool = False

    def __call__(self, begun: tasks.Begun, number: int, block: range) -> float:
        if block.start >= self.beyond and not self.opened.is_set():
            assert self.opened.wait(LONGEST_S)
            if self.gone:
                return 0.0
        return self.play(begun, number, block)

    def open(self) -> None:
        """Let go."""
        self.opened.set()

    def end_workers(self) -> None:
        """Let go, but whoever has waited plays nothing more: as where the page has ended, and its workers with it."""
        self.gone = True
        self.opened.set()


@pytest.fixture
def brake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Brake]:
    """Hold up all playing; set ``beyond`` to let the first replications through."""
    found = Brake(tasks.play)
    monkeypatch.setattr(tasks, "play", found)
    yield found
    found.end_workers()
