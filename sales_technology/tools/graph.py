"""Graphs as plain dictionaries."""


def has_circle(following):
    """Tell whether a graph {node: set of nodes} leads round.

    >>> has_circle({1: {2}, 2: {3}})
    False
    >>> has_circle({1: {2}, 2: {1}})
    True
    """
    done, open_nodes = set(), set()

    def visit(node):
        if node in done:
            return False
        if node in open_nodes:
            return True
        open_nodes.add(node)
        round_trip = any(visit(target) for target in following.get(node, ()))
        open_nodes.discard(node)
        done.add(node)
        return round_trip

    return any(visit(node) for node in following)
