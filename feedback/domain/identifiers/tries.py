"""Many names as one pattern that costs no more than the longest of them at each place."""

import re
from collections.abc import Iterable


def any_of(names: Iterable[str]) -> str:
    """The source of a pattern that matches the longest of ``names``: one branch of letters for all."""
    trie: dict = {}
    for name in names:
        node = trie
        for character in name:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branch(trie)


def _branch(node: dict) -> str:
    prefix = ""
    while len(node) == 1 and "" not in node:
        character, node = next(iter(node.items()))
        prefix += re.escape(character)
    branches = [re.escape(character) + _branch(child) for character, child in node.items() if character]
    if not branches:
        return prefix
    return prefix + "(?:" + "|".join(branches) + ")" + ("?" if "" in node else "")
