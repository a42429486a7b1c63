"""One's own nominations, and nobody else's."""

from tests import factories as make
from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL, MANAGED


def test_an_empty_list_says_how_to_begin(bench: Bench) -> None:
    page = bench.browser.get("/nominations").text
    assert "No nominations yet" in page
    assert f"/programs/{bench.program.slug}/nominate" in page


def test_drafts_and_submitted_ones_are_listed_with_what_to_do_next(bench: Bench) -> None:
    draft, sent = bench.draft(nominee_name="Daria Draft"), bench.submitted(MANAGED)
    page = bench.browser.get("/nominations").text
    assert "Daria Draft" in page
    assert f"/nominations/{draft.public_id}/nominee" in page
    assert sent.reference is not None
    assert sent.reference in page
    assert f"/nominations/{sent.public_id}/question" in page


def test_others_nominations_are_not_there(bench: Bench) -> None:
    bench.submitted(FULL)
    stranger = bench.visitor.signed_in(make.make_user(bench.db))
    assert "Nora Sample" not in stranger.get("/nominations").text


def test_the_number_of_queries_does_not_grow_with_the_rows(bench: Bench) -> None:
    counts = []
    for _more in range(2):
        with bench.visitor.counting() as statements:
            bench.browser.get("/nominations")
        counts.append(len(statements))
        for _number in range(5):
            bench.submitted(FULL)
    assert counts[0] == counts[1]
