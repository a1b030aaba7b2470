"""Surviving whatever happens: each way to end, each state to end in. `make survive` tries them all."""

from survival import STATES, WAYS, Survival


class SurvivalJourney(Survival):
    """A diagonal through the matrix: every way once, every state twice."""


def add(number, way):
    state = STATES[number % len(STATES)]
    setattr(SurvivalJourney, f"test_{way}_while_{state}".replace("-", "_"),
            lambda self: self.check(way, state))


for number, way in enumerate(WAYS):
    add(number + number // len(STATES), way)
