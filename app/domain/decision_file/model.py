"""What is recomputed from, in types: everything that the file gives is checked here before anything is done with it."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.domain.errors import UserError

FORMAT = 3
"""Goes up with every change of what members hold."""
READABLE = (1, 2, FORMAT)
"""1 had neither votes nor adjustments, 2 no choices."""
Text = Annotated[str, Field(max_length=2_000)]
Amount = Annotated[str, Field(pattern=r"^-?[0-9]{1,30}(\.[0-9]{1,30})?$")]
Points = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]  # thousandths
Whole = Annotated[int, Field(ge=0, le=1_000_000)]
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Kind = TypeVar("Kind", bound=BaseModel)
Method = Literal["fair", "mean", "trimmed", "additive"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Contest(Strict):
    slug: Text
    name: Text
    currency: Text
    currency_digits: Annotated[int, Field(ge=0, le=6)]


class Versions(Strict):
    """`engine`: of the scoring; it goes up whenever the same scores could give other digits."""

    engine: Text
    revenue_rules: Text
    python: Text
    machine: Text
    numpy: Text
    scipy: Text
    uphill: Text


class Rules(Strict):
    """`figures_by`: "this" when the stored figures were computed by these versions, "another" when by an earlier one;
    `mode`: how judges judged. Where they ranked or compared, figures are percent instead of points."""

    format: int
    program: Contest
    method: Method
    assignment: Literal["auto", "random", "chosen"]
    seed: Annotated[int, Field(ge=0)]
    minimum: Whole
    threshold: Whole
    new_for_months: Whole | None
    tie_rules: list[Text]
    figures_by: Literal["this", "another"]
    versions: Versions
    mode: Literal["score", "screen", "rank", "compare"] = "score"


class CriterionLine(Strict):
    key: Text
    name: Text
    weight: Whole
    scale_min: Points
    scale_max: Points
    step: Points


class CategoryLine(Strict):
    """`order`: its place in the order in which the engine takes categories; `weights`: those that hold in it, by criterion."""

    name: Text
    order: Whole
    for_role: Text
    winners: Whole
    overrides: dict[str, Whole]
    weights: dict[str, Whole]


class RubricLines(Strict):
    criteria: list[CriterionLine]
    categories: list[CategoryLine]


class EarlierRubric(RubricLines):
    """A version that some scorecards were made with; a criterion that stayed has the key that it has in the latest."""

    number: Whole


class RubricPart(RubricLines):
    """The latest version, and those before it, if scorecards were made with them."""

    earlier: list[EarlierRubric] = []


class NominationLine(Strict):
    """`order`: as of categories; `state`: submitted, withdrawn or out_of_contest."""

    reference: Text
    order: Whole
    category: Text
    state: Literal["submitted", "withdrawn", "out_of_contest"]


class Card(Strict):
    """`scores`: criterion → thousandths; `composite`: thousandths as "25000/3"; `why_not`: None counts; `rubric`: the number of
    the version that it was made with, None for the latest."""

    nomination: Text
    judge: Annotated[str, Field(pattern=r"^Judge [1-9][0-9]{0,5}$")]
    category: Text
    assigned: Literal["active", "removed", "recused"]
    conflict: bool
    own: bool
    wrong_category: bool
    final: bool
    scores: dict[str, Points]
    composite: Text | None
    why_not: Text | None
    rubric: Whole | None = None


class ChoiceLine(Strict):
    """One choice of one judge in a category, by references. An order: `best`, the best first, above all of `rest`. A comparison:
    the preferred and the other in `best`; `even`: too close to tell."""

    judge: Annotated[str, Field(pattern=r"^Judge [1-9][0-9]{0,5}$")]
    category: Text
    best: Annotated[list[Text], Field(min_length=1, max_length=5_000)]
    rest: Annotated[list[Text], Field(max_length=5_000)] = []
    even: bool = False


class Scores(Strict):
    """`choices`: of cards that count, where judges ranked or compared; a card's `composite` then is the judge's share of the
    others, in thousandths of a percent."""

    nominations: list[NominationLine]
    cards: list[Card]
    choices: Annotated[list[ChoiceLine], Field(max_length=500_000)] = []


class Line(Strict):
    """One customer; `started`: first and last day it can have been."""

    name: Text
    revenue: Amount | None
    prior_revenue: Amount | None
    origin: Text
    relationship_started: Annotated[list[Day], Field(min_length=2, max_length=2)] | None
    kind: Text
    incumbent_displaced: Text | None
    term_years: Amount | None
    customers: Whole
    from_earlier_buyers: Amount | None
    prior_confirmed: bool
    rebid_won: Text | None
    currency: Text | None


class PeriodLine(Strict):
    end: Day
    months: Annotated[int, Field(ge=1, le=240)]


class Facts(Strict):
    """What the rules of revenue read of a nomination."""

    title: Text | None
    period: PeriodLine | None
    headline_revenue: Amount | None
    currency: Text | None
    quota: Amount | None
    narrative: Annotated[str, Field(max_length=200_000)]
    accounts: Annotated[list[Line], Field(max_length=5_000)]
    existing_share_band: Text | None
    credit_shared: Text | None
    measure: Text | None
    percent: bool


class Assessed(Strict):
    facts: Facts
    threshold: Annotated[str, Field(pattern=r"^0(\.[0-9]{1,6})?$")]
    new_for_months: Whole | None
    rules_version: Text
    stored: dict[str, Any]


class Settled(Strict):
    nomination: Text
    decision: Literal["keep", "move", "out"]
    from_category: Text
    to_category: Text | None
    reason: str
    by: Literal["organizer", "nominator"]
    at: Text


class VoteLine(Strict):
    """`counts`: candidate → votes, of those who still stood when the file was made."""

    about: Literal["shortlist", "tied"]
    candidates: list[Text]
    asked: Whole
    counts: dict[Text, Whole]
    abstained: Whole
    opened_at: Text
    over_at: Text | None


class AdjustmentLine(Strict):
    """`old`, `new`: the official score in thousandths of a point; `applies`: approved, and the score still is `old`."""

    nominee: Text
    category: Text
    state: Literal["proposed", "approved", "withdrawn"]
    old: Points
    new: Points
    reason: str
    applies: bool
    by_two: bool
    proposed_at: Text
    approved_at: Text | None
    withdrawn_at: Text | None


class DecidedCategory(BaseModel):
    """What the tie rules are recomputed from; the rest of it is told, and follows from nothing."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)
    votes: list[VoteLine] = []


class Decided(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)
    categories: dict[Text, DecidedCategory]
    adjustments: list[AdjustmentLine]


def parsed(kind: type[Kind], member: str, value: Any, at: str = "") -> Kind:
    """Raises UserError naming the member and the place."""
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = "/".join([*([at] if at else []), *(repr(str(part)[:60])[1:-1] for part in first["loc"])])
        raise UserError(f"{member} can't be read: {place or 'it'}: {first['msg'][:200]}.") from error
    except RecursionError as error:
        raise UserError(f"{member} is nested too deeply.") from error
