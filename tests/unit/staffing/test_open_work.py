"""What waits when a period ends is told where it is much, with whether its promise allows it."""

import pytest

from channelmix.report.cautions import told_caution
from channelmix.report.language import speaking
from channelmix.staffing import staff
from channelmix.staffing.open_work import open_at_end

CHANGES = ("period.days=7", "channels.email.handling='7 min'")


def figures(waiting, contacts=700.0):
    return {name: {"backlog_end": {"mean": waiting if name == "email" else 0.0}, "offered": {"mean": contacts}}
            for name in ("phone", "email")}  # fmt: skip


def email(kept):
    return [{"of": "phone", "cells": 5, "kept": 5}, {"of": "email", "cells": 7, "kept": kept}]


def test_much_open_work_is_told_with_what_it_is_of_a_day_and_whether_its_promise_is_kept(loaded_of, phone_and_email):
    scenario = loaded_of(phone_and_email, *CHANGES).scenario
    (told,) = open_at_end(scenario, figures(90.0), email(kept=7))
    assert told == (
        "90 of email still wait when Sun 10 Mar ends, 90 % of what comes in a day and 10 h of work: the day after "
        "begins with them, and what is promised of them is kept"
    )
    (short,) = open_at_end(scenario, figures(90.0), email(kept=6))
    assert told.startswith(short)
    assert short.endswith("begins with them")
    for code, words in (
        ("nl", "Aan het eind van zo 10 mrt wachten er nog 90 van email"),
        ("de", "Am Ende von So 10. März"),
    ):
        with speaking(code):
            assert told_caution(told).startswith(words)


@pytest.mark.parametrize("waiting", [0.0, 8.0, 24.0])
def test_what_is_little_of_a_day_or_soon_done_is_not_told(loaded_of, phone_and_email, waiting):
    scenario = loaded_of(phone_and_email, *CHANGES).scenario
    assert list(open_at_end(scenario, figures(waiting), email(kept=7))) == []
    assert list(open_at_end(scenario, figures(min(waiting, 8.0), contacts=7.0), email(kept=7))) == []


@pytest.mark.parametrize(("handling", "hours"), [("'7 min'", "32"), ("{mean='7 min',per='conversation'}", "10")])
def test_conversations_that_wait_are_held_against_those_of_a_day_and_told_with_their_whole_work(
    loaded_of, phone_and_email, handling, hours
):
    turns = ("channels.email.kind=messaging", "channels.email.turns=3", "channels.email.reply_delay='4 min'",
             "groups.back.concurrency={email=2}", f"channels.email.handling={handling}")  # fmt: skip
    scenario = loaded_of(phone_and_email, *CHANGES, *turns).scenario
    (told,) = open_at_end(scenario, figures(90.0), email(kept=7))
    (short,) = open_at_end(scenario, figures(90.0), email(kept=6))
    assert told == f"{short}, and what is promised of them is kept"
    assert short == (
        "90 conversations of email still wait for an answer when Sun 10 Mar ends, 90 % of those that begin in a day "
        f"and {hours} h of work with all answers to come: the day after begins with them"
    )
    assert list(open_at_end(scenario, figures(24.0), email(kept=7))) == []
    for code in ("nl", "de"):
        with speaking(code) as spoken:
            assert "90 " in told_caution(told)
            assert "conversations" not in told_caution(told) + told_caution(short)
        assert spoken.missing == set()


def test_a_plan_tells_what_the_weekend_leaves(loaded_of, phone_and_email):
    found = staff(loaded_of(phone_and_email, *CHANGES, "channels.email.target={share=0.9,within='3 days'}",
                            "channels.email.max_backlog=false", "run.replications=2"))  # fmt: skip
    assert any("of email still wait when Sun 10 Mar ends" in caution for caution in found.summary["cautions"])
