"""What lies behind a headline number: revenue lines → revenue mix → role → flag with its reasons.

`assess(nomination, rules)` is the whole of it; the other names are for those who show or read its parts.
"""

from app.domain.revenue.assess import assess
from app.domain.revenue.assessment import Assessment, Change, CustomerSplit, Evidence, LeftOut, Remark
from app.domain.revenue.facts import RULES_VERSION, NominationFacts, Period, RevenueLine, Rules
from app.domain.revenue.narrative import Mark, read_narrative
from app.domain.revenue.overlaps import shared_customers
from app.domain.revenue.parsing import nomination_from
from app.domain.revenue.whatif import Standing, standing_at, standing_of

__all__ = [
    "RULES_VERSION",
    "Assessment",
    "Change",
    "CustomerSplit",
    "Evidence",
    "LeftOut",
    "Mark",
    "NominationFacts",
    "Period",
    "Remark",
    "RevenueLine",
    "Rules",
    "Standing",
    "assess",
    "nomination_from",
    "read_narrative",
    "shared_customers",
    "standing_at",
    "standing_of",
]
