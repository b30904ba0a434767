"""The rules of single tables, and what a kind of channel settles."""

from datetime import date, datetime

import pytest

from channelmix.scenario.changes import Break, ChannelShift, Event, Sweep
from channelmix.scenario.channel import Channel
from channelmix.scenario.group import Group
from channelmix.scenario.model import Scenario
from channelmix.scenario.period import Currency, DayFactor, Period, Run
from channelmix.scenario.service import Return, Target, Turns
from channelmix.scenario.units import Duration

START = "start = 2019-03-04\n"
PHONE = 'kind = "voice"\nhandling = "6 min"\n'
CHAT = 'kind = "chat"\nhandling = "6 min"\n'
AGENTS = 'handles = ["phone", "email"]\nagents = 3\n'
SHIFT = 'from = "phone"\nto = "chat"\n'


@pytest.mark.parametrize(
    ("kind", "closed", "measured_to", "released"),
    [
        ("voice", "reject", "start", None),
        ("chat", "reject", "start", None),
        ("messaging", "queue", "reply", Duration(0)),
        ("deferred", "queue", "reply", Duration(0)),
    ],
)
def test_the_kind_settles_what_the_file_leaves_open(kind, closed, measured_to, released):
    channel = Channel.model_validate({"kind": kind, "handling": 60})
    assert (channel.closed_rule, channel.measured_to, channel.released_after) == (closed, measured_to, released)


def test_the_file_overrules_the_kind():
    channel = Channel.model_validate({
        "kind": "messaging", "handling": 60, "when_closed": "email", "inactive_after": "5 min",
        "target": {"share": 0.8, "within": "1 h", "measured_to": "start"},
    })  # fmt: skip
    assert (channel.closed_rule, channel.measured_to) == ("email", "start")
    assert channel.released_after == Duration(5, "min")


def test_a_channel_returns_if_anybody_comes_back():
    nobody = {"kind": "voice", "handling": 60}
    assert not Channel.model_validate(nobody).returns
    assert Channel.model_validate({**nobody, "redial": {"share": 0.1, "after": 60}}).returns
    assert not Channel.model_validate({**nobody, "redial": {"share": 0, "after": 60}}).returns


def test_those_who_come_back_spread_by_weight():
    again = Return.model_validate({"share": 0.2, "after": "1 day", "to": {"phone": 3, "email": 1}})
    assert again.destinations("chat") == (("phone", 0.75), ("email", 0.25))
    assert Return.model_validate({"share": 0.2, "after": 60, "to": "phone"}).destinations("chat") == (("phone", 1.0),)
    assert Return.model_validate({"share": 0.2, "after": 60}).destinations("chat") == (("chat", 1.0),)


def test_one_rank_may_hold_several_channels(toml):
    group = Group.model_validate(toml('handles = ["a", ["b", "c"]]\nagents = 1\nconcurrency = { c = 3 }'))
    assert group.ranks == (("a",), ("b", "c"))
    assert group.channels == ("a", "b", "c")
    assert (group.holds("a"), group.holds("c")) == (1, 3)


def test_a_number_of_turns_is_a_geometric_mean():
    assert Turns.model_validate(3) == Turns(mean=3, distribution="geometric")


def test_a_group_in_a_channels_order_may_be_a_bare_name():
    channel = Channel.model_validate({"kind": "voice", "handling": 60, "groups": ["a", {"group": "b"}]})
    assert [choice.group for choice in channel.groups] == ["a", "b"]


def test_toml_dates_and_times_are_read_as_they_are(toml):
    period = Period.model_validate(toml('start = 2019-03-04\ncountry = "NL"\nclosed_on = ["Koningsdag", 2019-12-25]'))
    assert (period.end, period.closed_on) == (date(2019, 3, 11), ("Koningsdag", date(2019, 12, 25)))
    event = Event.model_validate(toml('at = 2019-03-06T10:00\nlasts = "3 h"\nmultiply = { phone = 2 }'))
    assert event.at == datetime(2019, 3, 6, 10)


def test_models_cannot_be_changed(smallest):
    scenario = Scenario.model_validate(smallest)
    with pytest.raises(ValueError, match="frozen"):
        scenario.run.seed = 2


