"""What stops a text from being published: one direct identifier, or two different indirect ones."""

from feedback.domain.identifiers.spans import Span

TOGETHER = 2  # kinds of indirect identifier


def that_block(spans: list[Span]) -> list[Span]:
    """The spans for which a text may not be published; empty when nothing stands against it.

    Two marks of one kind count once: two school years tell no more than one.
    """
    direct = [span for span in spans if span.is_direct]
    indirect = [span for span in spans if not span.is_direct]
    if len({span.kind for span in indirect}) >= TOGETHER:
        return sorted(direct + indirect)
    return sorted(direct)
