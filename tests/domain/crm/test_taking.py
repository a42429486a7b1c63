"""From bytes to customers: what is used, what is left out and why, and what the customers bought before."""

import random
from dataclasses import replace
from datetime import date

import pytest

from app.domain.crm import Mapping, Reading, Taken, open_export, recognize, recognize_and_take, take
from tests.domain.crm import examples

PERIOD = (date(2026, 1, 1), date(2026, 12, 31))


def read(
    data: bytes | str,
    owner: str | None = "Dana Sample",
    *,
    currency: str | None = None,
    remembered: Mapping | None = None,
) -> tuple[Reading, Taken]:
    export = open_export("export", data if isinstance(data, bytes) else data.encode())
    return recognize_and_take(export, owner=owner, period=PERIOD, currency=currency, remembered=remembered)


def accounts(taken: Taken) -> dict[str, tuple[float, float | None]]:
    return {
        a.name: (a.revenue / 100, None if a.prior_revenue is None else a.prior_revenue / 100) for a in taken.accounts
    }


def codes(taken: Taken) -> list[str]:
    return [question.code for question in taken.questions]


def test_a_salesforce_report_gives_its_won_rows_with_the_earlier_revenue_of_all_owners() -> None:
    export = open_export("report.csv", examples.SALESFORCE.encode())
    reading = recognize(export, owner="sample, dana", period=PERIOD)
    assert (reading.profile, reading.questions) == ("salesforce", ())
    taken = take(export, reading.mapping)
    assert [(a.name, a.revenue, a.prior_revenue, a.kinds, a.origin) for a in taken.accounts] == [
        ("Initech", 2_000_000, 0, ("new_business",), "self_sourced"),
        ("Globex", 123_450, 90_000, ("expansion",), "inbound"),
    ]
    assert taken.reasons == {"footer": 1, "lost": 1, "prior_period": 1}
    assert taken.totals_by_type == {"Existing Customer - Upgrade": 123_450, "New Customer": 2_000_000}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_german_report_with_credits_is_read_in_every_encoding(encoding: str) -> None:
    reading, taken = read(examples.GERMAN.encode(encoding), "Muster, Jörg")
    assert reading.profile == "salesforce"
    assert accounts(taken) == {"Größe GmbH": (483_800, -1200), "Müller AG": (1234.5, 0)}
    assert taken.total == 48_503_450
    assert taken.currency == "EUR"
    assert taken.totals_by_type == {"Neukunde": 123_450, "Verlängerung": 48_500_000, "Sonderfall": -120_000}
    assert taken.unknown_values == ("Sonderfall",)
    assert taken.reasons == {"lost": 1, "prior_period": 1, "total": 1}
    assert codes(taken) == []


def test_french_and_spanish_headings_stages_and_months_are_known() -> None:
    _, french = read(examples.FRENCH)
    assert accounts(french) == {"Acme": (1234.5, 0), "Bolt": (12_345_678, 1000)}
    reading, spanish = read(examples.SPANISH)
    assert reading.profile == "salesforce"
    assert spanish.reasons == {"lost": 1}
    assert [(a.name, a.revenue, a.kinds) for a in spanish.accounts] == [("Acme", 100_000, ("new_business",))]


def test_hubspot_rows_with_an_id_seen_before_are_dropped() -> None:
    reading, taken = read(examples.HUBSPOT)
    assert reading.profile == "hubspot"
    assert accounts(taken) == {"Acme": (12_000, 0), "Bolt": (5000.5, 4000)}
    assert taken.reasons == {"duplicate": 1, "open": 1, "prior_period": 1}
    assert taken.unknown_values == ("existingbusiness",)
    assert [a.origin for a in taken.accounts] == ["unknown", "inbound"]


def test_rows_with_one_id_and_different_amounts_are_asked_about() -> None:
    changed = examples.HUBSPOT.replace(
        '"12000","Sales","2026-01-01 10:00","Acme","newbusiness"',
        '"9000","Sales","2026-01-01 10:00","Acme","newbusiness"',
        1,
    )
    _, taken = read(changed)
    assert codes(taken) == ["same_id_differs"]


def test_ids_cut_short_by_a_spreadsheet_program_drop_nothing() -> None:
    _, taken = read(examples.HUBSPOT.replace('"1001"', '"1.00E+11"').replace('"1002"', '"1.00E+11"'))
    assert "duplicate" not in taken.reasons
    assert "cut short" in taken.notes[0]


