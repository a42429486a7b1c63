"""The sentences for remarks, changes and reasons, by code; `{…}` is filled with figures. See `wording`."""

from __future__ import annotations

REMARKS = {
    "mostly_managed": (
        "{share} of the revenue that could be told apart ({managed} of {total}) was there already;"
        " more than {threshold} raises the flag. It rests on {customers}."
    ),
    "mostly_managed.straddles": (
        "{share} of the revenue that could be told apart was there already, but between {low} and"
        " {high} is possible: we cannot tell until the missing rows are known. They are {deciding}."
    ),
    "mostly_managed.rewon": (
        "{share} of the revenue that could be told apart was there already. Part of it was put out to bid in the"
        " period and won again; counted as a sale, {low} remains: is {deciding} to count as kept or as won?"
    ),
    "mostly_managed.estimated": (
        "By the nominator's own estimate {low} to {high} of the revenue came from customers of the year before."
    ),
    "mostly_managed.narrative": (
        "There is no share to compute, and the story speaks of customers that were there already."
        " This is a question, not a verdict."
    ),
    "estimated": (
        "By the nominator's own estimate {low} to {high} of the revenue came from customers of the year before;"
        " no figures by customer were given."
    ),
    "cannot_tell": (
        "{share} of the revenue that could be told apart was there already, but between {low} and"
        " {high} is possible: we cannot tell until the missing rows are known. They are {deciding}."
    ),
    "needs_breakdown.no_lines": (
        "No revenue by customer was given, so nobody can tell what was won and what was there"
        " already. The nominator is asked."
    ),
    "needs_breakdown.covers_less_than_half": (
        "The customers listed make only {coverage} of the headline, too little to tell what was won"
        " and what was there already. The nominator is asked."
    ),
    "needs_breakdown.mostly_undetermined": (
        "For more than half of the revenue it is not known whether it was there the year before. The"
        " nominator is asked."
    ),
    "needs_breakdown.mixed_currencies": (
        "The customers are listed in several currencies, which are not added. The nominator is asked."
    ),
    "concentrated": "{customers} {make} {share} of the revenue.",
    "unexplained_headline": (
        "The customers listed add up to {lines}, {coverage} of the headline of {headline};"
        " {difference} is not explained."
    ),
    "lines_exceed_headline": (
        "The customers listed add up to {lines}, more than the headline of {headline} (by {difference})."
    ),
    "title_disagrees": (
        "The title “{title}” sounds like {title_says}; the {by} say {role}. Titles are never evidence."
    ),
    "narrative_disagrees": "The story reads like {narrative}, the figures like {lines}. Figures count.",
    "growth_not_earned": (
        "The story gives another cause for growth than selling (a price rise, a merger, a plant that"
        " came back). It still counts as expansion."
    ),
    "multi_year_renewal": (
        "{customers}: {years} years booked at once. Up to {years} times last year's revenue counts as managed."
    ),
    "acquired_customers": "{customers} came with an acquisition ({revenue}): managed.",
    "team_credit": "Others share the credit. The revenue is taken as listed.",
    "team_credit.with": "The credit is shared with {with}. The revenue is taken as listed.",
    "not_revenue": ("The story gives an amount that is not revenue (premiums, assets, pipeline or contract value)."),
    "not_revenue.measure": "The amount given is {measure}, not revenue.",
    "mixed_currencies": "The amounts are in {currencies}. Currencies are never converted, and not added.",
    "missing_prior_revenue": ("What {customers} bought the year before is not known ({revenue} of this revenue)."),
    "partial_base": (
        "{customers} began within the year before, so only part of a year is compared. With a full"
        " year {full_year_share} would count as managed."
    ),
    "partial_base.null": "{customers} began within the year before, so only part of a year is compared.",
    "own_base": ("{managed_share} was there already; {own_base} of that the nominee had won in earlier years."),
    "own_base.null": "{own_base} of what was there already the nominee had won in earlier years.",
    "rebid_won": (
        "{customers}: put out to bid in the period and won again. Keeping it was a sale; not counting"
        " it as managed gives {low}."
    ),
    "same_customer_in_two_nominations": ("{customers}: also listed in {nominations}. Both may count the same revenue."),
    "not_english": (
        "The story seems to be in {language}. Stories are read only in English so far: its phrases count for nothing here,"
        " and people read it all the same."
    ),
    "inherited_accounts": "{customers} {were} taken over from a colleague ({revenue}).",
    "inherited_accounts.said": "The story says that customers were taken over from others.",
    "inbound_leads": "{customers} asked the company first ({revenue}).",
    "inbound_leads.said": "The story says that customers asked the company first.",
    "incumbents_displaced": "Another supplier was unseated at {customers}.",
    "incumbents_displaced.said": "The story tells of another supplier who was unseated.",
}

