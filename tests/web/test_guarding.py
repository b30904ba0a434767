"""Strangers, foreign pages, odd requests and evil files get nothing, and learn nothing."""

import random
import re
import string
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import HERE, Visitor

from channelmix.cli import execute
from channelmix.web.guards import Guard, _let_in, is_loopback

TELLTALE = re.compile(r"Traceback|File \"|\.py\b|site-packages|SECRET|root:")


def test_a_name_that_somebody_else_points_here_is_refused(visitor: Visitor) -> None:
    for host in ("evil.example", "localhost.evil.example", "evil@localhost", "", "127.0.0.1.nip.io", "localhost:x"):
        assert visitor.client.get("/", headers={"host": host}).status_code == 421, host


def test_a_form_counts_only_if_it_comes_from_this_page(visitor: Visitor) -> None:
    for origin in ("http://evil.example", "null", "ftp://localhost", "http://localhost:1", "localhost", ""):
        answer = visitor.client.post("/runs", data={"plan": "small.toml"}, headers={"origin": origin})
        assert answer.status_code == 403, origin
    assert visitor.client.post("/runs", data={"plan": "small.toml"}).status_code == 403


def test_files_and_long_forms_are_not_taken(visitor: Visitor, workspace: Path) -> None:
    origin = {"origin": HERE}
    upload = visitor.client.post("/runs", files={"plan": b"x"}, headers=origin)
    assert upload.status_code == 415
    long = visitor.client.post("/runs", data={"plan": "x" * 100_000}, headers=origin)
    assert long.status_code == 413
    endless = visitor.client.post("/runs", content=iter([b"plan=x"]),
                                  headers={**origin, "content-type": "application/x-www-form-urlencoded"})  # fmt: skip
    assert endless.status_code == 413
    assert visitor.get("/plans", plan="x" * 9_000).status_code == 414
    assert not (workspace / "runs").exists()


def test_other_methods_are_refused(visitor: Visitor) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        assert visitor.client.request(method, "/runs").status_code == 405


def test_beyond_this_machine_only_who_has_the_token_is_let_in(page: Callable[..., Guard]) -> None:
    with TestClient(page(token="right"), base_url=HERE) as client:
        for address in ("/", "/?token=wrong", "/static/page.css", "/runs/x/report.html", "/?token=", "/?token=riGht"):
            assert client.get(address).status_code == 401, address
        assert client.post("/runs", data={}, headers={"origin": HERE}).status_code == 401
        let_in = client.get("/glossary?token=right&a=b", follow_redirects=False)
        assert let_in.headers["location"] == "/glossary?a=b"
        assert "HttpOnly" in let_in.headers["set-cookie"]
        assert client.get("/").status_code == 200
    for path in ("//evil.example/", "/\\evil.example/", "\\/evil.example"):
        assert _let_in(path, [], "right").headers["location"].startswith("/evil.example")


def test_a_server_that_speaks_https_may_stand_in_front(page: Callable[..., Guard]) -> None:
    with TestClient(page(hosts=["plans.example"]), base_url="http://plans.example") as client:
        assert client.get("/").status_code == 200
        answer = client.post("/runs", data={"plan": "no"}, headers={"origin": "https://plans.example"})
        assert answer.status_code == 422


def test_only_this_machine_is_listened_to_without_being_asked(capfdbinary) -> None:
    assert is_loopback("127.0.0.1")
    assert not is_loopback("0.0.0.0")
    assert execute(["serve", "--help"]) == 0
    assert b"127.0.0.1" in capfdbinary.readouterr().out


def test_an_address_that_cannot_be_listened_on_is_told_in_one_line(capfdbinary) -> None:
    assert execute(["serve", "--host", "203.0.113.7", "--port", "0"]) == 2
    told = capfdbinary.readouterr().err.decode()
    assert "--host 203.0.113.7" in told
    assert told.count("\n") == 1


