"""What the rules look at, as plain frozen data, and what they answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from app.policy.actions import Role


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` says why not, for people; `hidden`: the viewer must not learn that the thing exists (404, not 403)."""

    allowed: bool
    reason: str = ""
    hidden: bool = False
    declare: bool = False  # allowed once the viewer has declared their conflicts of interest

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(True)
HIDDEN = Decision(False, "There is no such page, or it is not yours to see.", hidden=True)
DECLARE_FIRST = Decision(
    False, "Before you read, please declare your conflicts of interest, or that there are none.", declare=True
)


def no(reason: str) -> Decision:
    return Decision(False, reason)


@dataclass(frozen=True, slots=True)
class Viewer:
    user_id: int
    name: str
    email: str
    is_administrator: bool = False
    roles: Mapping[int, frozenset[Role]] = field(default_factory=lambda: MappingProxyType({}))

    def is_organizer(self, program_id: int) -> bool:
        return Role.ORGANIZER in self.roles.get(program_id, ())

    def is_judge(self, program_id: int) -> bool:
        return Role.JUDGE in self.roles.get(program_id, ())


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    program_id: int
    phase: str  # app.domain.phases.Phase
    published: bool = True
    rubric_locked: bool = False
    blind: bool = False
    undeclared: bool = False  # the viewer, a judge, has not yet said what ties them, or that nothing does
    judges_compare: bool = False  # after the close, judges see how their scores compare
    extended: bool = False  # the viewer may still score, also after the close
    scores_open: bool = False  # some judge may still score
    closes: str = ""  # the deadline in words, for reasons
    judging_opens: str = ""
    judging_closes: str = ""


@dataclass(frozen=True, slots=True)
class NominationFacts:
    program: ProgramFacts
    owner_id: int
    state: str  # app.domain.states.State
    conflicted: bool = False  # the viewer has a confirmed conflict with it
    assigned: bool = False  # the viewer judges it (an active assignment)
    final: bool = False  # the viewer's scorecard is final
    copies: bool = False  # an organizer lets its judges open copies of files in which names are hidden
    extended: bool = False  # the viewer has more time to score than the others, and it has not run out
    has_submission: bool = False
    settled: bool = False
    on_behalf: bool = False  # taken in from a sheet: its owner did not make it
    question_open: bool = False  # a question about the category waits for an answer
    answer_by: str = ""  # until when, in words, once it was asked
    answer_late: bool = False  # that moment has passed


Facts = ProgramFacts | NominationFacts | None
Rule = Callable[[Viewer | None, Facts], Decision]
