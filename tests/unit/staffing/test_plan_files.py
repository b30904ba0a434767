"""Plans as planners hold them: what is written reads back as the same plan."""

import datetime
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import python_calamine

from channelmix.errors import InputError, ScenarioError
from channelmix.scenario import load
from channelmix.staffing.plan_csv import plan_csv
from channelmix.staffing.plan_sheet import group_sheets, paid_hours
from channelmix.staffing.problem import problem_of
from channelmix.staffing.requirement import find_requirement
from channelmix.staffing.wording import check_free, write_plan
from channelmix.staffing.workbook import Cover, plan_workbook, sheet_names

COVER = Cover(title="desk", lines=("phone: kept",), currency="EUR")
LONG = "Kundenservice Nord: Hannover und Umland"


def some_plan(problem):
    rng = np.random.default_rng(3)
    return np.where(problem.space.allowed, rng.integers(0, 9, problem.space.most.shape), 0)


@pytest.fixture
def written(problem, phone_and_email, tmp_path):
    """A plan of two groups for eight days, one of them on Sunday's half hours, written both ways."""
    text = phone_and_email.replace("[groups.desk]", f'[groups."{LONG}"]').replace("days = 1", "days = 8")
    text = text.replace('interval = "1 h"', 'interval = "30 min"')
    found = problem(text)
    plan = some_plan(found)
    sheets = group_sheets(found, plan)
    (tmp_path / "plan.xlsx").write_bytes(plan_workbook(sheets, COVER))
    (tmp_path / "plan.csv").write_bytes(plan_csv(sheets))
    return text, plan, tmp_path


def read_back(text, folder, file):
    agents = f'agents = {{ file = "{file}" }}'
    text = text.replace("agents = 3\n", f"{agents}\n")
    text = text.replace('agents = { mon-fri = { "09:00" = 2, "17:00" = 0 } }', agents)
    (folder / "again.toml").write_text(text)
    return problem_of(load(folder / "again.toml"), seed=1)


@pytest.mark.parametrize("file", ["plan.xlsx", "plan.csv"])
def test_a_plan_survives_the_round_trip_unchanged(written, file):
    text, plan, folder = written
    again = read_back(text, folder, file)
    assert np.array_equal(again.own, plan)
    laid = again.layout.laid(plan, again.simulation.operation)
    assert np.array_equal(laid.plan_agents, again.simulation.operation.plan_agents)
    assert np.array_equal(laid.plan_time, again.simulation.operation.plan_time)


@pytest.mark.parametrize("file", ["plan.xlsx", "plan.csv"])
def test_a_plan_of_days_that_close_early_or_stay_closed_reads_back_without_a_remark(written, file):
    text, _, folder = written
    text = text.replace('mon-fri = "09:00-11:00"', 'mon-thu = "09:00-18:00", fri = "09:00-12:00"')
    (folder / "open.toml").write_text(text)
    found = problem_of(load(folder / "open.toml"), seed=1)
    sheets = group_sheets(found, some_plan(found))
    (folder / file).write_bytes(plan_workbook(sheets, COVER) if file.endswith("x") else plan_csv(sheets))
    again = read_back(text, folder, file)
    assert np.array_equal(again.own, some_plan(found))
    assert not [each for each in load(folder / "again.toml").warnings if "agents.file" in each]


def test_a_number_changed_in_the_sheet_changes_the_plan(written):
    """Control for the round trip."""
    text, plan, folder = written
    content = (folder / "plan.csv").read_bytes()
    (folder / "plan.csv").write_bytes(
        content.replace(b"04-03-2024 09:00;" + LONG.encode() + b";", b"04-03-2024 09:00;" + LONG.encode() + b";1")
    )
    assert not np.array_equal(read_back(text, folder, "plan.csv").own, plan)


def test_the_workbook_explains_itself_and_holds_numbers_and_dates(written):
    book = python_calamine.CalamineWorkbook.from_path(str(written[2] / "plan.xlsx"))
    assert book.sheet_names == ["How to read", "Kundenservice Nord_ Hannover un", "back"]
    rows = book.get_sheet_by_name("back").to_python(skip_empty_area=False)
    assert rows[0][1] == datetime.date(2024, 3, 4)
    assert isinstance(rows[1][1], float)
    cover = [str(cell) for row in book.get_sheet_by_name("How to read").to_python() for cell in row]
    assert any("plan.xlsx" in cell for cell in cover)
    assert "phone: kept" in cover
    assert any("is of the plan as found" in cell for cell in cover), "totals follow, the rest does not"


