"""How often a listing is checked, and whether one that nobody confirms leaves the search."""

from collections.abc import Iterable
from dataclasses import dataclass

from localoffer.models import AuthoritySettings
from services_directory.enums import TaxonomyCode
from services_directory.models import ReviewPolicy, ServicePage, TaxonomyTerm


@dataclass(frozen=True)
class Policy:
    """Checked every so many ``months``; ``hides``: out of search when nobody confirms."""

    months: int
    hides: bool


class Policies:
    """Every policy of the authority, read once for many listings (three queries)."""

    def __init__(self) -> None:
        settings = AuthoritySettings.load()
        self.usual = Policy(settings.check_every_months or 6, settings.hides_unconfirmed)
        self._own = {one.kind_id: Policy(one.months, one.hides) for one in ReviewPolicy.objects.all()}
        self._parents: dict[int, int | None] = {}
        if self._own:
            kinds = TaxonomyTerm.objects.of(TaxonomyCode.KINDS)
            self._parents = dict(kinds.values_list("pk", "parent_id"))

    def of_kinds(self, kind_ids: Iterable[int]) -> Policy:
        """The strictest of the policies of these kinds; the authority's usual one where none has any."""
        found = [policy for kind in kind_ids if (policy := self._of_kind(kind))]
        if not found:
            return self.usual
        return Policy(min(one.months for one in found), any(one.hides for one in found))

    def of_services(self, services: Iterable[ServicePage]) -> dict[int, Policy]:
        """The policy of each service, by its id; one query for all."""
        kinds: dict[int, list[int]] = {service.pk: [] for service in services}
        if not self._own:
            return dict.fromkeys(kinds, self.usual)
        rows = ServicePage.kinds.through.objects.filter(servicepage_id__in=list(kinds))
        for service_id, kind_id in rows.values_list("servicepage_id", "taxonomyterm_id"):
            kinds[service_id].append(kind_id)
        return {service_id: self.of_kinds(own) for service_id, own in kinds.items()}

    def _of_kind(self, kind: int | None) -> Policy | None:
        """Of the kind itself, or of the nearest wider one."""
        while kind is not None:
            if kind in self._own:
                return self._own[kind]
            kind = self._parents.get(kind)
        return None


def months_between_checks(page_id: int) -> int:
    """How often the listing with this page id is checked; the usual time for a provider's page."""
    kinds = ServicePage.kinds.through.objects.filter(servicepage_id=page_id)
    return Policies().of_kinds(kinds.values_list("taxonomyterm_id", flat=True)).months
