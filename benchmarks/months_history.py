"""
Make a history of four channels to staff months ahead of: the tutorial's formula with chat.

    python benchmarks/months_history.py FOLDER

leaves history.csv and surveys.csv there, for ``channelmix forecast fit history.csv --surveys surveys.csv --country NL
--until 2029-12-31 --name four --engine ridge``. No contact center has had these contacts.
"""

import importlib.util
import sys
from pathlib import Path

_TUTORIAL = Path(__file__).parents[1] / "forecasts" / "tutorial" / "generate.py"
LEVEL = {"phone": 345.0, "email": 99.0, "whatsapp": 60.0, "chat": 90.0}


def main(folder: str) -> None:
    """Write both files."""
    spec = importlib.util.spec_from_file_location("generate", _TUTORIAL)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    made.LEVEL = LEVEL
    made.WEEK["chat"] = (1.1, 1.0, 1.0, 1.0, 0.95, 0.5, 0.0)
    made.GROWTH["chat"], made.HANDLING["chat"] = 0.10, (540.0, 0.0)
    Path(folder, "history.csv").write_text(made.history(), encoding="utf-8")
    Path(folder, "surveys.csv").write_text(made.surveys(), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