def test_csv_is_what_dutch_and_german_excel_expect(written):
    lines = (written[2] / "plan.csv").read_bytes().decode("utf-8-sig").split("\r\n")
    assert lines[0] == "start;group;agents"
    assert lines[1].startswith("04-03-2024 09:00;")


SAVED = """{corner}{s}Mon 4 Mar 2024{s}{other}{s}Wed 6 Mar 2024
09:00{s}4{s}3{s}
10:00{s}{ten}{s}1{s}
11:00{s}0{s}0{s}
"""


@pytest.mark.parametrize(
    ("corner", "s", "other", "ten"),
    [
        ("time", ",", "Tue 5 Mar 2024", "2"),
        ("time", ";", "di 5 mrt. 2024", "2,0"),
        ("group: desk", "\t", "Di, 5. Mrz 2024", "2"),
    ],
)
def test_a_sheet_that_a_spreadsheet_saved_as_csv_is_the_plan_of_the_group_that_names_it(
    problem, phone, tmp_path, corner, s, other, ten
):
    (tmp_path / "desk.csv").write_text(SAVED.format(corner=corner, s=s, other=other, ten=ten))
    found = problem(phone, "period.days=3", f"groups.desk.agents={{file='{tmp_path}/desk.csv'}}")
    assert found.own[0, [9, 10, 11, 33, 34, 35]].tolist() == [4, 2, 0, 3, 1, 0]


def test_a_sheet_saved_in_american_ways_is_read_where_only_one_order_of_day_and_month_makes_days_follow(
    problem, phone, tmp_path
):
    lines = ["time;{};{}", "09:00:00 AM;4;3", "10:00:00 AM;2;1", "12:00:00 PM;0;0"]
    setting = ("period.days=2", f"groups.desk.agents={{file='{tmp_path}/desk.csv'}}")
    (tmp_path / "desk.csv").write_text("\n".join(lines).format("03/04/2024", "03/05/2024"))
    assert problem(phone, *setting).own[0, [9, 10, 12, 33, 34, 36]].tolist() == [4, 2, 0, 3, 1, 0]
    (tmp_path / "desk.csv").write_text("\n".join(lines).format("03/04/2024", "03/07/2024"))
    assert problem(phone, *setting).own[0, 9] == 4
    (tmp_path / "desk.csv").write_text("\n".join(lines).format("03/04/2024", "01/09/2024"))
    with pytest.raises(ScenarioError, match="03/04/2024 must be a local date and time"):
        problem(phone, *setting)


def test_a_day_without_any_number_is_a_day_without_agents_and_nothing_to_warn_of(written):
    text, plan, folder = written
    agents = 'agents = { file = "plan.xlsx" }'
    (folder / "again.toml").write_text(text.replace("agents = 3\n", f"{agents}\n"))
    loaded = load(folder / "again.toml")
    assert not any("repeat its nearest" in warning for warning in loaded.warnings), "Saturday and Sunday are closed"
    assert (plan.sum(axis=0).reshape(8, -1).sum(axis=1) == 0).any()


def test_a_day_that_no_calendar_knows_is_refused_by_its_place(problem, phone, tmp_path):
    (tmp_path / "desk.csv").write_text(SAVED.format(corner="time", s=",", other="Tue 31 Feb 2024", ten="2"))
    with pytest.raises(ScenarioError, match=r"desk.csv:1:3: tue 31 feb 2024 must be a local date and time"):
        problem(phone, f"groups.desk.agents={{file='{tmp_path}/desk.csv'}}")


def test_paid_hours_are_hours_on_duty_with_shrinkage_and_nothing_is_rounded(problem):
    found = problem()
    plan = np.where(found.space.allowed, 7, 0)
    assert paid_hours(group_sheets(found, plan)) == {"desk": pytest.approx(7 * 2 / 0.75)}


def test_groups_whose_names_excel_confuses_get_sheets_of_their_own():
    names = sheet_names(["Team a", "TEAM A", "How to read"])
    assert len({name.casefold() for name in names.values()} | {"how to read"}) == 4


def test_a_plan_is_never_written_over_a_file_nor_under_another_ending(tmp_path):
    (tmp_path / "plan.xlsx").write_text("mine")
    with pytest.raises(InputError, match="is there already and is not overwritten"):
        check_free(tmp_path / "plan.xlsx")
    with pytest.raises(InputError, match=r"ends in .xlsx or .csv \(got '.pdf'\)"):
        check_free(tmp_path / "plan.pdf")
    with pytest.raises(InputError, match="there is no folder"):
        check_free(tmp_path / "nowhere" / "plan.xlsx")