def test_pipedrive_takes_status_and_pipeline_and_asks_which_currency_counts() -> None:
    reading, taken = read(examples.PIPEDRIVE.encode("utf-16"))
    assert reading.profile == "pipedrive"
    assert (taken.columns["stage"], taken.columns["type"], taken.columns["close_date"]) == (
        "Deal - Status",
        "Deal - Pipeline",
        "Deal - Won time",
    )
    assert codes(taken) == ["currency"]
    _, euro = read(examples.PIPEDRIVE, currency="EUR")
    assert codes(euro) == []
    assert accounts(euro) == {"Acme": (1000, 0), "Bolt": (2000, 1500)}
    assert euro.reasons == {"open": 1, "other_currency": 1, "prior_period": 1}
    _, dollars = read(examples.PIPEDRIVE, currency="USD")
    assert accounts(dollars) == {"Bolt": (300, None)}


def test_a_zoho_export_leaves_out_what_closes_later() -> None:
    reading, taken = read(examples.ZOHO)
    assert reading.profile == "zoho"
    assert taken.reasons == {"lost": 1, "outside_period": 1}
    assert [(a.name, a.revenue, a.prior_revenue, a.origin) for a in taken.accounts] == [
        ("Acme", 50_000, None, "self_sourced")
    ]


def test_dynamics_takes_actual_revenue_and_the_hidden_id() -> None:
    reading, taken = read(examples.dynamics())
    assert reading.profile == "dynamics"
    assert taken.columns["id"] == "(Do Not Modify) Opportunity"
    assert taken.columns["amount"] == "Actual Revenue"
    assert accounts(taken) == {"Acme": (1000, 600)}
    assert any("hidden" in note for note in reading.notes)


def test_a_grouped_report_gives_each_row_the_values_of_its_group() -> None:
    _, taken = read(examples.grouped())
    assert accounts(taken) == {"Bolt Inc.": (2000, 0), "Acme": (1500.5, 800)}
    assert taken.total == 350_050
    assert taken.reasons == {"total": 6, "footer": 1, "prior_period": 1}
    assert taken.accounts[1].rows == ("8", "9")


def test_a_list_of_customers_with_years_takes_the_year_of_the_period() -> None:
    reading, taken = read(examples.customer_list(), None)
    assert reading.profile == "customer_list"
    assert accounts(taken) == {"Total Wine & More": (150, 100), "Bolt": (70, 0), "Gone Ltd": (0, 90)}
    assert taken.reasons == {"total": 1}
    assert taken.accounts[0].relationship_started == date(2019, 1, 1)


def test_sheets_of_quarters_are_read_one_after_the_other_and_the_summary_is_not() -> None:
    reading, taken = read(examples.quarters())
    assert reading.sheets == ("Q1", "Q2")
    assert accounts(taken) == {"Acme": (200, 80)}
    assert taken.accounts[0].rows == ("Q1!2", "Q2!2")
    assert taken.reasons == {"no_result": 2, "prior_period": 2}
    assert taken.columns["amount"] == "Amount"


def test_of_two_amounts_the_programs_currency_decides_and_else_it_is_asked() -> None:
    _, asked = read(examples.CONVERTED)
    assert codes(asked) == ["currency"]
    _, dollars = read(examples.CONVERTED, currency="USD")
    assert accounts(dollars) == {"Acme": (110, 11), "Bolt": (50, 0)}
    _, euros = read(examples.CONVERTED, currency="EUR")
    assert accounts(euros) == {"Acme": (100, 10)}
    assert euros.reasons == {"other_currency": 1, "prior_period": 1}


def test_an_order_of_days_and_months_that_nothing_shows_is_asked_and_the_answer_is_followed() -> None:
    reading, asked = read(examples.AMBIGUOUS)
    assert codes(asked) == ["date_order"]
    for order, expected in (("mdy", date(2026, 3, 4)), ("dmy", date(2026, 4, 3))):
        _, taken = read(examples.AMBIGUOUS, remembered=replace(reading.mapping, dates={"close_date": order}))
        assert codes(taken) == []
        assert taken.used[0].day == expected


def test_another_date_column_of_the_file_shows_the_order() -> None:
    lines = examples.AMBIGUOUS.splitlines()
    data = "\n".join([f"{lines[0]},Created Date", *(f"{line},01/31/2025" for line in lines[1:])])
    _, taken = read(data)
    assert codes(taken) == []
    assert taken.mapping.dates["close_date"] == "mdy"


def test_dates_that_a_spreadsheet_program_turned_around_are_asked_about_and_put_back() -> None:
    rows = [list(row) for row in examples.TABLE]
    rows[1][3] = "31/03/2026"
    rows[2][3] = rows[2][3].replace(month=5, day=4)
    rows[3][3] = rows[3][3].replace(month=7, day=6)
    rows[4][3] = rows[4][3].replace(month=9, day=8)
    data = examples.saved(examples.workbook(("Deals", rows)))
    reading, asked = read(data)
    assert codes(asked) == ["date_order"]
    _, taken = read(data, remembered=replace(reading.mapping, dates={"close_date": "swapped"}))
    assert [row.day for row in taken.used] == [date(2026, 3, 31), date(2026, 4, 5)]


