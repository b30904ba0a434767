"""The arrays of rules that an operation, and of columns that contacts, do not use."""

import numpy as np

from channelmix.engine.inputs import NEVER, Reason


def unused_rules(channels, groups):
    """Return the entries of ``Operation`` for rules that few operations use, none of them in use."""
    by_channel, by_both = (channels,), (groups, channels)
    return {
        "overflow_after": np.full(by_channel, NEVER),
        "callback_after": np.full(by_channel, NEVER),
        "callback_within": np.full(by_channel, NEVER),
        "interrupts": np.zeros(by_channel, bool),
        "may_leave_later": np.zeros(by_channel, bool),
        "may_go_silently": np.zeros(by_channel, bool),
        "second_group": np.full(by_channel, -1),
        "due_order": np.zeros(by_channel, bool),
        "promise": np.full((channels, 2), NEVER),
        "promise_clock": np.zeros((channels, 2), np.int64),
        "chased_when": np.zeros(by_channel, np.int64),
        "opens_after": np.zeros(by_both, np.int64),
        "reserve": np.zeros(by_both, np.int64),
        "drains": np.zeros(by_both, bool),
        "interruptible": np.zeros(by_both, bool),
        "after_counts_days": np.zeros((channels, len(Reason)), bool),
    }


def unused_columns(rows, turns):
    """Return the columns of ``Contacts`` that few contacts use, none of them in use."""
    return {
        "silent": np.zeros(rows, bool),
        "silent_time": np.zeros(rows, np.int64),
        "takes_callback": np.zeros(rows, bool),
        "transferred": np.zeros(rows, bool),
        "response_patience": np.full(turns, NEVER),
        "child": np.full((rows, len(Reason)), -1),
        "after": np.zeros((rows, len(Reason)), np.int64),
    }