def test_where_no_plan_can_be_written_is_told_before_it_is_searched(tmp_path, monkeypatch):
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "nowhere" / "plan.xlsx")
    with pytest.raises(InputError, match=r"link.xlsx cannot be written: it is a link to what is not there"):
        check_free(tmp_path / "link.xlsx")
    check_free(tmp_path / "plan.xlsx")
    monkeypatch.setattr("channelmix.staffing.wording.os.access", lambda place, mode: place != tmp_path)
    with pytest.raises(InputError, match=r"plan.xlsx cannot be written: nothing can be written in .*choose another"):
        check_free(tmp_path / "plan.xlsx")


@pytest.mark.skipif(os.name == "nt", reason="Windows limits no file")
def test_a_plan_for_which_there_is_no_room_leaves_no_part_of_itself(tmp_path):
    import resource
    import signal

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(InputError, match="cannot be written"):
            write_plan(tmp_path / "plan.csv", {".csv": b"x" * 100_000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(
    shutil.which("soffice") is None or int(os.environ.get("CHANNELMIX_TEST_EFFORT", "1")) < 2,
    reason="LibreOffice is not installed, or CHANNELMIX_TEST_EFFORT is below 2",
)
def test_a_plan_that_libreoffice_has_saved_again_is_still_the_same(written):
    text, plan, folder = written
    office = ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless"]
    saving = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "saved")]
    subprocess.run([*office, *saving, str(folder / "plan.xlsx")], check=True, capture_output=True, timeout=180)
    (folder / "saved" / "plan.xlsx").replace(folder / "again.xlsx")
    assert np.array_equal(read_back(text, folder, "again.xlsx").own, plan)


def recalculated(path, more):
    """Return the totals of the first sheet that LibreOffice finds without their values, one number changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.with_name("bare.xlsx"), "w") as new:
        for part in old.namelist():
            page = old.read(part).decode()
            if part.endswith("sheet1.xml"):
                page = re.sub(r"(</f>)<v>[^<]*</v>", r"\1", page)
            if part.endswith("sheet3.xml"):
                (number,) = re.findall(r'<c r="B5"[^>]*><v>(\d+)', page)
                page = re.sub(r'(<c r="B5"[^>]*><v>)\d+', rf"\g<1>{int(number) + more}", page)
            new.writestr(part, page)
    office = ["soffice", f"-env:UserInstallation=file://{path.parent}/office", "--headless", "--convert-to"]
    saving = ["xlsx:Calc MS Excel 2007 XML", "--outdir", f"{path.parent}/saved", str(path.with_name("bare.xlsx"))]
    subprocess.run([*office, *saving], check=True, capture_output=True, timeout=180)
    return totals(path.parent / "saved" / "bare.xlsx")


def totals(path):
    """Return hours on duty, paid hours, money and FTE of each group, then of all."""
    rows = python_calamine.load_workbook(str(path)).get_sheet_by_name("How to read").to_python()
    last = next(place for place, row in enumerate(rows) if row[0] == "all")
    return [[row[each] for each in (2, 4, 6, 8)] for row in rows[3 : last + 1]]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_totals_show_what_libreoffice_recalculates_and_follow_a_changed_number(written):
    text, plan, folder = written
    sheets = group_sheets(read_back(text, folder, "plan.xlsx"), plan)
    paid = {sheet.group: (sheet.hours_on_duty + 7.5, 40.0 * (sheet.hours_on_duty + 7.5)) for sheet in sheets}
    cover = replace(COVER, in_shifts=paid, hours_per_fte=36.0)
    (folder / "shifts.xlsx").write_bytes(plan_workbook(sheets, cover))
    first, second, every = totals(folder / "shifts.xlsx")
    changed = recalculated(folder / "shifts.xlsx", 100)
    assert changed[0] == pytest.approx(first), "the other group shows what is recalculated"
    for row, before in zip(changed[1:], (second, every), strict=True):
        assert [after - was for after, was in zip(row, before, strict=True)] == pytest.approx(
            [50, 50, 2000, 50 / 36], abs=1e-3
        ), "half an hour each, at its price; what is paid besides stays"


def test_in_the_hour_that_comes_twice_the_plan_found_is_the_plan_written(loaded_of, phone):
    loaded = loaded_of(
        phone,
        "period.start=2024-10-27",
        'period.timezone="Europe/Amsterdam"',
        'channels.phone.hours={mon-sun="01:00-05:00"}',
    )
    found = find_requirement(loaded, replications=4, seed=1)
    assert len(found.problem.starts) == 25
    twice = [place for place, start in enumerate(found.problem.starts) if start.hour == 2]
    assert len(twice) == 2
    assert len({int(found.plan[0, place]) for place in twice}) == 1
    assert found.plan.sum() == sum(row[0] for row in group_sheets(found.problem, found.plan)[0].agents if row[0]) + int(
        found.plan[0, twice[0]]
    )


def test_every_sheet_prints_one_page_wide_with_its_headings_on_each_page(written):
    with zipfile.ZipFile(written[2] / "plan.xlsx") as book:
        pages = [book.read(name).decode() for name in sorted(book.namelist()) if "worksheets/sheet" in name]
        names = book.read("xl/workbook.xml").decode()
    assert len(pages) == 3
    assert all('fitToHeight="0"' in page and 'paperSize="9"' in page for page in pages)
    assert "Print_Titles" in names


def test_a_plan_of_ours_that_closes_at_noon_says_so_and_leaves_nothing_to_warn_of(problem, phone, tmp_path):
    """Cells between numbers are 0, those before and after empty, so that a hole in a plan is somebody's own."""
    noon = phone.replace('"09:00-11:00"', '["09:00-11:00", "13:00-15:00"]')
    found = problem(noon)
    plan = np.where(found.space.allowed, 3, 0)
    sheets = group_sheets(found, plan)
    assert [row[0] for row in sheets[0].agents] == [3, 3, 0, 0, 3, 3, 0]
    (tmp_path / "plan.xlsx").write_bytes(plan_workbook(sheets, COVER))
    assert np.array_equal(read_back(noon, tmp_path, "plan.xlsx").own, plan)
    assert not any("has no row" in warning for warning in load(tmp_path / "again.toml").warnings)
    (tmp_path / "plan.csv").write_text("start,agents\n2024-03-04 09:00,3\n2024-03-04 10:00,3\n2024-03-04 13:00,3\n")
    read_back(noon, tmp_path, "plan.csv")
    assert any("has no row from 2024-03-04 11:00 to 13:00" in each for each in load(tmp_path / "again.toml").warnings)


