"""Limits of the data files beside scenarios."""

import pytest

from channelmix.scenario.document import UnreadableError
from channelmix.scenario.readers import read_volumes


def test_a_number_that_no_contact_center_reaches_is_refused_at_its_cell(tmp_path):
    path = tmp_path / "volumes.csv"
    path.write_text("start,channel,contacts\n2019-03-04 08:00,phone,1e300\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as refused:
        read_volumes(path)
    assert "contacts must be a number of 0 to 10,000,000" in str(refused.value.mistakes[0])
