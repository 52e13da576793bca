"""Which commune a text means on a day, and what to say when it means none, or several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from kho.reading.values.commune_names import Name, Written, place_keys
from kho.reading.values.communes import Area, Commune, Communes
from kho.reading.values.nearest import SHOWN, listed, nearest
from kho.reading.values.territories import Territories, Territory

#: So many misspelt names get a proposal; a column with more holds no communes.
_PROPOSALS = 300
#: Where more names are to be compared, only those that begin or end like the one that was written are.
_MANY = 500


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a text means: a commune, or the rule that it breaks and what was expected instead.

    Attributes:
        successor: The one commune that an outdated code or name has become by the day.
    """

    commune: Commune | None = None
    rule: str | None = None
    expected: str | None = None
    params: dict[str, Any] = field(default_factory=dict)
    successor: Commune | None = None


class Search:
    """Looks communes up on one day, first of all in some provinces.

    A name written with its marks is that name: `Mỹ Thọ` is not `Mỹ Tho`, as long as some commune of the day or of
    another time is called so. Without marks it is any name that reads like it. A kind of unit belongs to the name where
    it is written.
    """

    def __init__(self, communes: Communes, territories: Territories, day: date, area: Area = None) -> None:
        """Prepare a search.

        Args:
            communes: The list.
            territories: The provinces, for their names.
            day: The day; before the first list of communes that first list holds.
            area: Codes of the provinces on that day to look in; None for all.
        """
        self._communes, self._territories = communes, territories
        self._day = max(day, communes.first_day)
        self._area = area
        self._misspelt = 0

    def find(self, text: Written) -> Resolution:
        """What a text means; a commune beyond the area only where there is none within it."""
        return self._by_code(text, text.code) if text.code else self._by_name(text)

    def _by_code(self, text: Written, code: str) -> Resolution:
        coded = self._communes.by_code(code, self._day)
        if coded and (not text.names or any(coded.is_called(name) for name in text.names)):
            return Resolution(coded)
        earlier = [
            commune
            for commune in self._communes.coded(code)
            if commune != coded and (not text.names or any(commune.is_called(name) for name in text.names))
        ]
        if earlier:
            return self._outdated(earlier, text)
        if not text.names:
            return Resolution(rule="cell.code", expected=self._offered)
        named = self._by_name(text)
        if named.commune is None:
            return named
        # the name and the code mean two communes: who wrote it knows which
        meant = [named.commune, coded] if coded else [named.commune]
        return self._choice(meant)

    def _by_name(self, text: Written) -> Resolution:
        known = [(name, one) for name in text.names for one in self._communes.named(name.loose)]
        for by_marks in (True, False) if text.has_marks else (False,):
            called = list(dict.fromkeys(one for name, one in known if one.is_called(name, by_marks=by_marks)))
            here = [one for one in called if self._is_near(one)]
            if found := self._narrowed([one for one in here if one.holds_on(self._day)], text):
                return Resolution(found[0]) if len(found) == 1 else self._choice(found)
            if here:
                return self._outdated(here, text)
        if other_kind := [one for _, one in known if one.holds_on(self._day) and self._is_near(one)]:
            return self._choice(dict.fromkeys(other_kind))
        beyond = self._narrowed([one for one in called if one.holds_on(self._day)], text)
        if len(beyond) == 1:
            return Resolution(beyond[0])
        return self._unknown(text, beyond)

    def _is_near(self, commune: Commune) -> bool:
        """Whether the commune, or what it is on the day, lies in the area."""
        if self._area is None:
            return True
        return any(one.province_code in self._area for one in self._communes.as_of(commune, self._day))

    def _narrowed(self, communes: list[Commune], text: Written) -> list[Commune]:
        """Those that lie in the places named behind the name, if any do."""
        if len(communes) < 2 or not text.places:
            return communes
        weights = [_weight(text, one, self._province(one)) for one in communes]
        return [one for one, weight in zip(communes, weights, strict=True) if weight == max(weights)]

    def _outdated(self, communes: list[Commune], text: Written) -> Resolution:
        meant = self._narrowed(communes, text)
        now = list(dict.fromkeys(one for was in meant for one in self._communes.as_of(was, self._day)))
        if not now:
            return self._unknown(text, [])
        params = {"date": f"{self._day:%d/%m/%Y}"} | ({"suggestion": str(now[0])} if len(now) == 1 else {})
        successor = now[0] if len(now) == 1 and now[0].valid_from > max(one.valid_from for one in meant) else None
        return Resolution(None, "cell.commune", listed(self._described(now)), params, successor)

    def _choice(self, communes: Iterable[Commune]) -> Resolution:
        """Communes of which one must be written; a single one is the suggestion."""
        meant = list(communes)
        params = {"suggestion": str(meant[0])} if len(meant) == 1 else {}
        return Resolution(rule="cell.code", expected=listed(self._described(meant)), params=params)

    def _unknown(self, text: Written, beyond: list[Commune]) -> Resolution:
        close = self._nearest(text.names[0]) if text.names else []
        if meant := close or beyond:
            return self._choice(meant)
        return Resolution(rule="cell.code", expected=self._offered)

    def _nearest(self, name: Name) -> list[Commune]:
        """The communes whose name a misspelt one probably meant, of the same kind if there are any."""
        self._misspelt += 1
        if self._misspelt > _PROPOSALS:
            return []
        known = self._comparable(name.loose)
        close = [one for key in nearest(name.loose, known) for one in known[key]]
        return [one for one in close if name.kind in (None, one.unit_type)] or close

    def _described(self, communes: list[Commune]) -> Iterator[str]:
        """The communes as a message names them: with district and province where these tell them apart."""
        for one in communes:
            if len(communes) == 1:
                yield str(one)
                continue
            province = self._province(one)
            places = [place for place in (one.district, province and province.full_name) if place]
            yield ", ".join([one.full_name, *places]) + f" ({one.code})"

    @cached_property
    def _pool(self) -> list[Commune]:
        """The communes of the day in the area."""
        return self._communes.on(self._day, self._area)

    @cached_property
    def _offered(self) -> str:
        """What may be written: the communes themselves where they are few."""
        return listed(self._described(self._pool)) if len(self._pool) <= SHOWN else "commune"

    @cached_property
    def _names(self) -> dict[str, list[Commune]]:
        names: dict[str, list[Commune]] = {}
        for one in self._pool:
            names.setdefault(one.loose, []).append(one)
        return names

    def _comparable(self, key: str) -> dict[str, list[Commune]]:
        if len(self._names) <= _MANY:
            return self._names
        ends = (key[:2], key[-2:])
        return {known: found for known, found in self._names.items() if known[:2] == ends[0] or known[-2:] == ends[1]}

    def _province(self, commune: Commune) -> Territory | None:
        """The province that a commune lies in, or lay in last."""
        day = commune.valid_to or max(self._day, commune.valid_from)
        return self._territories.by_code(commune.province_code, day)


def _weight(text: Written, commune: Commune, province: Territory | None) -> int:
    """How much the places behind a name speak for a commune."""
    province_key = _place_key(province.name) if province else None
    return sum(place.weight(commune.district_key, province_key) for place in text.places)


@lru_cache(maxsize=128)
def _place_key(name: str) -> str:
    return place_keys([name])[name]
