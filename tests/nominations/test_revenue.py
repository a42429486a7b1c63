"""The revenue step: the banded question first, rows by button, paste by preview, the split by the server."""

import re

from tests.nominations.conftest import Bench
from tests.nominations.writing import FULL, MANAGED

HX = {"HX-Request": "true"}


def rows(*names: str) -> dict[str, str]:
    found = {}
    for place, name in enumerate(names):
        found |= {f"lines-{place}-name": name, f"lines-{place}-revenue": "1,000", f"lines-{place}-origin": "unknown"}
    return found


def test_the_share_of_earlier_customers_is_asked_before_any_figure(bench: Bench) -> None:
    page = bench.browser.get(f"/nominations/{bench.draft().public_id}/revenue").text
    assert page.index('name="existing_share"') < page.index('name="headline"') < page.index('name="lines-0-revenue"')


def test_the_forms_words_for_the_origin(bench: Bench) -> None:
    page = bench.browser.get(f"/nominations/{bench.draft().public_id}/revenue").text
    for words in (
        "Found by the nominee",
        "Asked us",
        "Taken over from a colleague",
        "Given by the company",
        "Came with an acquisition",
    ):
        assert words in page


def test_rows_are_kept_in_order_and_blank_ones_dropped(bench: Bench) -> None:
    nomination = bench.draft()
    fields = {**rows("A", "B"), "lines-7-name": "C", "lines-9-name": "", "lines-9-origin": "unknown"}
    bench.browser.post(f"/nominations/{nomination.public_id}/revenue", data=fields)
    assert [line["name"] for line in bench.again(nomination).draft["lines"]] == ["A", "B", "C"]


