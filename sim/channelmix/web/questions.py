"""
What a visitor asks: which plans, with which levers moved, how often played.

A question is plain data: it travels to workers, stands in a job's folder, and in links.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_PLANS, MOST_REPLICATIONS = 8, 2_000


@dataclass(frozen=True)
class Plan:
    """A scenario, with settings changed."""

    source: str
    settings: tuple[str, ...] = ()
    """Each ``dotted.key=value``."""
    title: str = ""
    """What the scenario is called."""

    @property
    def words(self) -> str:
        """How ``channelmix compare`` names the same."""
        return "+".join([self.source, *self.settings])


@dataclass(frozen=True)
class Question:
    """Plans to be played on the same customers; one plan alone is a plain run."""

    plans: tuple[Plan, ...]
    replications: int
    seed: int
    asked: str = ""
    """The query of the form that asks it again."""

    @property
    def command(self) -> list[str]:
        """The same question on the command line, word by word."""
        verb = "compare" if len(self.plans) > 1 else "run"
        options = ["--replications", str(self.replications), "--seed", str(self.seed)]
        return [verb, *(plan.words for plan in self.plans), *options]

    def as_dict(self) -> dict[str, Any]:
        """Return the question as plain values."""
        plans = [{"source": plan.source, "settings": list(plan.settings), "title": plan.title} for plan in self.plans]
        return {"plans": plans, "replications": self.replications, "seed": self.seed, "asked": self.asked}

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "Question":
        """
        Return the question that was written down.

        Raises:
            KeyError, TypeError, ValueError: If it is none.
        """
        plans = tuple(
            Plan(str(each["source"]), tuple(map(str, each["settings"])), str(each["title"])) for each in found["plans"]
        )
        question = cls(plans, int(found["replications"]), int(found["seed"]), str(found.get("asked", "")))
        if not 1 <= len(plans) <= MOST_PLANS or not 1 <= question.replications <= MOST_REPLICATIONS:
            raise ValueError(json.dumps(found)[:200])
        return question
