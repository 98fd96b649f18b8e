"""How well and how fast identifiers are found in comments, and how long the worst text takes."""

import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "localoffer.settings.test")
django.setup()

from feedback.domain.identifiers import find_identifiers  # noqa: E402
from feedback.domain.identifiers.model import is_installed  # noqa: E402
from tests.feedback.identifiers.scoring import read, score  # noqa: E402

HOSTILE = (
    "a", "1 ", "Mr ", "@", "a.b@", "dot ", "07 ", "Aa ", "\u0301", "\ufdfa", "oh one ", "St ", "A-", "x at y dot ",
    "1-", "ref ", "the only ", "Zzz and ", "school ", "Oak School ", "my son ", "a'", " ", "\n", "www.", "A.B.",
    "one ", "Flat 1 A ", "1", "a1", "A ", "my ", "Hope ", "born 1 may ", "insta ", "Ab-", "12 a a a road ", "(dot)",
    "village of A ", "The A of A School ", "the SENCO at St Mary's ", "Jayden and ", "he is 7 and ",
)  # fmt: skip
LENGTH = 5000  # characters, the most a comment can have


def _milliseconds(text: str) -> float:
    """Processor time, so that other work on the machine does not count."""
    begun = time.process_time()
    find_identifiers(text)
    return (time.process_time() - begun) * 1000


def main() -> None:
    """Print reach, precision and time, by set of comments."""
    print("with the language model" if is_installed() else "without the language model")
    comments = read("comments.txt")
    sets = {
        "seen": comments[0::2],
        "held out": comments[1::2],
        "second round": read("more_comments.txt"),
        "third round, never used": read("fresh_comments.txt"),
    }
    for name, part in sets.items():
        result = score(part)
        print(
            f"{name}: {len(part)} comments, direct found {result.reach:.3f}, "
            f"none missed {result.without_leak:.3f}, precision {result.precision:.3f}"
        )
    times = sorted(_milliseconds(comment.text) for comment in comments)
    print(f"a comment: {times[len(times) // 2]:.1f} ms in the middle, {times[-1]:.1f} ms at most")
    worst = max((min(_milliseconds((piece * LENGTH)[:LENGTH]) for _ in range(3)), piece) for piece in HOSTILE)
    print(f"worst of {len(HOSTILE)} hostile texts of {LENGTH} characters: {worst[0]:.0f} ms ({worst[1]!r})")


if __name__ == "__main__":
    main()