def test_the_smallest_scenario_has_documented_defaults(smallest):
    scenario = Scenario.model_validate(smallest)
    assert (scenario.period.days, scenario.run.replications, scenario.run.seed) == (7, 100, 1)
    assert (scenario.period.interval, scenario.period.timezone) == (Duration(15, "min"), "UTC")
    assert scenario.channels["phone"].hours is None


@pytest.mark.parametrize(
    ("model", "text", "place", "rule"),
    [
        (Period, START + 'interval = "7 min"', "interval", "must divide a day"),
        (Period, START + 'interval = "0 s"', "interval", "must divide a day"),
        (Period, START + 'interval = "30 s"', "interval", "must be 60 s or more"),
        (Period, START + 'timezone = "Europe/Amsterdm"', "timezone", 'did you mean "Europe/Amsterdam"?'),
        (Period, START + 'timezone = "../../etc/passwd"', "timezone", "must be a time zone"),
        (Period, START + "days = 0", "days", "greater than or equal to 1"),
        (Period, START + "days = 7.0", "days", "valid integer"),
        (Period, START + 'closed_on = "holidays"', "closed_on", 'or "public" (got "holidays")'),
        (Period, START + 'closed_on = ["Koningsdag"]', "closed_on", "must be dates unless country is given"),
        (Period, START + "closed_on = [2019-12-25, 3]", "closed_on.1", "must be a date or the name"),
        (Period, START + 'subdivision = "BY"', "subdivision", "must stand beside a country"),
        (
            Period,
            START + "special_days = [{ date = 2019-12-05 }, { date = 2019-12-05 }]",
            "special_days.1.date",
            "no other",
        ),
        (
            Period,
            START + 'special_days = [{ date = 2019-12-05, hours = "9-17" }]',
            "special_days.0.hours",
            "must be a time",
        ),
        (Period, 'start = "2019-03-04"', "start", "date"),
        (Period, "days = 7", "start", "required"),
        (Period, "start = 9999-12-31", "start", "must be a date from 1970 to 2199 (got 9999-12-31)"),
        (Run, "replications = 0", "replications", "greater than or equal to 1"),
        (Run, "seed = -1", "seed", "greater than or equal to 0"),
        (Currency, 'currency = "Euro"', "currency", "pattern"),
        (DayFactor, "cv = inf", "cv", "finite"),
        (DayFactor, "shared = 1.5", "shared", "less than or equal to 1"),
        (Channel, 'handling = "6 min"', "kind", "required"),
        (Channel, 'kind = "voice"', "handling", "required"),
        (Channel, PHONE + "turns = 3", "turns", "must be absent in a channel of kind voice (got"),
        (
            Channel,
            PHONE + 'inactive_after = "5 min"',
            "inactive_after",
            "must be absent in a channel of kind voice (got 5 min)",
        ),
        (Channel, CHAT + "turns = 3", "", "must have reply_delay"),
        (Channel, PHONE + "lines = 0", "lines", "greater than or equal to 1"),
        (Channel, PHONE + "arrivals = {}", "arrivals", "must have exactly one of per_day"),
        (Channel, PHONE + "arrivals = { per_day = 3, per_hour = 2 }", "arrivals", "(got per_day, per_hour)"),
        (
            Channel,
            PHONE + 'arrivals = { per_hour = 2, profile = "x" }',
            "arrivals.profile",
            "must stand beside per_day",
        ),
        (
            Channel,
            PHONE + "arrivals = { per_day = { mon = -5 } }",
            "arrivals.per_day.mon",
            "must be a number of 0 or more",
        ),
        (Channel, PHONE + "redial = { share = 1.1, after = 60 }", "redial.share", "less than or equal to 1"),
        (Channel, PHONE + "redial = { share = 0.1, after = 60, to = 3 }", "redial.to", "must be a channel"),
        (
            Channel,
            PHONE + "redial = { share = 0.1, after = 60, to = { a = 0 } }",
            "redial.to",
            "must have a weight above 0",
        ),
        (
            Channel,
            PHONE + "redial = { share = 0.1, after = 60, to = { a = -1 } }",
            "redial.to.a",
            "must be 0 or more (got -1",
        ),
        (Channel, PHONE + "bot = { containment = -0.1 }", "bot.containment", "greater than or equal to 0"),
        (Channel, PHONE + "cost_per_contact = -1", "cost_per_contact", "must be a number of 0 or more"),
        (Channel, PHONE + 'handeling = "6 min"', "handeling", "not permitted"),
        (Target, 'share = 0\nwithin = "20 s"', "share", "greater than 0"),
        (Target, 'share = 0.8\nwithin = "2 working days"', "within", "must be in s, min, h or days"),
        (Turns, 'mean = 2.5\ndistribution = "fixed"', "mean", "must be a whole number"),
        (Group, "handles = []\nagents = 1", "handles", "must be a list of channels"),
        (Group, 'handles = ["a", "a"]\nagents = 1', "handles.1", 'must name each channel once (got "a" again)'),
        (Group, 'handles = ["a", 3]\nagents = 1', "handles.1", "must be a channel"),
        (Group, AGENTS + "concurrency = { chat = 3 }", "concurrency.chat", "must be a channel that the group handles"),
        (Group, AGENTS + "concurrency = { phone = 0 }", "concurrency.phone", "greater than or equal to 1"),
        (Group, AGENTS + "slowdown = [0.9]", "slowdown.0", "greater than or equal to 1"),
        (Group, AGENTS + "slowdown = []", "slowdown", "at least 1"),
        (Group, AGENTS + "speed = { phone = 0 }", "speed.phone", "greater than 0"),
        (Group, AGENTS + "shrinkage = 1.0", "shrinkage", "less than 1"),
        (ChannelShift, SHIFT + "share = -0.1", "share", "greater than or equal to 0"),
        (ChannelShift, 'from = "phone"\nto = "phone"\nshare = 0.1', "to", "must be another channel"),
        (Event, "at = 2019-03-06T10:00Z\nlasts = 60\nmultiply = { a = 2 }", "at", "must be a local time"),
        (Event, "at = 2019-03-06\nlasts = 60\nmultiply = { a = 2 }", "at", "datetime"),
        (Event, "at = 2019-03-06T10:00\nlasts = 0\nmultiply = { a = 2 }", "lasts", "must be longer than 0 s"),
        (Event, "at = 2019-03-06T10:00\nlasts = 60\nmultiply = {}", "multiply", "at least 1"),
        (
            Break,
            'length = "1 h"\nbetween = [12:00, "12:30"]',
            "between",
            "must leave room for 1 h (got 12:00 to 12:30)",
        ),
        (Sweep, 'key = "run.seed"', "", "must have either values, or low, high and steps"),
    ],
)
def test_a_broken_rule_is_told_where_it_stands(broken_rules, model, text, place, rule):
    rules = broken_rules(model, text)
    assert rule in rules[place]


