"""
Years ahead: how many people a stored forecast will need, month by month.

``months`` says which months, and which of their days are ordinary ones; ``levels`` turns the draws of a
forecast into the ordinary week of each month that so many in a hundred futures stay below; ``formula`` tells
by formulas what such a week takes; ``line`` corrects that by a few weeks that were searched and simulated, and
says how far it errs; ``people`` follows hires and leavers; ``study`` is the way in; ``tables`` and ``sheet`` write
what came out.
"""

from channelmix.staffing.ahead.study import Outlook, YearsAhead, outlook_of, staff_months

__all__ = ["Outlook", "YearsAhead", "outlook_of", "staff_months"]
