"""A complete working copy, as a nominator would type it."""

from typing import Any

FULL: dict[str, Any] = {
    "nominee_name": "Nora Sample", "nominee_title": "Account Executive", "nominee_company": "Sample Pumps",
    "period_from": "2025-01-01", "period_to": "2025-12-31", "measure": "booked", "amounts_are": "currency",
    "existing_share": "almost_none", "headline": "$600,000", "quota": "450,000", "new_customers_count": "3",
    "story": "Nora started with a truck map and no customers. She knocked on doors until three of them bought.",
    "story_won": "Foundry: they threw her out twice.", "story_kept": "", "explanation": "", "links": [],
    "lines": [
        {"name": "Foundry", "revenue": "300,000", "prior": "0", "origin": "self_sourced", "started": "2025-03", "kind": "new_business", "supplier_before": "Utopia Linen"},
        {"name": "Bakery", "revenue": "200,000", "prior": "0", "origin": "self_sourced", "started": "2025-04", "kind": "new_business"},
        {"name": "Orchard", "revenue": "100,000", "prior": "0", "origin": "inbound", "started": "2025-05", "kind": "new_business"},
    ],
}  # fmt: skip

MANAGED: dict[str, Any] = {
    **FULL, "headline": "1,000,000", "existing_share": "almost_all",
    "story": "Nora looks after two large customers, and both stayed.",
    "lines": [
        {"name": "Dairy", "revenue": "700,000", "prior": "680,000", "origin": "inherited", "started": "2019", "kind": "renewal"},
        {"name": "Snacks", "revenue": "300,000", "prior": "100,000", "origin": "assigned", "started": "2020", "kind": "expansion"},
    ],
}  # fmt: skip