def test_an_owner_whom_nobody_knows_is_asked_with_the_names_of_the_file() -> None:
    _, taken = read(examples.SALESFORCE, "Kim Nobody")
    assert codes(taken) == ["owner"]
    assert taken.questions[0].choices == ("Dana Sample", "Lee Example")


def test_a_file_of_one_owner_does_not_make_customers_new() -> None:
    data = examples.SALESFORCE.replace("Lee Example", "Dana Sample")
    _, taken = read(data)
    assert accounts(taken) == {"Initech": (20_000, None), "Globex": (1234.5, 900)}
    _, everybody = read(data, remembered=Mapping(everybody=True))
    assert accounts(everybody)["Initech"] == (20_000, 0)


def test_a_person_overrules_single_rows() -> None:
    reading, _ = read(examples.SALESFORCE)
    export = open_export("x", examples.SALESFORCE.encode())
    taken = take(export, replace(reading.mapping, rows={"4": "use", "2": "leave"}))
    assert [row.label for row in taken.used] == ["3", "4"]
    assert taken.reasons == {"footer": 1, "left_by_hand": 1, "prior_period": 1}


def test_customers_who_left_are_named_apart() -> None:
    more = "Dana Sample,Left Ltd,Old,Closed Won,Q3-2025,400.00,8/1/2025,1/2/2025,Web,New Customer\n"
    _, taken = read(examples.SALESFORCE.replace("\n\n", f"\n{more}\n"))
    assert [(a.name, a.revenue, a.prior_revenue) for a in taken.former] == [("Left Ltd", 0, 40_000)]


def test_a_mapping_is_remembered_for_another_file_of_the_program() -> None:
    reading, _ = read(examples.GERMAN.encode("cp1252"), "Jörg Muster")
    kept = replace(reading.mapping, types={"Sonderfall": "expansion"}).for_program()
    assert (kept.owners, kept.period_from, kept.rows) == ((), None, {})
    _, taken = read(examples.GERMAN.encode(), "Anna Beispiel", remembered=kept)
    assert taken.unknown_values == ()
    _, again = read(examples.GERMAN.encode(), "Jörg Muster", remembered=kept)
    assert {row.type: row.kind for row in again.used}["Sonderfall"] == "expansion"


def test_a_mapping_survives_being_kept_as_json() -> None:
    reading, taken = read(examples.SALESFORCE)
    assert Mapping.from_json(taken.mapping.to_json()) == taken.mapping
    assert Mapping.from_json(taken.to_json()) == reading.mapping


def test_the_order_of_the_rows_does_not_matter() -> None:
    header, *lines = examples.SALESFORCE.split("\n\n")[0].splitlines()
    expected = accounts(read("\n".join([header, *lines]))[1])
    for seed in range(6):
        random.Random(seed).shuffle(lines)
        assert accounts(read("\n".join([header, *lines]))[1]) == expected


def test_sheets_without_dates_take_them_from_their_names() -> None:
    header = ["Owner", "Customer", "Amount", "Status"]
    book = examples.workbook(
        ("Q1 2026", [header, ["Dana Sample", "Acme", 10, "Won"]]),
        ("Q1 2025", [header, ["Lee Example", "Acme", 7, "Won"]]),
    )
    _, taken = read(examples.saved(book))
    assert accounts(taken) == {"Acme": (10, 7)}
    assert taken.used[0].day == date(2026, 3, 31)


def test_a_sheet_that_copies_rows_of_another_is_asked_about() -> None:
    book = examples.workbook(("All", examples.TABLE), ("Dana only", examples.TABLE[:4]))
    _, asked = read(examples.saved(book))
    assert codes(asked) == ["copied_sheets"]
    _, taken = read(examples.saved(book), remembered=Mapping(sheets=("All",)))
    assert (codes(taken), accounts(taken)) == ([], {"Acme": (1234.5, 0), "Müller": (-200.25, 750)})


def test_rows_with_one_id_are_settled_row_by_row() -> None:
    lines = "Opportunity ID,Opportunity Owner,Account Name,Total Price,Close Date,Stage\n0061,Dana Sample,Acme,100,2026-03-31,Closed Won\n0061,Dana Sample,Acme,60,2026-03-31,Closed Won\n"
    _, asked = read(lines)
    assert codes(asked) == ["same_id_differs"]
    _, taken = read(lines, remembered=Mapping(rows={"3": "use"}))
    assert (codes(taken), taken.total) == ([], 16_000)


