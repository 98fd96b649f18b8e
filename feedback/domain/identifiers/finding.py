"""Everything together: from a text to its marks."""

from feedback.domain.identifiers import model
from feedback.domain.identifiers.gate import that_block
from feedback.domain.identifiers.indirect import find_indirect
from feedback.domain.identifiers.known import KnownNames
from feedback.domain.identifiers.normalising import normalise
from feedback.domain.identifiers.people import find_people
from feedback.domain.identifiers.settings_and_places import Places, read_places, roles_at_settings
from feedback.domain.identifiers.spans import Mode, Span, without_overlaps
from feedback.domain.identifiers.structured import find_structured
from feedback.domain.identifiers.tokens import Words
from feedback.enums import IdentifierKind

NOTHING_KNOWN = KnownNames()


def find_identifiers(text: str, *, mode: Mode = "highlight", known: KnownNames = NOTHING_KNOWN) -> list[Span]:
    """Mark what may tell who is meant in ``text``, in order and without overlaps.

    Args:
        text: as received; offsets of the result count its characters.
        mode: ``highlight`` finds as much as it can, for a person to judge; ``gate`` answers only with what stops
            a text from being published: a direct identifier, a role at a named setting, or two kinds of indirect
            ones together. An empty answer of the gate means that it found nothing, not that nothing is there.
        known: the site's own lists.

    Source: SEND Regulations 2014, reg. 56(3): “in a form that does not enable any individual to be identified”.
    """
    normalised = normalise(text)
    spans = _find(normalised.text, known, is_gate=mode == "gate")
    found = [
        span.moved_to(*normalised.to_original(span.start, span.end))
        for span in spans
        if span.end > span.start
    ]
    return that_block(found) if mode == "gate" else found


def _find(text: str, known: KnownNames, *, is_gate: bool) -> list[Span]:
    words = Words(text)
    places = read_places(words, is_sure=is_gate)
    settings = [*known.settings_in(text), *places.spans]
    named = [*settings, *places.organisations, *_services(text, known)]
    structured = list(find_structured(text))
    _mask(words, places, [*settings, *structured, *_services(text, known), *_organisations(text, known)])
    people = find_people(words, places.masked, is_sure=is_gate)
    return without_overlaps(
        [
            *structured,
            *known.people_in(text),
            *people,
            *([] if is_gate else model.people_in(text, words, places.masked)),
            *settings,
            *roles_at_settings(text, named),
            *find_indirect(text, roles_too=is_gate),
        ]
    )


def _services(text: str, known: KnownNames) -> list[Span]:
    return [
        Span(start, end, IdentifierKind.SETTING, "a service") for start, end in known.found(text, "services")
    ]


def _organisations(text: str, known: KnownNames) -> list[Span]:
    return [Span(start, end, IdentifierKind.SETTING, "known") for start, end in known.no_people_in(text)]


def _mask(words: Words, places: Places, spans: list[Span]) -> None:
    covered = bytearray(len(words.text) + 1)
    for span in spans:
        covered[span.start : span.end] = b"\x01" * (span.end - span.start)
    for index, token in enumerate(words.tokens):
        if covered[token.start]:
            places.mask(index, index)
