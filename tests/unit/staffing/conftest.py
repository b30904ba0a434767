"""Small operations to staff, as files, so that all of loading is in them."""

import pytest

from channelmix.scenario import load
from channelmix.staffing.problem import problem_of

PHONE = """\
schema = 1
name = "desk"
[period]
start = 2024-03-04
days = 1
interval = "1 h"
[run]
replications = 6
[channels.phone]
kind = "voice"
hours = { mon-fri = "09:00-11:00" }
arrivals = { per_hour = 40 }
handling = { mean = "3 min", distribution = "exponential" }
patience = "3 min"
target = { share = 0.80, within = "20 s" }
[groups.desk]
handles = ["phone"]
agents = 3
shrinkage = 0.25
cost_per_hour = 30
"""
EMAIL = """
[channels.email]
kind = "deferred"
arrivals = { per_day = 20 }
handling = "6 min"
target = { share = 0.90, within = "1 day" }
max_backlog = 12
[groups.back]
handles = ["email"]
agents = { mon-fri = { "09:00" = 2, "17:00" = 0 } }
"""


@pytest.fixture
def loaded_of(tmp_path):
    """Load a scenario from text, with settings changed."""

    def build(text=PHONE, *changes):
        path = tmp_path / "desk.toml"
        path.write_text(text)
        return load(path, changes)

    return build


@pytest.fixture
def problem(loaded_of):
    return lambda text=PHONE, *changes: problem_of(loaded_of(text, *changes), seed=1)


@pytest.fixture
def phone():
    return PHONE


@pytest.fixture
def phone_and_email():
    return PHONE + EMAIL


@pytest.fixture
def half_hours(phone):
    return phone.replace('interval = "1 h"', 'interval = "30 min"')
