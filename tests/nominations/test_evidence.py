"""Links and the explanation; only web addresses become links."""

from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL


def test_links_are_kept_and_empty_ones_dropped(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/evidence"
    bench.browser.post(path, data={"links": ["https://example.org/a", "", "not a link"], "explanation": "Because."})
    draft = bench.again(nomination).draft
    assert draft["links"] == ["https://example.org/a", "not a link"]
    assert draft["explanation"] == "Because."
    assert "Link 2 is not a full web address." in bench.browser.get(path).text


def test_a_script_address_never_becomes_a_link(bench: Bench) -> None:
    nomination = bench.draft({**FULL, "links": ["javascript:alert(1)", "https://example.org/ok"]})
    page = bench.browser.get(f"/nominations/{nomination.public_id}/review").text
    assert 'href="javascript' not in page
    assert 'href="https://example.org/ok"' in page
    assert bench.browser.post(f"/nominations/{nomination.public_id}/submit").status_code == 422
