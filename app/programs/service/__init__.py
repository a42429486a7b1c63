"""Writes about programs, by noun: each verb checks, changes, audits."""

from app.programs.service.categories import add_category, move_category, remove_category, update_category
from app.programs.service.mails import cancel_mail, retry_mail
from app.programs.service.problems import ChangedMeanwhile, ProgramProblem
from app.programs.service.programs import create_program, take_back_turn, turn_phase, update_program
from app.programs.service.rounds import (
    add_round,
    begin_round,
    has_opened,
    move_round,
    remove_round,
    take_back_round,
    update_round,
)
from app.programs.service.rubric import add_criterion, move_criterion, remove_criterion, update_criterion

__all__ = [
    "ChangedMeanwhile",
    "ProgramProblem",
    "add_category",
    "add_criterion",
    "add_round",
    "begin_round",
    "cancel_mail",
    "create_program",
    "has_opened",
    "move_category",
    "move_criterion",
    "move_round",
    "remove_category",
    "remove_criterion",
    "remove_round",
    "retry_mail",
    "take_back_round",
    "take_back_turn",
    "turn_phase",
    "update_category",
    "update_criterion",
    "update_program",
    "update_round",
]
