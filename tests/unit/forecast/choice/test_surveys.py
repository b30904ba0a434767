"""Survey tables as people keep them: each mistake at its row and column, each repair said, nothing guessed."""

from datetime import date

import pandas as pd
import pytest

from channelmix.errors import DataError
from channelmix.forecast.choice import adoption, surveys

TODAY = date(2026, 1, 1)
HEADING = "date,channel,share,n,kind,question,source"
GOOD = [
    "2015,whatsapp,7 %,1000,use,contact in the past year,Kantar",
    "2016,whatsapp,0.13,,use,contact in the past year,Kantar",
]


@pytest.fixture
def written(tmp_path):
    def write(*lines, heading=HEADING, encoding="utf-8"):
        path = tmp_path / "surveys.csv"
        path.write_text("\n".join([heading, *lines]) + "\n", encoding=encoding)
        return path

    return write


def row(**changes):
    cells = {"date": "2016", "channel": "whatsapp", "share": "13 %", "n": "1000", "kind": "use",
             "question": "contact in the past year", "source": "Kantar", **changes}  # fmt: skip
    return ",".join(f'"{cell}"' for cell in cells.values())


BROKEN = {
    "share of 130 %": (row(share="130 %"), ":2:3: share must be at most 100 % (got 130 %)"),
    "share of 1.3": (row(share="1.3"), ":2:3: share must be 0 to 1 or carry its % (got 1.3); write 1.3 % or 0.013"),
    "share without per cent": (row(share="13"), "(got 13); write 13 % or 0.13"),
    "negative share": (row(share="-0.1"), ":2:3: share must be 0 or more (got -0.1)"),
    "share in words": (row(share="a tenth"), ':2:3: share must be a number (got "a tenth"), such as 13 % or 0.13'),
    "decimal comma": (row(share="0,13"), '(got "0,13"); write 0.13'),
    "no share": (row(share=""), ":2:3: share must be given (got none)"),
    "infinite share": (row(share="inf"), ":2:3: share must be a finite number (got inf)"),
    "n of zero": (row(n="0"), ":2:4: n must be a whole number of people, 1 or more (got 0)"),
    "negative n": (row(n="-5"), "1 or more (got -5)"),
    "half a person": (row(n="1000.5"), "must be a whole number of people, 1 or more (got 1000.5)"),
    "n in words": (row(n="many"), ':2:4: n must be a number (got "many")'),
    "n with a separator": (row(n="1,012"), "without separators (got 1,012); write 1012"),
    "population for n": (row(n="17000000"), "not the population"),
    "future date": (row(date="2031"), ":2:1: date must not lie in the future (got 2031, today is 2026-01-01)"),
    "impossible date": (row(date="2016-02-30"), ":2:1: date must be such as 2016, 2016-Q4"),
    "no date": (row(date=""), "(got none)"),
    "date in words": (row(date="last year"), '(got "last year")'),
    "digit lost from the year": (row(date="0216-01-01"), "must be 1980 or later (got 0216-01-01); is a digit missing?"),
    "kind misspelt": (row(kind="usage"), "kind must be reach, use or preference (got usage); did you mean 'use'?"),
    "no kind": (row(kind=""), "(got none); reach: could, use: did, preference: would"),
    "a wish offered as use": (row(question="Open to WhatsApp for service"), 'the question says "Open to")'),
    "a Dutch wish offered as use": (row(question="Voorkeur voor WhatsApp"), "a wish is not use"),
    "no channel": (row(channel=""), ":2:2: channel must be a name, such as whatsapp (got none)"),
    "the same point twice": ("\n".join([row(), row()]), ":3:1: must not give the same question"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_mistake_is_told_at_its_row_and_column_with_the_way_out(case, written):
    lines, message = BROKEN[case]
    with pytest.raises(DataError) as error:
        surveys.read(written(lines), today=TODAY)
    assert message in str(error.value)
    assert "surveys.csv:" in str(error.value)
    assert str(error.value).endswith("nothing was fitted.")


def test_all_mistakes_are_told_at_once(written):
    with pytest.raises(DataError) as error:
        surveys.read(written(row(share="2"), row(kind="x", n="0")), today=TODAY)
    assert "3 problems in" in str(error.value)


@pytest.mark.parametrize(
    ("heading", "message"),
    [
        (
            "date,channel,share,n",
            "must have the columns date, channel, share, kind (got date, channel, share, n); kind says",
        ),
        ("date,chanel,share,kind", "chanel is not a known column; did you mean 'channel'?"),
        ("date,channel,share,kind,share", "column share must come once"),
        ("", "must have"),
    ],
)
def test_columns_that_are_missing_misspelt_or_double_are_named(heading, message, written):
    with pytest.raises(DataError) as error:
        surveys.read(written("1,2,3,4,5", heading=heading), today=TODAY)
    assert message in str(error.value)


def test_files_that_are_no_tables_say_so(written, tmp_path):
    def message_of(path):
        with pytest.raises(DataError) as error:
            surveys.read(path, today=TODAY)
        return str(error.value)

    assert "does not exist" in message_of(tmp_path / "nowhere.csv")
    assert "is a folder" in message_of(tmp_path)
    assert "rows of values (got none)" in message_of(written())
    assert "is not UTF-8 text" in message_of(written("2016,café,7 %,1,use,,", encoding="utf-16"))
    assert "must have rows" in message_of([])


def test_an_unknown_sample_size_counts_as_500_and_says_so(written):
    found = surveys.read(written(*GOOD), today=TODAY)
    assert [one.people for one in found.rows] == [1000, 500]
    assert any(text.endswith("csv:3: n is not told; it counts as 500 people") for text in found.warnings)


def test_nobody_in_a_sample_is_kept_as_a_count_with_a_warning(written):
    found = surveys.read(written(row(share="0 %")), today=TODAY)
    assert any("is not nobody" in text for text in found.warnings)
    fitted = adoption.fit(found, channel="whatsapp")
    assert 0 < fitted.shares([date(2020, 1, 1)], 500).max() < 1


def test_dutch_and_german_tables_are_read(tmp_path):
    path = tmp_path / "enquete.csv"
    path.write_text("\ufeffdate;channel;share;n;kind\n01-11-2016;whatsapp;0,13;;use\n", encoding="utf-8")
    (found,) = surveys.read(path, today=TODAY).rows
    assert (found.date, found.share) == (date(2016, 11, 1), 0.13)


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("Datum;Kanaal;Aandeel;Steekproef;Soort;Vraag;Bron", "01-11-2016;WhatsApp;13 %;1000;gebruik;café;Enquête"),
        ("Stichtag;Kanal;Anteil;Befragte;Art;Frage;Quelle", "01.11.2016;WhatsApp;0,13;1000;Nutzung;café;Enquête"),
        ("jaar;kanaal;waarde;eenheid;soort;vraag;bron;n", "2016;WhatsApp;13;procent;gebruik;café;Enquête;1000"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_dutch_and_german_names_of_columns_and_older_text_are_read(written, heading, line, encoding):
    found = surveys.read(written(line, heading=heading, encoding=encoding), today=TODAY)
    (one,) = found.rows
    assert (one.date.year, one.channel, one.share, one.people, one.kind) == (2016, "whatsapp", 0.13, 1000, "use")
    assert (one.question, one.source) == ("café", "Enquête")
    assert [text.endswith("read as Windows-1252, as Excel writes it") for text in found.warnings] == (
        [True] if encoding == "cp1252" else []
    )


def test_a_column_that_has_its_own_name_is_not_hidden_by_a_dutch_one(written):
    path = written("2016,whatsapp,13 %,use,NL,north", heading="date,channel,share,kind,country,land")
    assert surveys.read(path, today=TODAY).rows[0].country == "NL"


def test_a_table_of_facts_with_a_kind_is_read_by_its_own_names(written):
    heading = "quantity,channel,value,low,high,unit,country,year,basis,source,address,remark,kind"
    path = written("Contact,whatsapp,13,,,percent,NL,2016,published,Kantar,,,use", heading=heading)
    (found,) = surveys.read(path, today=TODAY).rows
    assert (found.share, found.country, found.question) == (0.13, "NL", "Contact")


def test_a_frame_and_a_file_give_the_same_points(written):
    from_file = surveys.read(written(*GOOD), today=TODAY)
    frame = pd.DataFrame([dict(zip(HEADING.split(","), line.split(","), strict=True)) for line in GOOD])
    assert surveys.read(frame, today=TODAY).rows == from_file.rows


@pytest.mark.parametrize(
    ("rows", "wanted", "message"),
    [
        (
            [row(kind="preference", question="open to it")],
            {},
            "has no row of kind use for whatsapp (got only preference)",
        ),
        ([row(kind="reach")], {}, "says nothing of how many do"),
        ([row()], {"channel": "whatsap"}, "has no rows for channel whatsap (got whatsapp); did you mean 'whatsapp'?"),
        ([row()], {"country": "DE"}, "has no rows for whatsapp with country DE"),
        ([row()], {"until": date(2010, 1, 1)}, "up to 2010-01-01 (the first is of 2016-07-01)"),
        ([row()], {"curves": ("logistik",)}, "(got logistik); did you mean 'logistic'?"),
        ([row()], {"launched": date(2020, 1, 1)}, "launched must not lie after the first survey"),
    ],
)
def test_what_cannot_be_fitted_says_why(rows, wanted, message, written):
    found = surveys.read(written(*rows), today=TODAY)
    with pytest.raises(DataError) as error:
        adoption.fit(found, **{"channel": "whatsapp", **wanted})
    assert message in str(error.value)


def test_channels_get_the_names_that_scenarios_and_histories_use(written) -> None:
    points = surveys.read(
        written("2015,WhatsApp,7 %,1000,use,contact,Kantar", "2015,Telefoon,70 %,,use,contact,Kantar")
    )
    assert points.channels == ("phone", "whatsapp")
    assert points.of("Telefon").channels == ("phone",)
