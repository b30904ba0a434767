"""The colours that docs/background/looks.md promises: text can be read in light, in the dark and on paper."""

import re
from itertools import pairwise

import pytest

from channelmix.report.html import picture_html
from channelmix.report.language import language_called
from channelmix.report.lettering import LINE, headed
from channelmix.report.picture import Picture
from channelmix.report.sheets import Sheet
from channelmix.report.study_style import COLOURS

LIGHT, DARK, PAPER = (dict(re.findall(r"--(\w+): (#[0-9a-f]+)", part)) for part in COLOURS.split(":root")[1:])
LEAST = 4.5


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK, PAPER], ids=["light", "dark", "paper"])
def test_all_text_stands_out_from_its_ground(colours: dict[str, str]) -> None:
    for ink in ("ink", "quiet", "promised", "measured"):
        for ground in ("paper", "card"):
            assert contrast(colours[ink], colours[ground]) >= LEAST, (ink, ground)


@pytest.mark.parametrize("colours", [LIGHT, DARK, PAPER], ids=["light", "dark", "paper"])
def test_the_shades_of_a_heat_map_go_from_the_ground_to_the_ink(colours: dict[str, str]) -> None:
    shades = [contrast(colours[f"heat{step}"], colours["card"]) for step in range(1, 6)]
    assert shades == sorted(shades)
    assert all(after / before > 1.2 for before, after in pairwise(shades))


def test_black_on_white_is_the_most_there_is_and_grey_on_grey_too_little() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#999999", "#aaaaaa") < LEAST


def test_no_caption_calls_a_shade_dark_or_pale_for_in_the_dark_it_is_the_other_way_round() -> None:
    shade = re.compile(r"\b(dark|pale|light)(er|est)?\b[^;:]*: ")
    assert shade.search("dark: the quicker half; pale: up to 9 in 10")
    assert not [text for text in language_called("nl").words if shade.search(text)]


def test_notes_that_would_be_higher_than_their_picture_stand_below_it() -> None:
    drawn = '<svg viewBox="0 0 360 110"></svg>'
    few, many = (Picture("Waits", drawn, Sheet("", "", (), (), ()), ("word " * count,)) for count in (20, 50))
    assert '<p class="note">' in picture_html(few)
    assert '<p class="note long">' in picture_html(many)


def test_a_figure_below_a_long_name_does_not_touch_its_letters() -> None:
    beside, lower = headed("Today", "81.3 %", 0.0)
    assert (len(beside), lower) == (2, 0.0)
    name = "A third of the calls to WhatsApp (plan_wa.xlsx)"
    below, lower = headed(name, "81.3 % (80.3–82.3)", 0.0)
    heights = [float(found) for mark in below for found in re.findall(r' y="([\d.]+)"', mark)]
    assert heights[1] - heights[0] == lower > LINE