def test_every_answer_forbids_what_is_not_of_this_page(visitor: Visitor) -> None:
    for address in ("/", "/nowhere", "/static/page.css", "/glossary"):
        headers = visitor.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_pages_hold_no_inline_script_or_style_and_name_no_other_host(visitor: Visitor) -> None:
    address = visitor.asked("small.toml", "messenger.toml")
    pages = [visitor.get("/").text, visitor.get("/plans", plan="messenger.toml").text, visitor.ended(address)]
    for text in pages:
        assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|javascript:|\sstyle=", text)
        assert not re.search(r"(?:src|href|action)=[\"'](?!/|#)", text)


@pytest.mark.parametrize(
    "name",
    ["../secret.toml", "/etc/passwd", "..%2fsecret.toml", "link.toml", "sub/../../secret.toml", "small.toml\0", "~root",
     "preset:phone_nl", "webshop_nl/../../secret", "C:\\secret.toml", "linked/secret.toml"],
)  # fmt: skip
def test_no_plan_outside_of_the_folder_can_be_named(visitor: Visitor, workspace: Path, name: str) -> None:
    (workspace / "link.toml").symlink_to(workspace.parent / "secret.toml")
    (workspace / "linked").symlink_to(workspace.parent)
    answer = visitor.get("/plans", plan=name)
    assert answer.status_code == 422
    assert not TELLTALE.search(answer.text)
    assert not re.search(r'value="link|SECRET', visitor.get("/").text)


@pytest.mark.parametrize(
    "text",
    ['base = "../secret.toml"', 'base = "{outside}"', 'base = "link.toml"', 'base = "preset:../../../secret"',
     'base = "small.toml"\n[groups.front_office]\nagents = {{ file = "{outside}" }}',
     'base = "small.toml"\n[groups.front_office]\nagents = {{ file = "link.toml" }}',
     'base = "small.toml"\n[channels.phone]\narrivals = {{ contacts = "../secret.csv" }}',
     'base = "small.toml"\n[channels.phone]\nhandling = {{ distribution = "empirical", file = "../secret.csv" }}',
     'base = "small.toml"\n[channels.phone]\narrivals = {{ forecast = "../outside" }}',
     'base = "small.toml"\n[channels.phone]\narrivals = {{ forecast = "linked" }}'],
)  # fmt: skip
def test_no_plan_leads_to_a_file_outside_of_the_folder(visitor: Visitor, workspace: Path, text: str) -> None:
    outside = workspace.parent / "secret.toml"
    (workspace.parent / "secret.csv").write_text("at,handling\nSECRET,SECRET\n")
    (workspace.parent / "outside").mkdir()
    (workspace.parent / "outside" / "card.toml").write_text('name = "SECRET"')
    (workspace / "link.toml").symlink_to(outside)
    (workspace / "forecasts").mkdir()
    (workspace / "forecasts" / "linked").symlink_to(workspace.parent / "outside")
    (workspace / "evil.toml").write_text(f"schema = 1\n{text.format(outside=outside)}\n")
    answer = visitor.get("/plans", plan="evil.toml")
    assert answer.status_code == 422
    assert not TELLTALE.search(answer.text)
    assert "outside of the folder" in answer.text or "no forecast is stored" in answer.text or "preset" in answer.text


def test_the_same_plans_are_read_where_nobody_restricts_it(workspace: Path) -> None:
    """Without this, the tests above could pass since nothing is ever read."""
    from channelmix.scenario import load

    (workspace / "beside").mkdir()
    (workspace / "beside" / "plan.toml").write_text('schema = 1\nbase = "../small.toml"\n')
    assert load(workspace / "beside" / "plan.toml").scenario.channels["phone"].kind == "voice"


def test_no_run_outside_of_the_folder_can_be_named(visitor: Visitor, workspace: Path) -> None:
    (workspace / "runs").mkdir()
    (workspace / "runs" / "linked").symlink_to(workspace.parent)
    for name in ("..%2e", "linked", "x%2f..%2f..", ".page-x", "..%2f..%2fetc%2fpasswd", "a" * 300, "%00"):
        for file in ("", "/report.html", "/results.xlsx", "/news"):
            answer = visitor.get(f"/runs/{name}{file}")
            assert answer.status_code in (404, 422), (name, file)
            assert not TELLTALE.search(answer.text)


