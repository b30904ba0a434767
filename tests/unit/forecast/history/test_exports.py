"""Exports of telephone systems, spreadsheets, data frames and databases: the same history, however it is written."""

import os
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from channelmix.errors import DataError
from channelmix.forecast.history import Decisions, audit_history
from channelmix.forecast.history.profiles import FOLDER, read_profile, shipped_profiles

TODAY = date(2026, 11, 1)
DAYS = [date(2026, 1, 5) + timedelta(days=number) for number in range(35)]
EXPECTED = [1000 + day.day for day in DAYS]


def phone(source, **settings):
    history = audit_history(source, today=TODAY, **settings)
    assert not history.refused, history.refused
    return history, history.channels["phone"]


def written(tmp_path: Path, text: str, name: str = "export.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def lines(head: str, row) -> str:
    return "\n".join([head, *(row(day, number) for day, number in zip(DAYS, EXPECTED, strict=True))]) + "\n"


DIALECTS = {
    "English": ("utf-8", lines("Date,Channel,Calls,AHT", lambda d, n: f'{d:%d/%m/%Y},Phone,"{n:,}",4:30')),
    "American": ("utf-8", lines("Date,Channel,Calls,AHT", lambda d, n: f'{d:%m/%d/%Y},Phone,"{n:,}.0",270')),
    "Dutch with mark": (
        "utf-8-sig",
        lines("Datum;Kanaal;Aantal;AHT", lambda d, n: f"{d:%d-%m-%Y};phone;{n},0;0:04:30"),
    ),
    "German": (
        "cp1252",
        lines("Datum;Kanal;Anrufe;Bearbeitungszeit", lambda d, n: f"{d:%d.%m.%Y};Phone;1.{n - 1000:03d};00:04:30"),
    ),
    "Excel's own separator": (
        "utf-8",
        "sep=;\n" + lines("date;channel;contacts;aht", lambda d, n: f"{d};phone;{n};270,0"),
    ),
    "tabs and UTF-16": ("utf-16", lines("date\tchannel\tcontacts\taht", lambda d, n: f"{d}\tphone\t{n}\t4:30")),
    "French thousands": (
        "utf-8",
        lines("date;channel;contacts;aht", lambda d, n: f"{d};phone;1\u202f{n - 1000:03d};4:30"),
    ),
    "month in words": ("utf-8", lines("date,channel,contacts,aht", lambda d, n: f"{d:%d %b %Y},phone,{n},4:30")),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_the_same_history(tmp_path: Path, dialect: str) -> None:
    encoding, text = DIALECTS[dialect]
    _, found = phone(written(tmp_path, text, encoding=encoding))
    assert found.daily.values.tolist() == EXPECTED
    assert set(found.handling_s.tolist()) == {270.0}


EXPORTS = {
    "genesys_cloud": lines(
        "Interval Start,Interval End,Media Type,Queue Name,Offer,Answer,Abandon,Avg Handle",
        lambda d, n: f"{d:%d/%m/%Y} 00:00,,voice,Sales,{n},{n},0,270000",
    ),
    "genesys_cloud_import": lines(
        "Interval Start UTC Date,Queue,Media Type,Skill Set,Language,Offered,Interactions Handled,Total Handle Time",
        lambda d, n: f"{d}T00:00:00Z,Sales,Voice,,,{n},{n},{n * 270}",
    ),
    "avaya_cms": lines(
        "Split/Skill Summary Daily\nSplit/Skill:;Sales\nDate;ACD Calls;Aban Calls;Avg ACD Time;Avg ACW Time",
        lambda d, n: f"{d:%d-%m-%Y};{n - 10};10;4:00;:30",
    )
    + "Totals;35000;350;4:00;:30\n",
    "cisco_cuic": lines(
        "Call Type Name,DateTime,Calls Offered,Calls Handled,Calls Aban,ASA,AHT",
        lambda d, n: f"Sales,{d:%Y-%m-%d} 00:00:00,{n},{n},0,00:00:20,00:04:30",
    )
    + "Summary,,35000,35000,0,00:00:20,00:04:30\n",
    "amazon_connect": lines(
        "Queue,StartInterval,EndInterval,Contacts queued,Contacts handled,Contacts abandoned,Average handle time",
        lambda d, n: f"Sales,{d}T00:00:00.000Z,,{n},{n},0,270",
    ),
}


@pytest.mark.parametrize("system", EXPORTS)
def test_the_export_of_each_system_is_recognised(tmp_path: Path, system: str) -> None:
    history, found = phone(written(tmp_path, EXPORTS[system]))
    assert history.profile == system
    assert found.daily.values.tolist() == EXPECTED
    assert set(np.round(found.handling_s).tolist()) == {270.0}


def test_there_is_a_profile_for_each_system_and_each_names_its_source() -> None:
    assert {profile.name for profile in shipped_profiles()} == {*EXPORTS, "generic"}
    assert all("source =" in path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml"))


def test_a_profile_of_ones_own_is_a_toml_file(tmp_path: Path) -> None:
    profile = written(tmp_path, '[columns]\nday = "when"\noffered = ["rang"]\n[units]\nduration_s = 1\n', "mine.toml")
    export = written(tmp_path, lines("when,rang", lambda d, n: f"{d},{n}"))
    decisions = Decisions(channels={"contacts": "phone"})
    assert phone(export, profile=str(profile), decisions=decisions)[1].daily.values.tolist() == EXPECTED


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[columns]\nofered = ['x']\n", "columns.ofered must be one of .*did you mean 'offered'"),
        ("[columns]\noffered = ['x']\n", "columns.day must name"),
        ("colums = 1\n", "colums is not a setting of a profile; did you mean 'columns'"),
        ("[columns]\nday = 3\n", "day must be a list of column names"),
        ("[columns\n", "is not a profile that can be read"),
    ],
)
def test_a_mistake_in_a_profile_is_told(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_profile(written(tmp_path, text, "mine.toml"))


def test_a_wide_table_has_a_channel_in_each_column_of_numbers(tmp_path: Path) -> None:
    history, found = phone(written(tmp_path, lines("date,phone,email,remark", lambda d, n: f"{d},{n},{n - 900},fine")))
    assert list(history.channels) == ["email", "phone"]
    assert found.daily.values.tolist() == EXPECTED


def test_the_only_column_of_dates_is_the_date_whatever_it_is_called(tmp_path: Path) -> None:
    history, found = phone(written(tmp_path, lines("Boekdag;phone;email", lambda d, n: f"{d:%d-%m-%Y};{n};{n - 900}")))
    assert found.daily.values.tolist() == EXPECTED
    assert "Boekdag holds dates" in str(history.findings[0])


def test_queues_of_a_channel_are_added_up_and_their_handling_times_weighed(tmp_path: Path) -> None:
    head = "date,channel,queue,offered,answered,handling_s\n"
    text = "".join(
        f"{d},phone,a,{n - 300},{n - 300},300\n{d},phone,b,300,300,600\n" for d, n in zip(DAYS, EXPECTED, strict=True)
    )
    _, found = phone(written(tmp_path, head + text))
    assert found.daily.values.tolist() == EXPECTED
    assert found.handling_s[0] == pytest.approx((300 * (EXPECTED[0] - 300) + 600 * 300) / EXPECTED[0])


def frame():
    import pandas as pd

    return pd.DataFrame({"date": DAYS, "channel": "phone", "contacts": EXPECTED, "handling_s": 270.0})


def test_workbooks_parquet_and_data_frames_give_the_same_history(tmp_path: Path) -> None:
    import pyarrow as pa

    data = frame()
    data.to_parquet(tmp_path / "history.parquet")
    data.assign(date=[str(day) for day in DAYS]).to_excel(tmp_path / "history.xlsx", index=False, engine="xlsxwriter")
    sources = [tmp_path / "history.parquet", tmp_path / "history.xlsx", data, data.set_index("date"), pa.table(data)]
    for source in sources:
        assert phone(source)[1].daily.values.tolist() == EXPECTED


def test_polars_frames_are_taken_as_they_are() -> None:
    polars = pytest.importorskip("polars", reason="polars is not installed")
    assert phone(polars.from_pandas(frame()))[1].daily.values.tolist() == EXPECTED


def test_what_is_no_table_is_refused_by_name() -> None:
    with pytest.raises(DataError, match=r"data frame with an Arrow stream.*got int"):
        audit_history(3)


def test_a_duckdb_file_is_an_address(tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    pytest.importorskip("duckdb_engine", reason="duckdb-engine is not installed")
    path = tmp_path / "history.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.register("given", frame())
        connection.execute("create table history as select * from given")
    history, found = phone(path)
    assert found.daily.values.tolist() == EXPECTED
    assert history.source.endswith("history")
    with pytest.raises(DataError, match="--table must be one of history"):
        audit_history(path, table="histry")


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory):
    """A real PostgreSQL server of our own on a free socket; skipped where it is not installed."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [
        Path(path).parent for path in [shutil.which("initdb")] if path
    ]
    if not found:
        pytest.skip("PostgreSQL is not installed")
    folder = Path("/tmp") / f"channelmix-pg-{os.getpid()}"
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    folder.mkdir()
    if as_user:
        shutil.chown(folder, "postgres", "postgres")

    def command(name: str, *words: str) -> None:
        subprocess.run([*as_user, str(found[-1] / name), *words], check=True, capture_output=True, cwd=folder)

    try:
        command("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "planner", "--no-sync")
        options = f"-F -c listen_addresses='' -k {folder}"
        command("pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log"), "-o", options, "-w", "start")
        yield f"postgresql+psycopg://planner:secret@/postgres?host={folder}"
    finally:
        command("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_a_real_postgresql_server_is_read(postgresql: str) -> None:
    import sqlalchemy

    engine = sqlalchemy.create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("create schema calls"))
        connection.execute(
            sqlalchemy.text("create table calls.history (date date, channel text, contacts numeric, handling_s float)")
        )
        rows = [{"d": day, "n": number} for day, number in zip(DAYS, EXPECTED, strict=True)]
        connection.execute(sqlalchemy.text("insert into calls.history values (:d, 'phone', :n, 270)"), rows)
    engine.dispose()
    history, found = phone(postgresql, table="calls.history")
    assert found.daily.values.tolist() == EXPECTED
    assert "secret" not in history.source
    query = "select date, contacts as phone from calls.history where contacts > 0"
    assert phone(postgresql, table=query)[1].daily.values.tolist() == EXPECTED
    with pytest.raises(DataError, match=r"cannot be read .*no_such_table"):
        audit_history(postgresql, table="select * from no_such_table")


def test_an_address_without_its_driver_says_how_to_get_it() -> None:
    pytest.importorskip("sqlalchemy", reason="SQLAlchemy is not installed")
    with pytest.raises(DataError, match=r"channelmix\[history\]|cannot be read"):
        audit_history("mssql+pymssql://planner:secret@nowhere/calls")