def test_groups_named_in_rows_of_their_own_give_the_owner() -> None:
    lines = [
        "Won deals", "", "Account Name,Opportunity Name,Amount,Close Date,Stage", "Opportunity Owner: Dana Sample (2 records),,,,",
        'Acme,x,"$1,000.00",1/31/2026,Closed Won', 'Bolt,y,"$2,000.00",2/28/2026,Closed Won', 'Subtotal,,"$3,000.00",,',
        "Opportunity Owner: Lee Example (1 record),,,,", "Acme,z,$700.00,2/28/2025,Closed Won", "Subtotal,,$700.00,,", 'Grand Total (3 records),,"$3,700.00",,',
    ]  # fmt: skip
    _, taken = read("\n".join(lines))
    assert accounts(taken) == {"Bolt": (2000, 0), "Acme": (1000, 700)}
    assert taken.reasons == {"total": 3, "heading": 2, "prior_period": 1}


def test_stages_of_ones_own_are_asked_and_the_answer_is_followed() -> None:
    lines = "Owner,Account,Stage,Amount,Close Date,Type\nDana Sample,Acme,7 - Signed,100,2026-03-31,44-Strategic\nDana Sample,Core,3 - Proposal,70,2026-03-31,Renewal\n"
    reading, asked = read(lines)
    assert reading.profile == "by_hand"
    assert [(q.code, q.choices) for q in asked.questions] == [("stages", ("7 - Signed", "3 - Proposal"))]
    _, taken = read(lines, remembered=Mapping(stages={"7 - Signed": "won"}))
    assert (codes(taken), accounts(taken), taken.unknown_values) == ([], {"Acme": (100, None)}, ("44-Strategic",))


def test_two_number_styles_in_one_column_are_asked_about() -> None:
    _, taken = read(
        "Owner;Account;Amount;Close Date;Stage\nDana Sample;Acme;1.234,50;2026-03-31;Won\nDana Sample;Bolt;1,234.50;2026-03-31;Won\n"
    )
    assert codes(taken) == ["decimal"]


def test_a_customer_missing_in_a_plain_table_is_not_taken_from_the_row_above() -> None:
    lines = [
        "Account Name,Opportunity Owner,Stage,Amount,Close Date",
        *(f"{name},Dana Sample,Closed Won,10,2026-03-31" for name in ("Acme", "", "Bolt", "Core")),
    ]
    _, taken = read("\n".join(lines))
    assert taken.reasons == {"no_customer": 1}


def test_a_list_with_quarters_takes_the_totals_of_the_years() -> None:
    reading, taken = read("Customer,Q1 2026,Q2 2026,Total 2026,Total 2025\nAcme,1,2,3,5\nBolt,1,1,2,0\n", None)
    assert reading.profile == "customer_list"
    assert accounts(taken) == {"Acme": (3, 5), "Bolt": (2, 0)}


def test_a_table_without_a_header_is_mapped_by_letters() -> None:
    data = "Dana Sample,Acme,100,2026-03-31,Won\nDana Sample,Bolt,50,2026-03-31,Won\n"
    reading, asked = read(data)
    assert reading.headings == ("Column A", "Column B", "Column C", "Column D", "Column E")
    assert "column" in codes(asked)
    columns = {
        "owner": "Column A",
        "account": "Column B",
        "amount": "Column C",
        "close_date": "Column D",
        "stage": "Column E",
    }
    _, taken = read(data, remembered=Mapping(columns=columns))
    assert (codes(taken), accounts(taken)) == ([], {"Acme": (100, None), "Bolt": (50, None)})


def test_credits_with_the_currency_before_the_brackets_count() -> None:
    _, taken = read(
        'Owner,Account,Amount,Close Date,Stage\nDana Sample,Acme,"$(1,200.00)",3/31/2026 2:05 PM,Won\nDana Sample,Acme,"$5,000.00",3/31/2026 2:05 PM,Won\n'
    )
    assert (taken.total, taken.currency) == (380_000, "USD")


def test_utf_16_without_its_mark_is_read() -> None:
    _, taken = read(
        "Owner\tAccount\tAmount\tClose Date\tStage\nDana Sample\tAcme\t5\t2026-03-31\tWon\n".encode("utf-16-le")
    )
    assert accounts(taken) == {"Acme": (5, None)}


def test_what_was_decided_for_another_file_yields_to_what_this_one_shows() -> None:
    kept = Mapping(dates={"close_date": "dmy"}, decimal={"amount": "comma"})
    _, taken = read(examples.SALESFORCE, remembered=kept)
    assert accounts(taken) == {"Initech": (20_000, 0), "Globex": (1234.5, 900)}
