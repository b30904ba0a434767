"""``[[sweep]]`` in a file: what it means, and that ``check`` refuses what ``sweep`` would."""

from pathlib import Path

import pytest

from channelmix.errors import ScenarioError
from channelmix.scenario import load
from channelmix.scenario.varied import misfits
from channelmix.sweep import Strategies

SCENARIO = """
schema = 1

[period]
start = 2027-03-01
days = 1

[channels.phone]
kind = "voice"
hours = {{ mon-sun = "09:00-12:00" }}
arrivals = {{ per_day = 60 }}
handling = "5 min"

[groups.{group}]
handles = ["phone"]
agents = 3
"""
TABLE = '[[sweep]]\nkey = "{key}"\n{values}\n'


@pytest.fixture
def written(tmp_path: Path):
    """Return the path of a small scenario with a ``[[sweep]]`` table for each (key, values)."""

    def write(*tables: tuple[str, str], group: str = "desk") -> str:
        path = tmp_path / f"{group}.toml"
        varied = "".join(TABLE.format(key=key, values=values) for key, values in tables)
        path.write_text(SCENARIO.format(group=group) + varied, encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize(
    ("key", "values", "place", "message"),
    [
        ("groups.desk.shrinkag", "values = [0.2, 0.3]", "key", "did you mean 'shrinkage'?"),
        ("channels.phone.handling", 'values = ["6 min", "-3 min"]', "values[2]", 'to 3660 days (got "-3 min")'),
        ("groups.desk.shrinkage", "low = 0.2\nhigh = 1.5\nsteps = 3", "high", "must be at most 1 (got 1.5)"),
        ("channels[*].lines", "values = [1]", "key", "is no list of tables"),
        ("run.replications", "values = [2, 4]", "key", "is the same at every point of a sweep; set it for all"),
        ("money.currency", 'values = ["USD"]', "key", "is the same at every point of a sweep"),
        ("sweep[1].low", "values = [2, 4]", "key", "changes nothing that is played (got sweep[1].low)"),
        ("events[1].lasts", 'values = ["1 h"]', "key", "names item 1 of a list of 0"),
    ],
)
def test_a_setting_that_does_not_exist_or_a_value_that_does_not_fit_is_told_at_its_place(
    written, key, values, place, message
) -> None:
    path = written(("groups.desk.agents", "values = [2, 3]"), (key, values))
    (mistake,) = misfits(path, load(path))
    assert mistake.text.startswith(f"sweep[2].{place} ")
    assert message in mistake.text
    line = Path(path).read_text(encoding="utf-8").splitlines()[mistake.line - 1]
    assert line.startswith(place.partition("[")[0])
    with pytest.raises(ScenarioError) as refused:
        Strategies([path]).axes([])
    assert refused.value.mistakes == (mistake,)


def test_what_fits_has_no_mistakes(written) -> None:
    path = written(
        ("groups.desk.shrinkage", "low = 0.2\nhigh = 0.4\nsteps = 3"),
        ("period.start", "values = [2027-03-01, 2027-06-07]"), ("events[*].lasts", 'values = ["1 h"]'),
    )  # fmt: skip
    assert misfits(path, load(path)) == []
    assert Strategies([path]).axes([])[1].values == ("2027-03-01", "2027-06-07")


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("low = 0.4\nhigh = 0.2\nsteps = 3", r"sweep\[1\].high must be more than low, which is 0.4 \(got 0.2\)"),
        ("low = 2\nhigh = 2\nsteps = 3", r"must be more than low, which is 2 \(got 2\)"),
        ("values = []", r"sweep\[1\].values must name at least one value \(got \[\]\)"),
        ("low = 2", "must have either values, or low, high and steps"),
        ("low = 2\nvalues = [2, 3]", "must have either values, or low, high and steps"),
    ],
)
def test_a_grid_that_goes_nowhere_is_refused_when_the_file_is_read(written, values, message) -> None:
    with pytest.raises(ScenarioError, match=message):
        load(written(("groups.desk.agents", values)))


def test_one_setting_varied_twice_is_told(written) -> None:
    path = written(("groups.desk.agents", "values = [2]"), ("groups.desk.agents", "values = [3]"))
    (mistake,) = misfits(path, load(path))
    assert mistake.text == "sweep[2].key must be given once (got groups.desk.agents again)"


def test_a_value_that_only_another_strategy_refuses_is_told_before_anything_is_played(written) -> None:
    first, other = written(), written(group="back")
    with pytest.raises(ScenarioError, match="desk") as refused:
        Strategies([first, other]).axes(["groups.desk.speed.phone=0.5,1"])
    assert refused.value.path == other
