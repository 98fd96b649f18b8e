"""What keeps a change from being sent, in words, with the page to mend it on."""

from dataclasses import dataclass

from django.urls import reverse

from services_directory.domain.listing_changes import errors_in
from services_directory.domain.listing_fields import PLACES, step_with
from services_directory.models import ListingChange
from services_directory.portal.answers import label_of
from services_directory.portal.rows import KINDS

_EMPTY = ("This field cannot be blank.", "This field cannot be null.", "This field is required.")
_KIND_OF_RELATION = {kind.relation: kind for kind in KINDS}


@dataclass(frozen=True)
class Problem:
    """One thing to put right."""

    words: str
    address: str


def problems_of(change: ListingChange) -> list[Problem]:
    """Everything to put right before sending; empty when it can be sent."""
    found = []
    for path, sentences in errors_in(change).items():
        for sentence in dict.fromkeys(sentences):
            found.append(Problem(_words(change, path, sentence), _address(change, path)))
    return found


def _words(change: ListingChange, path: str, sentence: str) -> str:
    name, *rest = path.split("/")
    label = "Places" if name == PLACES else label_of(change.listing_type, name)
    if sentence in _EMPTY:
        sentence = "Something is not filled in." if rest else "This is not filled in."
    return f"{label}: {sentence[:1].lower()}{sentence[1:]}"


def _address(change: ListingChange, path: str) -> str:
    name, *rest = path.split("/")
    if rest and name in _KIND_OF_RELATION:
        values = {"change": change.uuid, "kind": _KIND_OF_RELATION[name].code, "row": rest[0]}
        return reverse("portal:row", kwargs=values)
    if rest and name == PLACES:
        return reverse("portal:place", kwargs={"change": change.uuid, "place": rest[0]})
    step = step_with(change.listing_type, name)
    return reverse("portal:step", kwargs={"change": change.uuid, "step": step.code})
