"""From equal scores to an order: the tie rules of an award."""

from app.domain.decisions.ties import RULES, Contender, Settled, Step, TieRule, break_ties

__all__ = ["RULES", "Contender", "Settled", "Step", "TieRule", "break_ties"]
