"""Where a question about the category is asked: in categories for hunters, and in those for anybody if the program says so.
Elsewhere the split is shown, and nothing is flagged, ruled on or settled."""

from typing import Any

from sqlalchemy import or_

from app.programs.models import Category, ForRole, Program


def asking_roles(program: Program) -> tuple[ForRole, ...]:
    return (ForRole.HUNTER, ForRole.ANY) if program.flag_in_any else (ForRole.HUNTER,)


def asks(program: Program, category: Category) -> bool:
    return category.for_role in asking_roles(program)


def category_asks() -> Any:
    """The same as a condition, for a query that joins Category and Program."""
    return or_(Category.for_role == ForRole.HUNTER, (Category.for_role == ForRole.ANY) & Program.flag_in_any)
