"""The worked example of rounds of ranking in docs/results.md, computed again from the file itself."""

from app.domain.scoring.choices.choice import Choice
from app.domain.scoring.choices.told import told
from app.web.filters import figure, percent
from tests.results.test_documented import TEXT, table

ORDERS = table("judge | first")
NAMES = sorted({name for _judge, *parts in ORDERS for part in parts for name in part.split(", ")})


def test_shares_intervals_ranks_and_chances_are_as_the_file_says() -> None:
    made = [
        Choice(number, (_key(first), _key(second)), tuple(map(_key, rest.split(", "))))
        for number, (_judge, first, second, rest) in enumerate(ORDERS, 1)
    ]
    found = told(made, category_id=1, method="fair", seed=0)
    computed = [
        [
            str(one["rank"]), NAMES[one["nomination_id"] - 1], figure(one["raw"], percent=True), figure(one["fair"], percent=True),
            f"{figure(one['low'], percent=True)}–{figure(one['high'], percent=True)}",
            f"{one['rank_low']}–{one['rank_high']}", percent(round(one["p_win"], 2)),
        ]
        for one in sorted(found["nominees"], key=lambda one: (one["rank"], one["nomination_id"]))
    ]  # fmt: skip
    assert len(made) == 5
    assert table("place | nominee") == computed
    zone = [NAMES[one["nomination_id"] - 1] for one in found["nominees"] if one["in_tie_zone"]]
    assert f"the tie zone holds {', '.join(zone)}." in TEXT
    assert found["status"] == "ok"


def _key(name: str) -> int:
    return NAMES.index(name) + 1
