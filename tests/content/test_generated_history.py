"""The tutorial's history is what its generator makes, and says by its name that it is generated."""

import runpy
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "forecasts" / "tutorial"


def test_the_files_are_what_the_generator_writes() -> None:
    generator = runpy.run_path(str(FOLDER / "generate.py"))
    assert (FOLDER / "generated_history.csv").read_text(encoding="utf-8") == generator["history"]()
    assert (FOLDER / "generated_surveys.csv").read_text(encoding="utf-8") == generator["surveys"]()


def test_whoever_opens_the_folder_learns_that_it_is_generated() -> None:
    assert "No contact center has had these contacts" in (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all("generated" in path.name for path in FOLDER.glob("*.csv"))
