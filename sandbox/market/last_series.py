"""The last price of one contract as a feed of its own, for looking at: the mark where nothing stands apart from it."""

from array import array

from sandbox.messages.inputs import PriceColumns, last_name


def last_series(columns: PriceColumns, contract: str) -> PriceColumns:
    """Return the feed, row for row, with the contract's rows telling its last price; as it is where no feed does.

    A row that only moves the mark while last stands apart repeats the last price; volumes stay.
    """
    if last_name(contract) not in columns.contracts or contract not in columns.contracts:
        return columns
    mark_index, last_index = columns.contracts.index(contract), columns.contracts.index(last_name(contract))
    indices, prices = array("q", columns.contract_index), array("q", columns.price_ticks)
    mark = apart = 0
    for row, index in enumerate(columns.contract_index):
        if index == mark_index:
            mark = prices[row]
            prices[row] = apart or mark
        elif index == last_index:
            apart = prices[row]
            if apart or mark:
                indices[row], prices[row] = mark_index, apart or mark
    return PriceColumns(columns.contracts, columns.at_ns, indices, prices, columns.volume_atoms)
