"""From bytes to customers: what is used, what is left out and why, and what the customers bought before."""

from datetime import date

from app.domain.crm import Mapping, open_export, recognize, take

PERIOD = (date(2026, 1, 1), date(2026, 12, 31))
SALESFORCE = """\
Opportunity Owner,Account Name,Opportunity Name,Stage,Fiscal Period,Amount,Close Date,Created Date,Lead Source,Type
Dana Sample,Globex,Renewal,Closed Won,Q1-2026,"1,234.50",3/15/2026,1/2/2026,Web,Existing Customer - Upgrade
Dana Sample,Initech,First,Closed Won,Q2-2026,"20,000.00",4/30/2026,1/2/2026,Cold Call,New Customer
Dana Sample,Umbrella,Hm,Closed Lost,Q2-2026,"7,000.00",4/2/2026,1/2/2026,Web,Strategic
Lee Example,Globex,Old,Closed Won,Q3-2025,900.00,8/1/2025,1/2/2025,Web,New Customer

"Copyright © 2000-2026 salesforce.com, inc. All rights reserved."
"""


def test_a_salesforce_report_gives_its_won_rows_with_the_earlier_revenue_of_all_owners() -> None:
    export = open_export("report.csv", SALESFORCE.encode())
    reading = recognize(export, owner="sample, dana", period=PERIOD)
    assert (reading.profile, reading.questions) == ("salesforce", ())
    taken = take(export, reading.mapping)
    assert [(a.name, a.revenue, a.prior_revenue, a.kinds, a.origin) for a in taken.accounts] == [
        ("Initech", 2_000_000, 0, ("new_business",), "self_sourced"),
        ("Globex", 123_450, 90_000, ("expansion",), "inbound"),
    ]
    assert taken.reasons == {"footer": 1, "lost": 1, "prior_period": 1}
    assert taken.totals_by_type == {"Existing Customer - Upgrade": 123_450, "New Customer": 2_000_000}


def test_a_mapping_survives_being_kept_as_json() -> None:
    export = open_export("report.csv", SALESFORCE.encode())
    mapping = recognize(export, owner="Dana Sample", period=PERIOD).mapping
    assert Mapping.from_json(mapping.to_json()) == mapping
    assert Mapping.from_json(take(export, mapping).to_json()) == mapping
