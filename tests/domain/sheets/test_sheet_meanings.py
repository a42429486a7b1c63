"""What columns hold: guessed from headings, checked against cells, and never two columns for one meaning."""

import pytest

from app.domain.sheets import guess_columns, is_meaning, read_sheet
from app.domain.sheets.meanings import meaning_of_heading
from tests import example_sheets as examples

HEADINGS = {
    "ignore": ["Timestamp", "Status", "Judge", "Score", "Nominee e-mail", "Phone number", "Mailing address"],
    "nominator_email": ["Email Address", "E-mail", "Username", "Nominator's email", "Entrant email", "Your e-mail address"],
    "nominator": ["Nominator", "Your name", "Submitted by", "Nominated by", "Entrant"],
    "nominee": ["Nominee", "Nominee's full name", "Salesperson", "Sales Rep", "Name", "Verkäufer", "Entry name"],
    "title": ["Title", "Job title", "Nominee's job title", "Position", "Current role"],
    "company": ["Company", "Organization", "Nominee's company", "Firma", "Employer"],
    "category": ["Category", "Award category", "Award", "Kategorie"],
    "headline": ["Revenue", "Total revenue 2026 (USD)", "Annual sales", "Amount", "Umsatz", "Total bookings"],
    "prior": ["Prior year revenue", "Revenue last year", "Previous year", "Vorjahr", "Sales in the year before", "Prior"],
    "existing": [
        "Of which existing customers", "Recurring revenue", "Revenue from renewals", "davon Bestandskunden",
        "Revenue from existing accounts",
    ],
    "new_business": ["New business", "New business revenue", "Revenue from new customers", "Neugeschäft", "New logo revenue"],
    "existing_share": [
        "% from existing customers", "Share from existing customers", "Percentage of recurring revenue",
        "About how much of this came from customers who had bought from your company the year before?",
    ],
    "new_customers": ["Number of new customers", "New customers won", "How many new accounts did you open?", "New logos"],
    "quota": ["Quota", "Sales target", "Annual quota (USD)"],
    "narrative": [
        "Why does this person deserve to win?", "Tell us about one customer won this year", "Describe how accounts were grown",
        "Biggest achievement", "Summary", "Begründung",
    ],
    "period": ["Period", "Fiscal year", "Period covered"],
    "id": ["ID", "Entry ID", "Submission ID", "Reference", "Nr."],
    "currency": ["Currency"],
    "customer.1.name": ["Customer 1", "Customer 1 name", "Client 1", "Account #1", "Kunde 1"],
    "customer.2.revenue": ["Revenue 2", "Customer 2 revenue", "Customer 2 – sales this year", "Revenue customer 2"],
    "customer.3.prior": ["Prior 3", "Customer 3 prior year revenue", "Prior year revenue 3", "Kunde 3 Vorjahr"],
    "customer.4.started": ["Customer 4 since", "Since 4"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("meaning", "heading"), [(meaning, heading) for meaning, listed in HEADINGS.items() for heading in listed]
)
def test_a_heading_says_what_its_column_holds(meaning: str, heading: str) -> None:
    assert meaning_of_heading(heading) == meaning


@pytest.mark.parametrize("heading", ["", "Division", "Growth %", "Column 7", "T-shirt size", "🙂", "=1+1"])
def test_a_heading_that_we_do_not_know_says_nothing(heading: str) -> None:
    assert meaning_of_heading(heading) is None


def guessed(data: bytes) -> dict[str, str]:
    table = read_sheet(data)
    return dict(zip(table.header, guess_columns(table), strict=True))


def test_a_google_form_is_understood() -> None:
    assert list(guessed(examples.google_form()).values()) == [
        "ignore", "nominator_email", "nominee", "title", "company", "category", "headline", "existing_share", "new_customers",
        "narrative",
    ]  # fmt: skip


def test_a_german_sheet_is_understood() -> None:
    assert list(guessed(examples.german()).values()) == [
        "id", "nominee", "company", "headline", "existing", "prior", "narrative",
    ]  # fmt: skip


def test_of_two_years_the_later_is_the_headline_and_the_one_before_is_prior() -> None:
    found = guessed(examples.award_export())
    assert found["Revenue 2026"] == "headline"
    assert found["Revenue 2025"] == "prior"
    assert found["Recurring revenue 2026"] == "existing"
    assert found["Entrant email"] == "nominator_email"
    assert [heading for heading, meaning in found.items() if meaning == "narrative"] == [
        "Describe the accomplishment", "Describe one customer won this year",
    ]  # fmt: skip


def test_customers_in_numbered_columns_are_understood() -> None:
    found = guessed(examples.titled_workbook())
    assert found["Customer 1"] == "customer.1.name"
    assert found["Prior 2"] == "customer.2.prior"
    assert found["Total revenue"] == "headline"


def test_cells_overrule_a_heading() -> None:
    essay = "They grew it by visiting every plant twice a month, and by listening to the people there."
    found = guessed(
        examples.as_csv([["Nominee", "Growth of existing accounts", "Revenue"], ["A", essay, "lots"]]).encode()
    )
    assert found == {"Nominee": "nominee", "Growth of existing accounts": "narrative", "Revenue": "ignore"}


def test_a_long_answer_under_an_unknown_heading_is_part_of_the_story() -> None:
    found = guessed(examples.as_csv([["Nominee", "Q7"], ["A", "word " * 40]]).encode())
    assert found["Q7"] == "narrative"


def test_first_and_last_name_make_the_nominee() -> None:
    found = guessed(b"Nominee first name,Nominee last name,Company\nSample,Person,Acme\n")
    assert list(found.values()) == ["nominee", "nominee", "company"]


def test_a_second_column_for_one_meaning_is_left_alone() -> None:
    assert list(guessed(b"Nominee,Revenue,Sales volume\nA,1,2\n").values()) == ["nominee", "headline", "ignore"]


@pytest.mark.parametrize(
    "word",
    ["customer.0.name", "customer.51.name", "customer.1.size", "customer.x.name", "customer.².name", "nonsense", ""],
)
def test_what_is_no_meaning_is_not_taken_for_one(word: str) -> None:
    assert not is_meaning(word)
