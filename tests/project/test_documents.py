"""What stands in the front room: README, VISION, and links that lead somewhere."""

import re
import subprocess
from pathlib import Path

SCREEN = 50
OUTSIDE = re.compile(r"(?<![\w.:/-])/(?:work|farm|root|home|tmp|opt|Users)/|\.\./shared|\.\./\.library")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
SHELL_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def broken_links(root: Path, path: Path, text: str) -> list[str]:
    """Return the links of a page that do not lead to a file inside the project."""
    targets = [((root / path).parent / link, link) for link in LINK.findall(text)]
    return [link for target, link in targets if not (target.exists() and target.resolve().is_relative_to(root))]


def test_readme_fits_on_one_screen(texts: dict[Path, str]) -> None:
    lines = texts[Path("README.md")].splitlines()
    assert len(lines) <= SCREEN
    assert max(map(len, lines)) <= 130


def test_readme_begins_with_two_commands_that_need_only_python(texts: dict[Path, str]) -> None:
    comparing, testing = SHELL_BLOCK.findall(texts[Path("README.md")])
    for command in (comparing, testing):
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert ".venv/bin/channelmix compare webshop_nl/" in comparing
    assert testing.rstrip().endswith(".venv/bin/pytest -n auto")


def test_ci_runs_the_two_commands_of_readme_to_the_letter(root: Path, texts: dict[Path, str]) -> None:
    script = texts[Path(".ci/run")]
    for part in ('"$(readme_command 1)"', '"$readme_install"', '"$readme_test"'):
        assert f"bash -euo pipefail -c {part}" in script
    taken = [line for line in script.splitlines() if line.startswith("readme_")]
    start = script.index("readme_command() {")
    taken = [script[start : script.index("}\n", start) + 2], *taken[1:]]
    print_both = 'printf "%s && %s" "$readme_install" "$readme_test"'
    halves = subprocess.run(
        ["bash", "-euc", "\n".join([*taken, print_both])], cwd=root, capture_output=True, text=True, check=True
    )
    assert halves.stdout.strip() == SHELL_BLOCK.findall(texts[Path("README.md")])[1].strip()


def test_vision_says_what_we_do_and_refuse_in_three_to_five_lines(texts: dict[Path, str]) -> None:
    points = [line for line in texts[Path("VISION.md")].splitlines()[1:] if line.strip()]
    assert 3 <= len(points) <= 5
    assert any("refuse" in point for point in points)


def test_every_relative_link_leads_to_a_file_of_the_project(root: Path, texts: dict[Path, str]) -> None:
    pages = {path: text for path, text in texts.items() if path.suffix == ".md"}
    broken = {str(path): broken_links(root, path, text) for path, text in pages.items()}
    assert {path: links for path, links in broken.items() if links} == {}


def test_nothing_mentions_a_path_outside_of_the_project(texts: dict[Path, str]) -> None:
    here = Path(__file__).relative_to(Path(__file__).parents[2])
    leaks = {str(path): OUTSIDE.findall(text) for path, text in texts.items() if path != here}
    assert {path: found for path, found in leaks.items() if found} == {}


def test_these_checks_notice_what_they_forbid(root: Path) -> None:
    assert broken_links(root, Path("README.md"), "[a](nowhere.md) [b](../elsewhere.md) [c](VISION.md#top)") == [
        "nowhere.md",
        "../elsewhere.md",
    ]
    assert OUTSIDE.search("see /home/notes")
    assert not OUTSIDE.search("https://example.org/home/notes")
