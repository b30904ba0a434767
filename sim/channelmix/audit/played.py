"""
A replication with all that happened in it, contact by contact.
"""

from dataclasses import dataclass

from channelmix.engine.inputs import Contacts, Operation, Outcomes


@dataclass(frozen=True, eq=False)
class Played:
    """One replication, played again."""

    operation: Operation
    contacts: Contacts
    outcomes: Outcomes
