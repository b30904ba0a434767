"""Small random operations in which every rule of the contact life may be on, for laws and for comparing engines."""

import numpy as np
from hypothesis import strategies as st

from channelmix.engine.inputs import NEVER, SECOND, Clock, Reason

CHANNELS = 3
seconds = st.integers(0, 40)
spans = st.integers(0, 30)
RETURNS = (
    Reason.ABANDONED,
    Reason.UNRESOLVED,
    Reason.CONTAINED,
    Reason.BUSY,
    Reason.OVERFLOW,
    Reason.LATE,
    Reason.LATE,
)


@st.composite
def rows_of(draw, contact, transfers):
    """Contacts sorted by arrival, then those that may follow; each is followed at most by the next."""
    first = draw(st.integers(1, 20))
    count = first + draw(st.integers(0, 12))
    rows = []
    for number in range(count):
        channel = draw(st.integers(0, CHANNELS - 1))
        turns = draw(st.lists(st.tuples(st.integers(0, 12), spans), min_size=1, max_size=3))
        transferred = transfers[channel] and draw(st.booleans())
        turns = [*turns, (draw(st.integers(0, 12)), 0)] if transferred else turns
        rows.append(
            contact(
                at=draw(seconds) if number < first else 0,
                channel=channel,
                patience=draw(st.none() | spans),
                later_patience=draw(st.none() | spans),
                silent=draw(st.none() | st.integers(0, 6)),
                takes_callback=draw(st.booleans()),
                transferred=bool(transferred),
                wrap_up=draw(st.integers(0, 5)),
                turns=turns,
                bot=draw(st.none() | st.tuples(st.integers(0, 5), st.booleans())),
                first=number < first,
            )
        )
    rows[:first] = sorted(rows[:first], key=lambda row: (row.at, row.channel))
    for child in range(first, count):
        number = draw(st.integers(0, child - 1))
        if not rows[number].returns:
            reason = draw(st.sampled_from(RETURNS))
            after = 0 if reason == Reason.OVERFLOW else draw(st.integers(0, 8 if reason == Reason.LATE else 30))
            rows[number].returns = {reason: (child, after)}
    return rows


@st.composite
def desks_of(draw, desk):
    """Two groups: one of several slots a person, one of single ones, with everything that groups may keep room for."""

    def one(capacity, weights, tiers, number):
        handled = [channel for tier in tiers for channel in tier]
        return desk(
            plan=[(0, draw(st.integers(0, 3)))] + [(at, draw(st.integers(0, 3))) for at in (15, 30)] + [(60, number)],
            tiers=tiers,
            capacity=capacity,
            weights=weights,
            slowdown=draw(st.sampled_from([[1.0], [1.0, 1.5], [1.0, 1.1, 1.35]])),
            speed={handled[0]: draw(st.sampled_from([1.0, 1.3]))},
            opens_after={channel: draw(st.sampled_from([0, 0, 0, 7])) for channel in handled},
            reserve={channel: draw(st.integers(0, 1)) for channel in handled if not draw(st.integers(0, 2))},
            drains=[channel for channel in handled if not draw(st.integers(0, 3))],
            interruptible=[channel for channel in handled if channel and draw(st.integers(0, 3))],
        )

    tiers = draw(st.sampled_from([[[0], [1], [2]], [[0], [1, 2]], [[2], [0], [1]]]))
    others = draw(st.sampled_from([[[0]], [[0], [2]], [[0, 2]]]))
    return one(2, {0: 2, 1: 1, 2: draw(st.integers(1, 2))}, tiers, 2), one(1, {}, others, 1)


@st.composite
def operations(draw, contact, desk):
    """Everything that ``play`` of the root conftest takes: rows, desks, and the rules of channels."""
    transfers = [draw(st.booleans()) for _ in range(CHANNELS)]
    transfers[1] = False  # the second group does not handle it
    rows, desks = draw(rows_of(contact, transfers)), draw(desks_of(desk))
    handled = {channel for tier in desks[1].tiers for channel in tier}
    transfers = [moved and channel in handled for channel, moved in enumerate(transfers)]
    for row in rows:
        row.transferred = row.transferred and transfers[row.channel]
    rules = {
        "overflow_after": times(draw, 25),
        "callback_after": times(draw, 12),
        "callback_within": times(draw, 30),
        "inactive_after": times(draw, 10),
        "lines": np.array([draw(st.sampled_from([3, NEVER])) for _ in range(CHANNELS)]),
        "interrupts": np.array([True, False, False]),
        "may_leave_later": np.ones(CHANNELS, bool),
        "may_go_silently": np.ones(CHANNELS, bool),
        "second_group": np.where(transfers, 1, -1),
        "due_order": np.array([draw(st.booleans()) for _ in range(CHANNELS)]),
        "promise": np.array([[draw(st.integers(0, 12)) * SECOND for _ in range(2)] for _ in range(CHANNELS)]),
        "promise_clock": np.array([[draw(st.sampled_from(Clock)) for _ in range(2)] for _ in range(CHANNELS)]),
        "chased_when": np.array([draw(st.sampled_from([0, 1, 2, 2])) for _ in range(CHANNELS)]),
        "when_closed": np.array([draw(st.integers(0, 1)) for _ in range(CHANNELS)]),
        "clears_at_closing": np.array([draw(st.sampled_from([True, True, False])) for _ in range(CHANNELS)]),
    }
    hours = {channel: [(0, True), (20, False), (45, True)] for channel in range(CHANNELS) if draw(st.booleans())}
    return rows, desks, {**rules, "hours": hours, "channels": CHANNELS, "grid": (0, 37, 60, 86_400)}


def times(draw, longest):
    """Return a span for each channel, or none."""
    drawn = [draw(st.none() | st.integers(0, longest)) for _ in range(CHANNELS)]
    return np.array([NEVER if each is None else each * SECOND for each in drawn])
