"""The editors' glossary as search uses it: synonyms, read again only when an entry has changed."""

from services_directory.models import GlossaryEntry, IndexState
from services_directory.search.synonyms import NO_SYNONYMS, Synonyms

_current: tuple[int, Synonyms] = (0, NO_SYNONYMS)


def current_synonyms() -> Synonyms:
    """The synonyms of the glossary as it is now; one query while it has not changed."""
    global _current
    version = IndexState.objects.filter(pk=1).values_list("glossary_version", flat=True).first() or 0
    if version == 0:
        return NO_SYNONYMS
    if _current[0] != version:
        _current = (version, Synonyms(GlossaryEntry.objects.synonym_pairs()))
    return _current[1]
