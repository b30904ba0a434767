"""
The fewest people that keep the promises.

``problem`` says what has to be staffed: ``space`` which plans are allowed, ``goals`` what they must
keep, ``switches`` how a plan lies on the clock. ``load`` and ``guess`` give a first plan by formulas,
``reachable`` names what nobody can keep, ``trials`` tries plans on common customers, ``differences``
measures what single agents change, ``program`` and ``search`` choose among those changes,
``exhaustive`` proves small plans, ``bounds`` says what any plan costs at least, ``requirement`` holds
it together and checks the result on fresh customers. ``study`` is the way in.

``ahead`` does the same for years to come, under a stored forecast.
"""

from channelmix.staffing.ahead import YearsAhead
from channelmix.staffing.study import Staffed, staff

__all__ = ["Staffed", "YearsAhead", "staff"]
