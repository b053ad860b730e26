"""The price feed as hashed blocks of int64 columns, little-endian whatever the machine."""

import hashlib
import sys
from array import array
from collections.abc import Iterator

from sandbox.messages.inputs import PriceColumns

BLOCK_ROWS = 65_536
Block = tuple[int, int, int, bytes, bytes, bytes, bytes, bytes]


class DamagedFeed(Exception):
    """A feed block is not what its hash says; `block` tells which."""

    def __init__(self, block: int, text: str) -> None:
        super().__init__(text)
        self.block = block


def blocks_of(prices: PriceColumns) -> Iterator[Block]:
    """Yield (block, first_row, row_count, at_ns, contract_index, price_ticks, volume_atoms, sha256).

    Without volumes that column is empty.
    """
    for block, first in enumerate(range(0, len(prices), BLOCK_ROWS)):
        last = min(len(prices), first + BLOCK_ROWS)
        at_ns, index, ticks, volumes = (
            _bytes(column[first:last])
            for column in (prices.at_ns, prices.contract_index, prices.price_ticks, prices.volume_atoms)
        )
        yield block, first, last - first, at_ns, index, ticks, volumes, block_hash([at_ns, index, ticks, volumes])


def block_hash(columns: list[bytes]) -> bytes:
    """Return the hash of a block's columns."""
    digest = hashlib.sha256()
    for column in columns:
        digest.update(column)
    return digest.digest()


def join_blocks(contracts: tuple[str, ...], blocks: Iterator[Block]) -> PriceColumns:
    """Join blocks to columns; raises DamagedFeed where a hash, a length or an order does not fit."""
    joined = (array("q"), array("q"), array("q"), array("q"))
    for expected, (block, first, count, *columns, sha256) in enumerate(blocks):
        lengths = {len(column) for column in columns[:3]}
        fits = block == expected and first == len(joined[0]) and lengths == {8 * count}
        fits = fits and len(columns[3]) == (8 * count if expected == 0 and columns[3] or len(joined[3]) else 0)
        if not fits or block_hash(columns) != sha256:
            raise DamagedFeed(block, "feed_blocks: a price block does not fit its hash")
        for column, body in zip(joined, columns, strict=True):
            part = array("q")
            part.frombytes(body)
            if sys.byteorder == "big":
                part.byteswap()
            column.extend(part)
    if any(not 0 <= index < len(contracts) for index in set(joined[1])):
        raise DamagedFeed(0, "feed_blocks: a row names a contract that is not there")
    return PriceColumns(contracts, *joined)


def _bytes(column: "array[int]") -> bytes:
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column.tobytes()
