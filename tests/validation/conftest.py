"""Yardsticks that all validation tests share."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def markov() -> ModuleType:
    """Small contact centres solved exactly as Markov chains: markov.py beside this file."""
    path = Path(__file__).with_name("markov.py")
    spec = importlib.util.spec_from_file_location("channelmix_tests_markov", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
