"""From the address of ``/find/`` to a query: whatever is typed gives a query, and plain words on what was wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from services_directory.domain.geography import Point, PostcodeError, PostcodesNotBuilt, locate
from services_directory.domain.towns import find_town, towns
from services_directory.search.analysis import LONGEST_QUERY
from services_directory.search.contract import MAX_PAGE, OLDEST, RADII, Facet, ServiceQuery, Sort
from services_directory.search.understanding import understand

# The parameters of /find/ (architecture, "Commands and addresses"), in the order of the canonical address.
PLAIN = ("q", "age", "near", "radius")
AS_TYPED = "as_typed"
MOST_TOWNS_NAMED = 2
MOST_VALUES = 60  # of one facet: more is nobody's search
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+")


def _clean(value: str) -> str:
    return _UNPRINTABLE.sub(" ", value).strip()


@dataclass(frozen=True)
class FindForm:
    """What was asked, as typed and as understood.

    ``problems`` are sentences for the person, by parameter; the search goes on without what was wrong.
    """

    query: ServiceQuery
    typed: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    point: Point | None = None
    page_is_out_of_range: bool = False
    as_typed: bool = False  # the words are searched for as they are: nothing is read out of them or corrected
    understood: tuple[str, ...] = ()  # sentences on what was read out of the words

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked: then everything is shown."""
        return self.query == ServiceQuery()

    def parameters(
        self, *, page: int | None = None, sort: str | None = None, shared: bool = False
    ) -> list[tuple[str, str]]:
        """The canonical parameters: known ones only, in one order; ``shared`` keeps half of the postcode."""
        query = self.query
        near = self.typed["near"] if self.point else ""
        if shared and self.point:
            near = self.point.rough_name
        found = [
            ("q", query.text),
            ("age", "" if query.age is None else str(query.age)),
            ("near", near),
            ("radius", str(query.radius_miles or "")),
        ]
        found += [(facet.value, value) for facet in Facet for value in sorted(query.chosen(facet))]
        order = sort or query.sort
        found.append(("sort", "" if order == Sort.RELEVANCE else str(order)))
        found.append(("page", str(page) if page and page > 1 else ""))
        found.append((AS_TYPED, "1" if self.as_typed else ""))
        return [(name, value) for name, value in found if value]

    def address(self, *, page: int | None = None, sort: str | None = None, shared: bool = False) -> str:
        """The address of this search, or of another page or order of it."""
        parameters = self.parameters(page=page, sort=sort, shared=shared)
        return "/find/?" + urlencode(parameters) if parameters else "/find/"

    def addresses_without(self) -> dict[tuple[str, str], str]:
        """By (facet, value) chosen the address of this search without it, on page 1; each parameter is written once."""
        parameters = self.parameters()
        written = [urlencode([one]) for one in parameters]
        facets = {facet.value for facet in Facet}
        return {
            one: "/find/?" + "&".join(left) if (left := written[:at] + written[at + 1 :]) else "/find/"
            for at, one in enumerate(parameters)
            if one[0] in facets
        }

    def without(self, name: str, value: str = "") -> "FindForm":
        """This search without one choice: a facet's value, or q, age, near or radius; back on page 1."""
        query = replace(self.query, page=1)
        if name in (facet.value for facet in Facet):
            left = query.filters.get(name, frozenset()) - {value}
            filters = {key: values for key, values in query.filters.items() if key != name}
            query = replace(query, filters={**filters, name: left} if left else filters)
        elif name == "q":
            query = replace(query, text="")
        elif name == "age":
            # "Toddler" stays among the words, and must not become an age again.
            again = understand(query.text, is_postcode=None).age is not None
            return replace(self, query=replace(query, age=None), as_typed=self.as_typed or again)
        elif name == "radius":
            query = replace(query, radius_miles=None)
        elif name == "near":
            sort = Sort.RELEVANCE if query.sort == Sort.DISTANCE else query.sort
            query = replace(query, near=None, radius_miles=None, sort=sort)
            return replace(self, query=query, point=None)
        return replace(self, query=query)


