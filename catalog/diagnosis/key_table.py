"""Keys with the numbers that belong to each, in flat arrays: made once, mapped from a file, asked by halving."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b

Numbers = Sequence[int]
"""An array of unsigned integers, in memory or in a mapped file."""


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Numbers by the hash of their key, hashes ascending. Two keys may share a hash: whoever asks compares."""

    hashes: Numbers
    numbers: Numbers

    @classmethod
    def of(cls, keys: Iterable[str], numbers: Sequence[int]) -> KeyTable:
        """Return the table of ``keys`` with the number of each; those of one key stay in their order."""
        hashes = array("Q", map(hash_of, keys))
        order = sorted(range(len(hashes)), key=hashes.__getitem__)
        return cls(array("Q", map(hashes.__getitem__, order)), array("I", map(numbers.__getitem__, order)))

    def find(self, key: str) -> list[int]:
        """Return the numbers of ``key``, and of any other key with the same hash."""
        wanted = hash_of(key)
        at = bisect_left(self.hashes, wanted)
        result = []
        while at < len(self.hashes) and self.hashes[at] == wanted:
            result.append(self.numbers[at])
            at += 1
        return result


def hash_of(key: str) -> int:
    """Return a key's hash, the same in every process."""
    return int.from_bytes(blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
