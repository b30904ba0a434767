"""
Years ahead: how many people a stored forecast will need, month by month.

``months`` says which months, and which of their days are ordinary ones; ``levels`` turns the draws of a
forecast into the ordinary week of each month; ``formula`` tells by formulas what such a week takes; ``law`` puts
that into a law by channel, corrected by weeks that were searched and simulated, and says how far it errs;
``weeks`` searches those, a few long and the others for a short time; ``adopted`` has what adoption curves move by each
month; ``people`` follows hires and leavers, ``helping`` says who can do whose work, and ``path`` takes one path of
people for all groups; ``study`` is the way in; ``figures`` takes quantiles over the draws;
``tables`` and ``sheet`` write what came out.
"""

from channelmix.staffing.ahead.study import Outlook, YearsAhead, outlook_of, staff_months

__all__ = ["Outlook", "YearsAhead", "outlook_of", "staff_months"]
