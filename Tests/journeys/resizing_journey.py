"""Resizing: five hundred sizes while tokens arrive, from one cell to more than there can be."""

import random
import re
from pathlib import Path

from survival import Playground, Survival

LARGEST = [(1000, 500), (1001, 501), (4000, 2000), (65535, 65535), (65535, 1), (1, 65535)]


class ResizingJourney(Survival):
    def test_any_size_is_survived_and_the_last_one_is_right(self):
        playground = Playground()
        self.addCleanup(playground.close)
        playground.reach("streaming")
        draw = random.Random(5)
        playground.draws = False
        for number in range(500):
            if number % 84 == 83:
                size = LARGEST[number // 84]
            elif number % 3 == 0:
                size = (draw.randint(1, 12), draw.randint(1, 6))
            else:
                size = (draw.randint(1, 250), draw.randint(1, 70))
            playground.resize(*size)
            playground.pump(draw.choice((0, 0.001, 0.01)))
        tokens = len(playground.events("token"))
        playground.wait_tokens(tokens + 5)
        playground.send("\x03")
        playground.until(lambda: playground.events("done"), "the answer's end")
        playground.resize(119, 35)
        playground.settle(0.5)
        playground.draws = True
        playground.resize(120, 36)
        playground.wait("stopped by you")
        playground.settle()
        before = playground.screen.text()
        self.assertEqual(len(before.split("\n")[1]), 120)
        playground.screen.edit("J", 2, [2])
        playground.send("\x0c")
        playground.wait("stopped by you")
        playground.settle()
        self.assertEqual(playground.screen.text(), before)
        status = Path(f"/proc/{playground.worker()}/status").read_text()
        peak = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024
        # ncurses keeps two pictures of 500 × 1000 cells, the program three.
        self.assertLess(peak, 400, f"at its highest it took {peak:.0f} MiB")
