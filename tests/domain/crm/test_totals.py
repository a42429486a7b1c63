"""Nothing is lost: what is used and what is left out add up to the file, whatever is in it."""

import csv
import io
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.crm.test_taking import accounts, read

HEADER = ["Opportunity Owner", "Account Name", "Stage", "Amount", "Close Date", "Type"]
DEALS = st.lists(
    st.tuples(
        st.sampled_from(["Dana Sample", "Lee Example"]),
        st.sampled_from(["Acme", "acme ", "Bolt\nInc.", "Total Wine", "Core"]),
        st.sampled_from(["Closed Won", "Closed Won", "Closed Lost", "Negotiation"]),
        st.integers(-10_000_000, 1_000_000_000),
        st.integers(0, 1500).map(lambda days: date(2023, 6, 1) + timedelta(days=days)),
        st.sampled_from(["New Customer", "Renewal", "Strategic", ""]),
    ),
    min_size=1,
    max_size=40,
)  # fmt: skip


def written(deals: list[tuple[str, str, str, int, date, str]]) -> str:
    sink = io.StringIO()
    rows = [[*deal[:3], f"{deal[3] / 100:.2f}", deal[4].isoformat(), deal[5]] for deal in deals]
    csv.writer(sink).writerows([HEADER, *rows])
    return sink.getvalue()


@settings(max_examples=60, deadline=None)
@given(DEALS)
def test_used_and_left_out_add_up_to_the_file(deals: list[tuple[str, str, str, int, date, str]]) -> None:
    _, taken = read(written(deals))
    assert taken.rows_read == len(deals)
    assert sum(row.amount or 0 for row in taken.used + taken.left_out) == sum(deal[3] for deal in deals)
    assert sum(taken.totals_by_type.values()) == taken.total == sum(account.revenue for account in taken.accounts)
    mine = [deal for deal in deals if deal[2] == "Closed Won" and deal[4].year == 2026 and deal[0] == "Dana Sample"]
    assert taken.total == sum(deal[3] for deal in mine)
    before = [deal for deal in deals if deal[2] == "Closed Won" and deal[4].year == 2025]
    for account in taken.accounts:
        name = " ".join(account.name.split()).casefold()
        bought = sum(deal[3] for deal in before if " ".join(deal[1].split()).casefold() == name)
        assert account.prior_revenue in ({bought} if bought else {0, None})


@settings(max_examples=40, deadline=None)
@given(DEALS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(deals: list[tuple[str, str, str, int, date, str]], chance: object) -> None:
    _, first = read(written(deals))
    mixed = list(deals)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    _, second = read(written(mixed))
    assert accounts(first) == accounts(second)
    assert (first.totals_by_type, first.reasons) == (second.totals_by_type, second.reasons)
