"""Recipes that analysts have edited: every wrong setting is told by its key, all at once, never as a fault of ours."""

from pathlib import Path

import pytest

from channelmix.errors import DataError
from channelmix.forecast.fitting.recipe import Recipe, read_recipe

WRONG = {
    "engine = 3": "engine must be a text (got 3)",
    "history = 3": "history must be a table (got 3)",
    "[history]\ndecide = 3": "history.decide must be a table of texts (got 3)",
    '[history]\nchannels = ["a"]': "history.channels must be a table of texts",
    '[history]\nredials = "x"': "history.redials must be a number (got 'x')",
    "event = 3": "event must be a list of tables (got 3)",
    '[[event]]\nname = "x"\nfirst = 2026-01-01\nlags = [1]': "event[1].lags must be two whole numbers of days",
    'shock = ["x"]': "shock must be a list of tables",
    'stale_after_days = "x"': "stale_after_days must be a whole number",
    "country = 5": "country must be a text (got 5)",
    'until = "soon"': "until must be a date (got 'soon')",
    "engin = 'ridge'": "did you mean 'engine'",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_setting_is_told_by_its_key(tmp_path: Path, text: str) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as told:
        read_recipe(path)
    assert str(told.value).startswith(f"{path}: ")
    assert WRONG[text] in str(told.value)


def test_all_wrong_settings_are_told_at_once_and_a_good_recipe_is_read(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text('draws = "200"\nseed = 1.5\nengine = 3', encoding="utf-8")
    with pytest.raises(DataError) as told:
        read_recipe(path)
    assert len(str(told.value).splitlines()) == 3
    path.write_text('draws = 100\n[history]\nsource = "a.csv"\nredials = 1\n', encoding="utf-8")
    assert read_recipe(path).changed(redials=None) == Recipe(
        draws=100, history="a.csv", decisions=read_recipe(path).decisions
    )
