"""What a new program starts with: three categories, and a rubric that fits each.

One list of criteria serves the whole program; a category asks those that suit the people it is for, with its own
weights and guidance. Hunters are asked what they won and how steep the hill was; farmers what grew; account managers
what was kept and how. The weights are ours: organizers change them before judging begins.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class CategoryDefault:
    """`for_role`: hunter, farmer, account_manager or any."""

    name: str
    for_role: str
    description: str


@dataclass(frozen=True, slots=True)
class CriterionDefault:
    """`weight`: in categories for anybody; `weights`: role → weight there, 0 where it isn't asked.
    `anchors`: point of the scale, as text → what it means. `guidance_for`: role → other guidance."""

    name: str
    guidance: str
    anchors: dict[str, str]
    weight: int
    weights: dict[str, int]
    guidance_for: dict[str, str] = field(default_factory=dict)


CATEGORIES = (
    CategoryDefault(
        "Salesperson of the Year",
        "hunter",
        "For people who find or close new business: customers who had never bought from the company, or had stopped.",
    ),
    CategoryDefault(
        "Major Account Manager of the Year",
        "farmer",
        "For people who look after one, two or three large customers, and make them grow.",
    ),
    CategoryDefault(
        "Account Manager of the Year",
        "account_manager",
        "For people who take care of the customers entrusted to them, solve their problems and keep the business.",
    ),
)

CRITERIA = (
    CriterionDefault(
        "New business won",
        "How much revenue came from customers who were not there before? Read the split, not the headline.",
        {
            "1": "Next to nothing was new",
            "4": "Some new customers, or one of some weight",
            "7": "New business carries the year",
            "10": "Exceptional for this trade and territory",
        },
        weight=2,
        weights={"hunter": 4, "farmer": 0, "account_manager": 0},
    ),
    CriterionDefault(
        "How steep the hill was",
        "Were the customers found or did they ask? Who supplied them before, and who tried to keep them?",
        {
            "1": "Handed over, or bought by itself",
            "4": "Warm leads, little competition",
            "7": "Found by the nominee, against a real rival",
            "10": "Cold start, incumbent displaced, against the odds",
        },
        weight=2,
        weights={"hunter": 3, "farmer": 1, "account_manager": 0},
        guidance_for={"farmer": "Did the growth have to be fought for inside the customer, or did it come by itself?"},
    ),
    CriterionDefault(
        "Growth of existing customers",
        "How much did these customers buy beyond the year before, and because of what the nominee did?",
        {
            "1": "No growth, or growth that came by itself",
            "4": "Ordinary growth",
            "7": "New divisions, products or sites won inside the customer",
            "10": "Transformed the relationship",
        },
        weight=2,
        weights={"hunter": 0, "farmer": 4, "account_manager": 1},
    ),
    CriterionDefault(
        "Business kept",
        "What share of last year's revenue is still there, and what threatened it?",
        {
            "1": "Losses that could have been avoided",
            "4": "Kept, without much to threaten it",
            "7": "Kept against price pressure or a tender",
            "10": "Kept everything through a real storm",
        },
        weight=2,
        weights={"hunter": 0, "farmer": 2, "account_manager": 4},
    ),
    CriterionDefault(
        "Care and problem solving",
        "What did customers have that they would not have had without the nominee?",
        {
            "1": "Took orders",
            "4": "Reliable",
            "7": "Solves problems before they are felt",
            "10": "Customers say they could not do without",
        },
        weight=1,
        weights={"hunter": 0, "farmer": 2, "account_manager": 3},
    ),
    CriterionDefault(
        "Skill and method",
        "Is there a way of working here that others could learn from?",
        {"1": "Luck", "4": "Sound routine", "7": "Thoughtful and repeatable", "10": "A model for the trade"},
        weight=2,
        weights={"hunter": 2, "farmer": 2, "account_manager": 2},
    ),
    CriterionDefault(
        "Teamwork and integrity",
        "Is credit shared, is the truth told, do colleagues gain by it?",
        {"1": "At others' expense", "4": "Correct", "7": "Helps others succeed", "10": "Makes the whole team better"},
        weight=1,
        weights={"hunter": 1, "farmer": 1, "account_manager": 1},
    ),
)
