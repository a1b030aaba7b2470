"""`make survive`: every way to end in every state, and who else may be told to end."""

import os
import signal

from survival import STATES, WAYS, Playground, Survival


class SurvivalMatrix(Survival):
    pass


def add(way, state):
    setattr(SurvivalMatrix, f"test_{way}_while_{state}".replace("-", "_"),
            lambda self: self.check(way, state))


for way in WAYS:
    for state in STATES:
        add(way, state)


class TellingOthers(Survival):
    """A signal to the supervisor, or to all processes at once, is one to the program."""

    def tell(self, number, state, group):
        playground = Playground()
        self.addCleanup(playground.close)
        playground.reach(state)
        (os.killpg if group else os.kill)(playground.job, number)
        if state == "suspended":
            playground.order("fg")
        playground.until(lambda: not playground.processes(), "the end", patience=30)
        playground.settle(0.1)
        self.assert_given_back(playground)
        playground.wait_said(rf"exited {128 + number}\n", patience=10)


for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    for state in ("idle", "streaming", "suspended"):
        for group in (False, True):
            name = f"test_{number.name}_to_{'all' if group else 'the_supervisor'}_while_{state}"
            setattr(TellingOthers, name, lambda self, number=number, state=state, group=group:
                    self.tell(number, state, group))
