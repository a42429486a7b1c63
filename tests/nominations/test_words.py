"""Nominators never read "flag", "farmer" or "mostly managed": they read "a question about the category"."""

import re
from typing import Any

import pytest

from app.programs.models import ForRole
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL, MANAGED

FORBIDDEN = re.compile(r"\bflag(s|ged)?\b|\bfarmers?\b|mostly managed|\bhunters?\b", re.IGNORECASE)
PAGES = ("", "/nominee", "/revenue", "/story", "/evidence", "/review", "/receipt", "/question")


def wrong_words(html: str) -> list[str]:
    return [html[max(0, m.start() - 60) : m.end() + 20] for m in FORBIDDEN.finditer(html)]


SEVERAL: list[dict[str, Any]] = [
    MANAGED,
    {**MANAGED, "lines": [{"name": "Dairy", "revenue": "1,000,000", "prior": "800,000", "origin": "assigned"}], "nominee_title": "Key Account Manager"},
    {**FULL, "lines": [], "headline": "", "existing_share": "almost_all", "story": "She looks after her portfolio and renewed it."},
    {**FULL, "lines": [], "headline": "2,000,000", "existing_share": "cant_say"},
    {**FULL, "headline": "9,000,000"},
    {**FULL, "lines": [{"name": "All others", "customers": "31", "revenue": "700000", "prior": "500000"}, {"name": "A", "revenue": "300000", "prior": "0", "origin": "inbound"}]},
]  # fmt: skip


@pytest.mark.parametrize("content", SEVERAL, ids=range(len(SEVERAL)))
def test_no_page_of_a_nominator_has_these_words(bench: Bench, content: dict[str, Any]) -> None:
    nomination = bench.submitted(content)
    pages = [bench.browser.get(f"/nominations/{nomination.public_id}{page}") for page in PAGES]
    pages += [bench.browser.get("/nominations"), bench.browser.get(f"/programs/{bench.program.slug}/nominate")]
    pages.append(bench.browser.post(f"/nominations/{nomination.public_id}/revenue/split", data={"headline": "5"}))
    assert {page.status_code for page in pages} == {200}
    assert [words for page in pages for words in wrong_words(page.text)] == []


def test_the_question_is_there_in_its_own_words(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    assert "A question about the category" in bench.browser.get(f"/nominations/{nomination.public_id}").text


def test_nobody_is_asked_in_a_category_for_account_managers(bench: Bench) -> None:
    nomination = bench.submitted(MANAGED)
    target = bench.category(ForRole.ACCOUNT_MANAGER)
    bench.browser.submit(f"/nominations/{nomination.public_id}/category", category=str(target.id))
    for page in ("", "/review"):
        assert (
            "A question about the category" not in bench.browser.get(f"/nominations/{nomination.public_id}{page}").text
        )


def test_the_words_would_be_found() -> None:
    assert wrong_words('<use href="/static/icons.svg#flag"/> Farmer') != []
