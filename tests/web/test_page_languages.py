"""The page speaks English, Dutch and German, completely, to each visitor his own."""

import ast
import re
from pathlib import Path

import pytest
from tests.unit.report.test_language import fields_of, said_in
from tests.web.conftest import Visitor, words_of

import channelmix.web
from channelmix.report.language import language_called
from channelmix.web.glossary import TERMS
from channelmix.web.speech import page_language
from channelmix.web.tasks import OUR_FAULT

HOME = Path(channelmix.web.__file__).parent
IN_TEMPLATES = re.compile(r'say\("([^"]+)"')
OTHERS = ("nl", "de")


def said() -> set[str]:
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in HOME.glob("*.py")]
    templates = [path.read_text(encoding="utf-8") for path in (HOME / "templates").glob("*.html")]
    found = {text for tree in trees for text in said_in(tree)}
    found |= {text for template in templates for text in IN_TEMPLATES.findall(template)}
    return found | set(TERMS) | set(TERMS.values()) | {OUR_FAULT}


@pytest.mark.parametrize("code", OTHERS)
def test_everything_that_the_page_says_is_translated_and_nothing_else(code: str) -> None:
    assert said() - set(page_language(code).words) == set()
    own = set(page_language(code).words) - set(language_called(code).words)
    assert own - said() == set()


@pytest.mark.parametrize("code", OTHERS)
def test_translations_of_the_page_have_the_same_gaps_to_fill(code: str) -> None:
    words = page_language(code).words
    assert {text: told for text, told in words.items() if fields_of(text) != fields_of(told)} == {}


def test_templates_say_nothing_by_themselves() -> None:
    for path in (HOME / "templates").glob("*.html"):
        text = re.sub(r"\{[{%].*?[%}]\}|<[^>]*>|&\w+;", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        words = set(re.findall(r"[A-Za-z]{2,}", text)) - {"channelmix", "new", "today", "toml"}
        assert words == set(), path.name


def test_the_address_chooses_the_language_the_page_remembers_it_and_a_browser_may_prefer_one(visitor: Visitor) -> None:
    assert "Which plans" in visitor.get("/").text
    preferred = visitor.client.get("/", headers={"accept-language": "de-AT,de;q=0.9,en;q=0.8"})
    assert '<html lang="de">' in preferred.text
    assert "Welke plannen" in visitor.get("/", language="nl").text
    assert "Begrippen" in visitor.get("/glossary").text
    assert "Which plans" in visitor.get("/", language="en").text
    assert '<html lang="en">' in visitor.get("/", language="../x").text


def test_two_visitors_read_the_same_run_each_in_his_language(visitor: Visitor) -> None:
    visitor.get("/", language="nl")
    address = visitor.asked("small.toml", "larger.toml")
    text = words_of(visitor.ended(address))
    assert "Vergeleken met 1 Small" in text
    assert "servicelevel" in text
    assert "Gegenüber 1 Small" in words_of(visitor.get(address, language="de").text)
    assert 'lang="de"' in visitor.get(f"{address}/report.html").text


@pytest.mark.parametrize("code", ["en", "nl", "de"])
def test_an_answer_sends_nobody_to_files_or_commands(visitor: Visitor, code: str) -> None:
    names = {"nl": "Wijzigen en opnieuw doorrekenen", "de": "Ändern und neu rechnen"}
    visitor.get("/", language=code)
    page = visitor.ended(visitor.asked("small.toml", "larger.toml"))
    answer = words_of(page[page.index('<div id="answer">') : page.index('<code class="command">')])
    assert "channelmix staff" not in answer
    assert names.get(code, "Change and run again") in answer


def test_the_report_that_is_taken_along_speaks_of_no_button(visitor: Visitor) -> None:
    address = visitor.asked("small.toml", "larger.toml")
    visitor.ended(address)
    report = words_of(visitor.get(f"{address}/report.html", language="en").text)
    assert "Change and run again" not in report
    assert "channelmix staff" in report