def test_runs_are_not_written_where_a_link_leads_them(visitor: Visitor, workspace: Path) -> None:
    outside = workspace.parent / "elsewhere"
    outside.mkdir()
    (workspace / "runs").symlink_to(outside)
    answer = visitor.post("/runs", plan="small.toml", replications="6")
    assert answer.status_code == 422
    assert "inside of this one" in answer.text
    assert list(outside.iterdir()) == []


def test_names_from_files_cannot_steer_the_page(visitor: Visitor, workspace: Path) -> None:
    text = (workspace / "small.toml").read_text().replace("front_office", '"<b onclick>"')
    text = text.replace("Small", "<script>alert(1)</script>").replace("channels.phone", "channels.'<img src=x>'")
    text = text.replace('"phone"', '"<img src=x>"').partition("[sources]")[0].replace("</script>", "<\\u002fscript>")
    (workspace / "nasty.toml").write_text(text)
    address = visitor.asked("nasty.toml", **{'1:groups."<b onclick>".agents': "1"})
    for page in (visitor.get("/").text, visitor.get("/plans", plan="nasty.toml").text, visitor.ended(address)):
        assert not re.search(r"<script>|<img|<b onclick", page)
        assert "&lt;script&gt;" in page or "&lt;img" in page
    assert not re.search(r"<script>|<img|<b onclick", visitor.get(f"{address}/report.html").text)


def test_a_fault_of_ours_is_told_without_traceback_and_path(visitor: Visitor, workspace: Path, monkeypatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError(f"at {workspace}")

    monkeypatch.setattr("channelmix.web.workspace.Workspace.own", fail)
    with TestClient(visitor.client.app, base_url=HERE, raise_server_exceptions=False) as client:
        answer = client.get("/")
    assert answer.status_code == 500
    assert not TELLTALE.search(answer.text)
    assert str(workspace) not in answer.text


def odd_request(chance: random.Random) -> tuple[str, str, dict[str, str], str | None]:
    """Return the method, address, headers and form of a request that means nothing good."""
    signs = string.printable + "äß€\u202e%%%&&==//..\\\\"
    word = "".join(chance.choices(signs, k=chance.randint(0, 60)))
    place = chance.choice(["/", "/plans", "/runs", "/runs/{}", "/runs/{}/news", "/runs/{}/do", "/static/{}", "/{}",
                           "/runs/{}/report.html", "/glossary"])  # fmt: skip
    address = place.format("".join(sign for sign in word if sign.isprintable() and sign not in "?# "))
    names = ["plan", "replications", "1:groups.front_office.agents", "seen", "do", "token", word]
    fields = [(chance.choice(names), chance.choice([word, "small.toml", "-1", "", "9" * 400])) for _ in range(3)]
    form = urlencode(fields, errors="replace") if chance.random() < 0.8 else quote(word)
    headers = {"origin": HERE if chance.random() < 0.8 else "x", "cookie": f"channelmix_visitor={chance.random()}"}
    if chance.random() < 0.5:
        return "GET", f"{address}?{form}", headers, None
    return "POST", address, {**headers, "content-type": "application/x-www-form-urlencoded"}, form


def test_a_thousand_odd_requests_never_give_a_traceback_or_a_path(
    visitor: Visitor, workspace: Path, monkeypatch
) -> None:
    monkeypatch.setattr("channelmix.web.pool.Pool.add", lambda *_: None)
    monkeypatch.setattr("channelmix.web.jobs.MOST_OF_A_VISITOR", 10**6)
    chance, statuses = random.Random(20261128), set()
    for number in range(1_000):
        method, address, headers, form = odd_request(chance)
        answer = visitor.client.request(method, address, headers=headers, content=form, follow_redirects=False)
        statuses.add(answer.status_code)
        assert answer.status_code < 500, (number, method, address, form)
        assert not TELLTALE.search(answer.text), (number, address)
        assert str(workspace) not in answer.text
    assert {200, 403, 404, 422} <= statuses