@pytest.mark.parametrize("name", ["reject", "queue", "leave", "a/b", "a+b", " a", "", "a\nb", "x" * 61])
def test_names_that_mean_something_else_are_refused(broken_rules, smallest, name):
    smallest["channels"] = {name: smallest["channels"]["phone"]}
    (rule,) = broken_rules(Scenario, smallest).values()
    assert rule.startswith("must be ")


@pytest.mark.parametrize("name", ["phone", "WhatsApp Business", "telefoon-nl", "Bürgertelefon", "<script>", "=cmd"])
def test_other_names_are_free(smallest, name):
    smallest["channels"] = {name: smallest["channels"]["phone"]}
    assert name in Scenario.model_validate(smallest).channels


def test_another_version_of_the_format_is_refused(broken_rules, smallest):
    assert broken_rules(Scenario, {**smallest, "schema": 2})["schema"].startswith("must be 1")


def test_all_broken_rules_of_a_scenario_are_told_at_once(broken_rules, smallest):
    smallest["period"]["dayz"] = 3
    smallest["channels"]["phone"]["handling"] = "soon"
    smallest["groups"]["front_office"]["agents"] = {"8h": 3}
    places = list(broken_rules(Scenario, smallest))
    assert places == ["period.dayz", "channels.phone.handling", "groups.front_office.agents.8h"]
