"""Order: which cells to work out first, and which of them wait for one another for ever."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)


def in_order(first: Item, needs: Callable[[Item], Iterable[Item]]) -> Iterator[tuple[list[Item], bool]]:
    """Yield everything `first` needs, and at last itself, each after what it needs itself.

    Items that need one another come together, and with True; so does one that needs itself. This is Tarjan's search
    for strongly connected components, without recursion: a thousand running totals must not exhaust Python's stack.
    """
    met = {first: 0}
    reach = {first: 0}  # the first item met that can be reached back to
    path = [(first, iter(needs(first)))]
    open_items, is_open, selfish = [first], {first}, set()
    while path:
        item, rest = path[-1]
        for other in rest:
            if other == item:
                selfish.add(item)
            elif other not in met:
                met[other] = reach[other] = len(met)
                path.append((other, iter(needs(other))))
                open_items.append(other)
                is_open.add(other)
                break
            elif other in is_open:
                reach[item] = min(reach[item], met[other])
        else:
            path.pop()
            if path:
                parent = path[-1][0]
                reach[parent] = min(reach[parent], reach[item])
            if reach[item] == met[item]:
                together = [open_items.pop()]
                while together[-1] != item:
                    together.append(open_items.pop())
                is_open.difference_update(together)
                yield together, len(together) > 1 or item in selfish