CHANGES = {
    "more_new_business": "{amount} more new business",
    "prior_revenue_for": "Prior-year revenue for {customers}",
    "confirm_nothing_before": (
        "Confirmation that {customers} bought nothing from the company the year before, from anyone"
    ),
    "from_earlier_buyers": "How much of {customers} came from buyers of the year before",
    "one_currency": "All amounts in one currency (now {currencies})",
    "more_lines": "Customers for the rest of the headline (those listed make {coverage})",
    "breakdown": "Revenue by customer, this year and the year before",
}

REASONS = {
    "3": "Bought {prior} the year before: up to that amount is managed, more is expansion.",
    "4": "{years} years booked at once: up to {years} times last year's {prior} is managed.",
    "5": "Stands for several customers; last year's buyers need not be this year's.",
    "5a": "Came with an acquired company: managed.",
    "5b": "Only renewals or service of an older relationship: managed.",
    "5c": "Bought nothing the year before, and was won back: new.",
    "5d": "An older relationship that bought nothing the year before: expansion.",
    "5e": "Bought nothing the year before: new.",
    "6a": "A renewal; last year's revenue is not known: managed.",
    "6b": "Service; last year's revenue is not known.",
    "6c": "New business; nothing speaks of an earlier relationship: new.",
    "6d": "Came with an acquired company: managed.",
    "6e": "Taken over or given, and last year's revenue is not known.",
    "6f": "The nominee's own customer; last year's revenue is not known, so the day it first bought decides.",
    "6f.undated": "The nominee's own customer; neither last year's revenue nor when it first bought is known.",
    "6g": "Neither last year's revenue nor how it came is known.",
    "7": "Own customer, new for the months that the program sets from its start.",
}

ROLES = {
    "hunter": "new business",
    "farmer": "growing large accounts",
    "account_manager": "account management",
    "mixed": "a mix of both",
    "insufficient": "too little to tell",
}

MEASURES = {
    "premium": "premium",
    "assets_under_management": "assets under management",
    "pipeline": "pipeline",
    "contract_value": "contract value",
    "commission": "commission",
    "volume": "volume",
    "other": "something else",
}

GENTLE = {
    "mostly_managed": (
        "A question about the category: {share} of this revenue was there the year before. It may do"
        " best where the nominee is compared with equals."
    ),
    "mostly_managed.straddles": (
        "A question about the category: between {low} and {high} of this revenue was there the year"
        " before. More figures for {deciding} would settle it."
    ),
    "mostly_managed.rewon": (
        "A question about the category: {share} of this revenue was there the year before. Part of it was put out to"
        " bid and won again; with {deciding} counted as won, it is {low}."
    ),
    "mostly_managed.estimated": (
        "A question about the category: by your estimate {low} to {high} of this revenue came from"
        " customers of the year before."
    ),
    "mostly_managed.narrative": (
        "A question about the category: how much of this revenue came from customers of the year before?"
    ),
    "cannot_tell": (
        "A question about the category: between {low} and {high} of this revenue was there the year"
        " before. More figures for {deciding} would settle it."
    ),
    "needs_breakdown": (
        "A question about the category: please list this revenue by customer, this year and the year"
        " before, as far as you know it."
    ),
    "unexplained_headline": REMARKS["unexplained_headline"],
    "lines_exceed_headline": REMARKS["lines_exceed_headline"],
    "mixed_currencies": REMARKS["mixed_currencies"],
    "missing_prior_revenue": ("What did {customers} buy the year before, from anyone? An estimate helps too."),
    "partial_base": REMARKS["partial_base.null"],
    "not_revenue.measure": REMARKS["not_revenue.measure"],
    "own_base": REMARKS["own_base.null"],
    "rebid_won": "{customers}: put out to bid and won again. Judges will see that keeping it was a sale.",
    "incumbents_displaced": REMARKS["incumbents_displaced"],
    "incumbents_displaced.said": REMARKS["incumbents_displaced.said"],
    "same_customer_in_two_nominations": "{customers}: also listed in another nomination of your company.",
}
