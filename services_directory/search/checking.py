"""Does the index hold what the directory says? Compared by id and content hash, whatever the engine."""

from dataclasses import dataclass

from services_directory.models import IndexOutbox
from services_directory.search.contract import SearchEngine
from services_directory.search.indexing import findable_services


@dataclass(frozen=True)
class Differences:
    """Ids of services that are missing, too many, or indexed with other content; and how many wait their turn."""

    missing: list[int]
    extra: list[int]
    changed: list[int]
    waiting: int

    @property
    def ids(self) -> list[int]:
        """All that differ."""
        return [*self.missing, *self.extra, *self.changed]


def find_differences(engine: SearchEngine) -> Differences:
    """Compare everything. Services in the outbox are left out: that they are behind is known."""
    indexed = engine.hashes()
    missing, changed, seen = [], [], set()
    for service in findable_services():
        seen.add(service.id)
        if service.id not in indexed:
            missing.append(service.id)
        elif indexed[service.id] != service.content_hash():
            changed.append(service.id)
    # Read last: a change made meanwhile is then known too.
    waiting = set(IndexOutbox.objects.values_list("service_id", flat=True))
    extra = set(indexed) - seen - waiting
    return Differences(
        [one for one in missing if one not in waiting],
        sorted(extra),
        [one for one in changed if one not in waiting],
        len(waiting),
    )