def test_each_day_with_hours_of_duty_has_a_chart_of_steps_on_one_scale_and_none_has_slopes(written):
    """Columns without a gap are steps; the eighth day and closed ones have none."""
    with zipfile.ZipFile(written[2] / "plan.xlsx") as book:
        charts = [book.read(name).decode() for name in book.namelist() if "charts/chart" in name]
    desk = [chart for chart in charts if "'Kundenservice" in chart or "Kundenservice" in chart]
    assert len(desk) == 6, "of two Mondays and the days to Friday; nobody may be there at the weekend"
    assert not any("lineChart" in chart for chart in charts)
    assert all('<c:gapWidth val="0"/>' in chart for chart in charts)
    assert len({re.search(r'<c:max val="(\d+)"', chart)[1] for chart in desk}) == 1
    assert "Mon 4 Mar 2024" in desk[0]


def test_the_row_below_the_headings_of_the_sums_is_high_enough_for_its_letters(written):
    with zipfile.ZipFile(written[2] / "plan.xlsx") as book:
        cover, group = (book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
    (below,) = re.findall(r'<row r="(\d+)"[^>]* ht="18"', cover)
    assert f'<c r="B{below}"' in cover
    assert "<f>SUM(" in cover.partition(f'<row r="{below}"')[2].partition("</row>")[0]
    assert re.search(r'<row r="2"[^>]* ht="18"', group)


def test_moments_of_shifts_stand_left_like_their_headings_and_the_breaks_beside_them(tmp_path):
    """Moments that stand right would touch the breaks, which stand left; only the agents stand right."""
    shift = {"group": "desk", "shift": "early", "start": "2024-03-04T08:00", "end": "2024-03-04T16:00",
             "breaks": [["2024-03-04T12:00", "2024-03-04T12:30"]], "agents": 3}  # fmt: skip
    (tmp_path / "shifts.xlsx").write_bytes(plan_workbook([], COVER, [shift]))
    with zipfile.ZipFile(tmp_path / "shifts.xlsx") as book:
        page, styles = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet2", "styles"))
    formats = re.findall(r"<xf .*?(?:/>|</xf>)", styles.partition("<cellXfs")[2].partition("</cellXfs>")[0], re.S)

    def side(cell):
        (number,) = re.findall(rf'<c r="{cell}"(?: s="(\d+)")?', page)
        found = re.search(r'horizontal="(\w+)"', formats[int(number or 0)])
        return found[1] if found else "as it is"

    assert [side(cell) for cell in ("C4", "D4", "E4", "F4")] == ["left", "left", "as it is", "as it is"]
    assert [side(cell) for cell in ("C3", "D3", "E3", "F3")] == ["as it is", "as it is", "as it is", "right"]
