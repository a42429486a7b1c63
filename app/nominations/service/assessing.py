"""The flag's arithmetic, stored: what was submitted goes through `app.domain.revenue` and is kept with the version of the rules."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.numbers import get_currency_precision
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain import revenue
from app.domain.revenue.customers import is_bundle, key_of
from app.nominations.forms import Figures, Line, read_figures, story_of
from app.nominations.models import Assessment, Nomination, RevenueLine, Settlement, Submission
from app.nominations.queries import latest
from app.programs.models import Program

# What the form calls it → what the rules call it; booked and invoiced revenue is revenue.
_MEASURES = {"assets": "assets_under_management", "booked": None, "invoiced": None}


def minor(amount: Decimal | None, currency: str) -> int | None:
    """Units of a currency → minor units."""
    if amount is None:
        return None
    return int(amount.scaleb(get_currency_precision(currency)).to_integral_value(ROUND_HALF_UP))


def rules_of(program: Program) -> revenue.Rules:
    return revenue.Rules(threshold=Decimal(program.threshold) / 1000, new_for_months=program.new_for_months)


def assess_content(content: Mapping[str, Any], program: Program, *, name: str = "draft") -> revenue.Assessment:
    """What the rules say about a content (a submission's, or a working copy's as far as it can be read)."""
    return revenue.assess(facts_of_content(content, program, name=name), rules_of(program))


def facts_of_content(content: Mapping[str, Any], program: Program, *, name: str = "draft") -> revenue.NominationFacts:
    """A content as the rules read it."""
    figures = read_figures(content)
    months = figures.period_months
    measure = str(content.get("measure") or "booked")
    return revenue.NominationFacts(
        id=name,
        title=content.get("nominee_title") or None,
        company=content.get("nominee_company") or None,
        period=revenue.Period(figures.period_to, months) if figures.period_to and months else None,
        headline_revenue=figures.headline,
        currency=program.currency,
        quota=figures.quota,
        narrative=story_of(content),
        accounts=tuple(_domain_line(line) for line in figures.lines if line.name or line.revenue is not None),
        existing_share_band=content.get("existing_share") or None,
        credit_shared=content.get("shared_credit") or None,
        measure=_MEASURES.get(measure, measure),
    )


def asks_about_category(outcome: revenue.Assessment) -> bool:
    """Whether figures or story put the category in question: what `Assessment.flag` and `.question` keep. Other questions (a
    missing figure, a sum that doesn't match) are said beside the figures, and nothing waits for them."""
    return outcome.flag or outcome.asks


def _domain_line(line: Line) -> revenue.RevenueLine:
    return revenue.RevenueLine(**{name: getattr(line, name) for name in Line.__slots__})


def assess_submission(
    session: Session, nomination: Nomination, submission: Submission, *, number: int, now: datetime
) -> Assessment:
    """Assess a frozen submission under the program's rules as they are now, and keep it."""
    program = nomination.program
    outcome = assess_content(submission.content, program, name=nomination.reference or nomination.public_id)
    assessment = assessment_row(outcome, program, submission.id, number=number, now=now)
    session.add(assessment)
    session.flush()
    return assessment


def assessment_row(
    outcome: revenue.Assessment, program: Program, submission_id: int, *, number: int, now: datetime
) -> Assessment:
    """An outcome as it is kept."""
    parts = {
        part: minor(Decimal(str(amount or 0)), program.currency) or 0 for part, amount in outcome.components.items()
    }
    return Assessment(
        submission_id=submission_id, number=number, created_at=now, rules_version=outcome.rules_version,
        rules=rules_json(program), role=outcome.role, flag=outcome.flag,
        share=None if outcome.managed_share is None else round(outcome.managed_share * 1_000_000),
        question=outcome.asks,
        total_minor=parts["total"], managed_minor=parts["managed"], expansion_minor=parts["expansion"],
        new_minor=parts["new"], undetermined_minor=parts["undetermined"], result=outcome.to_dict(),
    )  # fmt: skip


def rules_json(program: Program) -> dict[str, Any]:
    """The rules as they are kept with an assessment."""
    rules = asdict(rules_of(program))
    return {**rules, "threshold": str(rules["threshold"])}


def assess_again(session: Session, nomination: Nomination, *, by: int | None, now: datetime) -> Assessment | None:
    """A new assessment of the latest submission when the rules changed since; None when they did not. The old one stays, and what is settled
    stays settled."""
    found = latest(session, nomination.id)
    if found is None:
        return None
    submission, old = found
    if old.rules == rules_json(nomination.program) and old.rules_version == revenue.RULES_VERSION:
        return None
    old.superseded_at = now
    new = assess_submission(session, nomination, submission, number=old.number + 1, now=now)
    session.execute(update(Settlement).where(Settlement.assessment_id == old.id).values(assessment_id=new.id))
    record(
        session, program_id=nomination.program_id, actor_id=by, action="nomination.assess", about=("nomination", nomination.id),
        now=now, before=summary(old), after=summary(new),
    )  # fmt: skip
    return new


def summary(assessment: Assessment) -> dict[str, Any]:
    """What the audit trail keeps of an assessment."""
    return {
        "rules_version": assessment.rules_version, "role": assessment.role, "share": assessment.share,
        "flag": assessment.flag, "question": assessment.question,
    }  # fmt: skip


def lines_from(figures: Figures, submission_id: int, currency: str) -> list[RevenueLine]:
    """The rows of a submission as they are stored, in minor units."""
    return [
        RevenueLine(
            submission_id=submission_id, position=position, name=line.name, name_key=_name_key(line),
            revenue_minor=minor(line.revenue, currency) or 0, prior_minor=minor(line.prior_revenue, currency),
            prior_confirmed=line.prior_confirmed, origin=line.origin, kind=line.kind, customers=line.customers,
            relationship_started=line.relationship_started.first if line.relationship_started else None,
            incumbent_displaced=line.incumbent_displaced or "", term_years=int(line.term_years) if line.term_years else None,
            from_earlier_buyers_minor=minor(line.from_earlier_buyers, currency), rebid_won=line.rebid_won or "",
        )
        for position, line in enumerate(figures.lines, 1)
    ]  # fmt: skip


def _name_key(line: Line) -> str:
    """By what the same customer of two nominations is found; empty for "Customer A" and "all others"."""
    key = key_of(line.name)
    bare = key.removeprefix("customer ").removeprefix("client ").removeprefix("account ")
    return "" if len(bare) <= 2 or is_bundle(line.name, line.customers) else key
