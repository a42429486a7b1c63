"""The nearest nominees: of the same role, alike in shares and size."""

from app.domain.charts import Figure
from app.domain.nearest import nearest


def figure(key: str, role: str = "hunter", total: int = 1000, new: int = 500, share: float | None = 0.3) -> Figure:
    return Figure(key, key.upper(), role, None, total, new, share)


ME = figure("me")


def test_another_role_is_never_near() -> None:
    assert nearest([ME, figure("a", role="farmer"), figure("b", share=0.9)], ME) == [figure("b", share=0.9)]


def test_the_one_alike_in_shares_comes_first() -> None:
    far, near = figure("far", share=0.8, new=100), figure("near", share=0.35)
    assert nearest([far, ME, near], ME) == [near, far]


def test_of_two_alike_in_shares_the_one_of_like_size_comes_first() -> None:
    huge, like = figure("huge", total=1_000_000, new=500_000), figure("like", total=1200, new=600)
    assert nearest([huge, like, ME], ME) == [like, huge]


def test_an_unknown_share_lies_in_the_middle_of_near_and_far() -> None:
    unknown, near, far = figure("unknown", share=None), figure("near", share=0.4), figure("far", share=0.95)
    assert nearest([far, unknown, near], ME) == [near, unknown, far]


def test_at_most_four_and_always_the_same() -> None:
    others = [figure(key) for key in "fedcba"]
    assert [one.key for one in nearest([ME, *others], ME)] == ["a", "b", "c", "d"]
    assert nearest([*others[::-1], ME], ME) == nearest([ME, *others], ME)


def test_without_revenue_there_is_still_an_answer() -> None:
    nothing = figure("nothing", total=0, new=0, share=None)
    assert nearest([nothing, ME], nothing) == [ME]