def read_find_form(parameters: QueryDict, allowed: Mapping[str, frozenset[str]]) -> FindForm:
    """The form of ``/find/`` from its address; never fails.

    Args:
        parameters: of the request.
        allowed: the known values of each facet; others are left out and said.
    """
    problems: dict[str, str] = {}
    typed = {name: _clean(parameters.get(name, "")[:1000]) for name in (*PLAIN, "sort", "page")}
    text = typed["q"][:LONGEST_QUERY]
    if len(typed["q"]) > LONGEST_QUERY:
        problems["q"] = f"We searched for the first {LONGEST_QUERY} characters. Fewer words find more."
    typed["q"] = text
    as_typed = bool(parameters.get(AS_TYPED))
    understood = () if as_typed else _read_words(typed)
    text = typed["q"]
    point = _point(typed["near"], problems)
    radius = _radius(typed["radius"], point, problems)
    sort = _sort(typed["sort"], point, problems)
    page, out_of_range = _page(typed["page"])
    query = ServiceQuery(
        text=text,
        filters=_filters(parameters, allowed, problems),
        age=_age(typed["age"], problems),
        near=point.pair if point else None,
        radius_miles=radius,
        sort=sort,
        page=page,
    )
    return FindForm(query, typed, problems, point, out_of_range, as_typed, understood)


def _read_words(typed: dict[str, str]) -> tuple[str, ...]:
    """Move an age and a postcode out of the words, where none was given beside them; says what was read."""
    found = understand(
        typed["q"],
        wants_age=not typed["age"],
        is_postcode=None if typed["near"] else _is_known,
        is_town=None if typed["near"] else lambda name: find_town(name) is not None,
    )
    said = []
    if found.near:
        typed["near"] = found.near if found.near_is_town else found.near.upper()
        kind = "place" if found.near_is_town else "postcode"
        said.append(f"We read “{found.near_words}” as a {kind}.")
    if found.age is not None:
        typed["age"] = str(found.age)
        said.append(f"We read “{found.age_words}” as age {found.age}.")
    typed["q"] = found.text
    return tuple(said)


def _is_known(postcode: str) -> bool:
    try:
        locate(postcode)
    except (PostcodeError, PostcodesNotBuilt):
        return False
    return True


def _point(typed: str, problems: dict[str, str]) -> Point | None:
    if not typed:
        return None
    if not any(letter.isdigit() for letter in typed):
        town = find_town(typed)
        if town is None:
            problems["near"] = _unknown_town()
        return town
    try:
        return locate(typed)
    except PostcodeError as error:
        problems["near"] = str(error)
    except PostcodesNotBuilt:
        problems["near"] = (
            "We cannot use postcodes at the moment, so these results are not sorted by distance."
        )
    return None


def _unknown_town() -> str:
    known = sorted(town.town for town in towns().values())[:MOST_TOWNS_NAMED]
    such = f", or a town such as {' or '.join(known)}" if known else ""
    return f"This is not a postcode or a town that we know. Write a postcode like HP20 1UY or HP20{such}."


def _age(typed: str, problems: dict[str, str]) -> int | None:
    if not typed:
        return None
    if re.fullmatch(r"[0-9]{1,3}", typed) and int(typed) <= OLDEST:
        return int(typed)
    problems["age"] = f"Write the age in whole years, from 0 to {OLDEST}."
    return None


def _radius(typed: str, point: Point | None, problems: dict[str, str]) -> int | None:
    if not typed:
        return None
    if typed not in map(str, RADII):
        problems["radius"] = f"Choose a distance from the list: {', '.join(map(str, RADII))} miles."
        return None
    if point is None:
        problems.setdefault("radius", "To search by distance, give a postcode.")
        return None
    return int(typed)


def _sort(typed: str, point: Point | None, problems: dict[str, str]) -> Sort:
    if typed not in list(Sort):
        return Sort.RELEVANCE
    if typed == Sort.DISTANCE and point is None:
        problems.setdefault("near", "To see the nearest first, give a postcode.")
        return Sort.RELEVANCE
    return Sort(typed)


def _page(typed: str) -> tuple[int, bool]:
    if not re.fullmatch(r"[0-9]{1,6}", typed) or int(typed) < 1:
        return 1, False
    return min(int(typed), MAX_PAGE), int(typed) > MAX_PAGE


def _filters(
    parameters: QueryDict, allowed: Mapping[str, frozenset[str]], problems: dict[str, str]
) -> dict[str, frozenset[str]]:
    filters = {}
    for facet in Facet:
        asked = [value for value in parameters.getlist(facet.value) if value][:MOST_VALUES]
        known = frozenset(asked) & allowed.get(facet.value, frozenset())
        if len(known) < len(set(asked)):
            problems["filters"] = "We left out a filter that we do not know."
        if known:
            filters[facet.value] = known
    return filters
