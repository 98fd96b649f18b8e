"""What a fault run promises and what came out, said line by line."""

import math
from collections.abc import Sequence


class Promises:
    """Collects what was kept and what was not."""

    def __init__(self) -> None:
        self.broken: list[str] = []

    def keep(self, is_kept: bool, words: str) -> None:
        """Say ``words``, and whether they hold."""
        print(f"  {'kept    ' if is_kept else 'NOT KEPT'}  {words}", flush=True)
        if not is_kept:
            self.broken.append(words)

    def tell(self, words: str) -> None:
        """Say a figure that nothing is promised of."""
        print(f"            {words}", flush=True)

    @property
    def exit_code(self) -> int:
        """0 if all were kept."""
        return int(bool(self.broken))


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of ``values`` do not pass."""
    ordered = sorted(values)
    return ordered[max(math.ceil(len(ordered) * share) - 1, 0)]