def test_a_row_is_added_and_removed_without_a_script(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/revenue"
    page = bench.browser.follow(bench.browser.post(path, data={**rows("A", "B"), "go": "add"}))
    assert page.text.count("data-line>") == 5 + 1  # two rows, three blank ones, and the script's template
    bench.browser.post(path, data={**rows("A", "B"), "go": "remove-0"})
    assert [line["name"] for line in bench.again(nomination).draft["lines"]] == ["B"]
    bench.browser.post(path, data={**rows("B"), "go": "others"})
    assert bench.again(nomination).draft["lines"][1]["name"] == "All others"


def test_enter_never_removes_a_row(bench: Bench) -> None:
    page = bench.browser.get(f"/nominations/{bench.draft().public_id}/revenue").text
    form = page[page.index('id="step-form"') :]
    first = re.search(r"<button[^>]*>", form)
    assert first is not None
    assert 'value="stay"' in first[0]


def test_wrong_cells_are_kept_and_named(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/revenue"
    bench.browser.post(path, data={**rows("A"), "lines-0-prior": "about nine", "lines-0-started": "3/4/2024"})
    page = bench.browser.get(path).text
    assert "“about nine” is not an amount." in page
    assert 'value="about nine"' in page
    assert "This is not a date that we can read." in page


def test_the_split_is_answered_as_typed_and_nothing_is_saved(bench: Bench) -> None:
    nomination = bench.draft()
    fields = {"lines-0-name": "A", "lines-0-revenue": "300,000", "lines-0-prior": "200,000", "headline": "300000"}
    answer = bench.browser.post(f"/nominations/{nomination.public_id}/revenue/split", data=fields, headers=HX)
    assert answer.status_code == 200
    assert "$300k" in answer.text
    assert "$200k" in answer.text
    assert "<html" not in answer.text
    assert bench.again(nomination).draft["lines"] == []


def test_pasted_rows_are_shown_before_they_are_taken(bench: Bench) -> None:
    nomination = bench.draft()
    text = "Customer\tRevenue\tPrior year\nAcme\t1.234,50\t0\nBolt\t2.000.000,00\t1.000,00\nTotal\t3\t4"
    path = f"/nominations/{nomination.public_id}/revenue"
    fragment = bench.browser.post(path + "/preview", data={"text": text}, headers=HX)
    assert "2 rows were understood" in fragment.text
    assert "is a total, not a customer" in fragment.text
    assert "<html" not in fragment.text
    assert bench.again(nomination).draft["lines"] == []
    page = bench.browser.post(path + "/preview", data={"paste": text, "fresh": "yes", "headline": "9 million"})
    assert "<html" in page.text
    assert 'value="9 million"' in page.text  # what was typed beside it is still there
    bench.browser.post(path, data={**rows("First"), "text": text, "go": "take"})
    lines = bench.again(nomination).draft["lines"]
    assert [(line["name"], line["revenue"]) for line in lines] == [
        ("First", "1,000"),
        ("Acme", "1234.50"),
        ("Bolt", "2000000"),
    ]


def test_a_paste_without_rows_says_what_to_do(bench: Bench) -> None:
    path = f"/nominations/{bench.draft().public_id}/revenue"
    for headers in ({}, HX):
        answer = bench.browser.post(path + "/preview", data={"paste": "  "}, headers=headers)
        assert answer.status_code == 422
        assert "No rows were found." in answer.text
    refused = bench.browser.post(path, data={**rows("Kept"), "paste": "hello", "go": "take"})
    assert refused.status_code == 422
    assert 'value="Kept"' in refused.text


def test_a_paste_of_too_many_rows_is_refused_in_words(bench: Bench) -> None:
    text = "\n".join(f"Customer {n}\t{n}00" for n in range(1, 400))
    answer = bench.browser.post(f"/nominations/{bench.draft().public_id}/revenue/preview", data={"paste": text})
    assert answer.status_code == 422
    assert "150 rows at most" in answer.text


def test_the_revenue_page_shows_the_stored_split_and_the_fitting_category(bench: Bench) -> None:
    page = bench.browser.get(f"/nominations/{bench.draft(MANAGED).public_id}/revenue").text
    assert "78% of this revenue was there the year before." in page
    assert "Account Manager of the Year" in page


def test_an_executive_without_figures_can_submit_by_the_banded_answer(bench: Bench) -> None:
    nomination = bench.draft({**FULL, "lines": [], "headline": "", "quota": "", "existing_share": "half"})
    answer = bench.browser.post(f"/nominations/{nomination.public_id}/submit")
    assert answer.status_code == 303


def test_the_preview_shows_what_was_understood_and_marks_what_was_not(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/revenue"
    text = "Customer\tRevenue\tPrior year\tOrigin\nAcme\t1,250,000.00\t~95,000\tinbound\nBolt\t$ 900.000\t\t"
    page = bench.browser.post(path + "/preview", data={"text": text}, headers=HX).text
    for understood in ("One row was understood", "One row has a problem", "$1,250,000<", "$95,000<", "not known"):
        assert understood in page
    assert "<bdi>$ 900.000</bdi>" in page
    assert "not read" in page
    assert "Write 900,000 or 900." in page
    refused = bench.browser.post(path, data={**rows("Kept"), "text": text, "go": "take"})
    assert refused.status_code == 422
    assert "“$ 900.000”" in refused.text
    assert bench.again(nomination).draft["lines"] == []


def test_a_typed_amount_with_thousands_of_the_other_style_is_named(bench: Bench) -> None:
    path = f"/nominations/{bench.draft().public_id}/revenue"
    typed = {**rows("Acme"), "headline": "$1,250,000.00", "lines-0-revenue": "900.000"}
    bench.browser.post(path, data=typed)
    assert "Write 900,000 or 900." in bench.browser.get(path + "?mend=1").text


def test_many_rows_fold_what_few_need_and_lose_nothing_of_it(bench: Bench) -> None:
    lines = [{"name": f"C{n}", "revenue": "10", "prior": "5", "kind": "renewal", "term_years": "3"} for n in range(150)]
    nomination = bench.draft({"lines": lines})
    path = f"/nominations/{nomination.public_id}/revenue"
    page = bench.browser.get(path)
    assert len(page.content) < 500_000
    hidden = {"lines-7-name": "C7", "lines-7-kind": "renewal", "lines-7-term_years": "3", "lines-9-name": "C9"}
    for name, value in hidden.items():
        assert re.search(rf'name="{name}" value="{value}"', page.text)
    typed = {**hidden, "go": "more-9"}
    answer = bench.browser.post(path, data=typed)
    assert answer.headers["location"].endswith("?rows=2&more=1#f-lines-1-kind")
    assert [(line["name"], line.get("kind")) for line in bench.again(nomination).draft["lines"]] == [
        ("C7", "renewal"),
        ("C9", None),
    ]


def test_a_stale_save_of_rows_by_the_button_gives_them_back(bench: Bench) -> None:
    nomination = bench.draft()
    path = f"/nominations/{nomination.public_id}/revenue"
    bench.browser.post(path, data={**rows("A"), "version": "1"})
    answer = bench.browser.post(path, data={**rows("Bakery"), "version": "1"})
    assert answer.status_code == 409
    assert 'value="Bakery"' in answer.text
