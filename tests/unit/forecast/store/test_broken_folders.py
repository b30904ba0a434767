"""A stored forecast that somebody has edited or that was cut short: told by its file and key, never a traceback."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from channelmix.errors import DataError
from channelmix.forecast.fitting.view import view_of
from channelmix.scenario.cards import RULES, problems_of
from channelmix.scenario.stored import StoredForecast, read_card


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('version = "two"', "version must be a whole number, 1 or more (got 'two')"),
        ('channels = "phone"', "channels must be a list of texts (got 'phone')"),
        ("notes = [3]", "notes must be a list of texts (got [3])"),
        ("draws = nan", "draws must be a whole number, 0 or more (got nan)"),
        ("[history]\nlast = 5", "history.last must be a date (got 5)"),
        ("validation = 7", "validation must be a table (got 7)"),
        ("[validation]\ngate_wape = 0.1", "validation must have gate_persistence_wape, gate_origins, gate_days_ahead"),
        ("[validation.gate_channels]\nphone = 0.1", "validation.gate_channels must be a table of two numbers for each"),
    ],
)  # fmt: skip
def test_a_wrong_entry_of_a_card_is_told_by_its_key(tmp_path, line: str, message: str) -> None:
    whole = 'schema = 1\nname = "service"\nversion = 1\nmade = 2026-11-29T03:00:00\n'
    kept = "".join(each for each in whole.splitlines(keepends=True) if each.split(" ")[0] != line.split(" ")[0])
    (tmp_path / "card.toml").write_text(kept + line, encoding="utf-8")
    with pytest.raises(DataError) as error:
        read_card(tmp_path)
    assert message in str(error.value)
    assert "card.toml" in str(error.value)


def test_cards_as_they_are_written_have_no_problem(stored, stored_curve) -> None:
    for folder in (stored(), stored_curve()):
        assert list(problems_of(read_card(folder))) == []
    assert all(list(problems_of(_with(path))) for path in RULES)


def _with(path: tuple[str, ...]) -> dict[str, object]:
    """Return a card with an entry that is of no kind that any rule takes."""
    return {path[0]: object() if len(path) == 1 else {path[1]: object()}}


@pytest.mark.parametrize("text", ["", "[]", "3", '{"series": {"phone": {"all": []}}}', '{"series": {}, "shares": [1]}'])
def test_a_broken_backtest_says_how_to_make_it_again(stored, text: str) -> None:
    folder = stored()
    (folder / "backtest.json").write_text(text, encoding="utf-8")
    with pytest.raises(
        DataError, match=r"backtest.json cannot be read .* 'channelmix forecast backtest' makes it again"
    ):
        view_of(StoredForecast("service", folder, read_card(folder)))


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("draw", ["x"], "draw must be a whole number in each row (got string)"),
        ("draw", [float("nan")], "draw must be a whole number in each row (got double)"),
        ("date", ["soon"], "date must be a date in each row (got string)"),
        ("channel", [None], "channel must be a text in each row (got null)"),
        ("contacts", [None, 2.0], "contacts must have a number in each row (got 28 without); fit"),
        ("contacts", [-1.0], "draws must hold contacts of 0 or more everywhere"),
        ("handling_s", [float("inf")], "draws must hold handling times of 0 or more, or none"),
    ],
)  # fmt: skip
def test_a_column_of_something_else_is_told_by_its_name(stored, column: str, values: list, message: str) -> None:
    folder = stored()
    path = folder / "draws.parquet"
    table = pq.read_table(path)
    filled = pa.array(values * (table.num_rows // len(values)))
    pq.write_table(table.set_column(table.column_names.index(column), column, filled), path)
    with pytest.raises(DataError) as error:
        view_of(StoredForecast("service", folder, read_card(folder)))
    assert message in str(error.value)


def test_a_score_that_is_none_is_told_with_its_place_and_value(stored) -> None:
    folder = stored()
    row = '{"method": "channelmix", "wape": "x", "coverage_80": 0.8}'
    (folder / "backtest.json").write_text(
        f'{{"series": {{"phone": {{"all": [{row}]}}}}, "shares": []}}', encoding="utf-8"
    )
    with pytest.raises(DataError, match=r"series.phone.all\[1\].wape must be a number \(got 'x'\)"):
        view_of(StoredForecast("service", folder, read_card(folder)))
