"""What a browser sends: the values of every field of the form on a page, so that a test changes only a few."""

from typing import Any

import html5lib

NS = "{http://www.w3.org/1999/xhtml}"


def filled_in(response: Any, **changes: Any) -> dict[str, Any]:
    """The fields of the page's editor form as they stand, with ``changes``; fields of row templates are left out."""
    tree = html5lib.parse(response.content.decode(), namespaceHTMLElements=True)
    form = next(form for form in tree.iter(f"{NS}form") if form.get("data-edit-form") is not None)
    data: dict[str, Any] = {}

    def add(name: str, value: str) -> None:
        data.setdefault(name, []).append(value)

    for element in form.iter():
        name = element.get("name") if isinstance(element.tag, str) else None
        if not name or "__prefix__" in name:
            continue
        if element.tag == f"{NS}input":
            kind = element.get("type", "text")
            if kind in ("checkbox", "radio") and element.get("checked") is None:
                continue
            if kind in ("submit", "button", "file"):
                continue
            add(name, element.get("value", "on" if kind in ("checkbox", "radio") else ""))
        elif element.tag == f"{NS}textarea":
            add(name, "".join(element.itertext()).removeprefix("\n"))
        elif element.tag == f"{NS}select":
            for option in element.iter(f"{NS}option"):
                if option.get("selected") is not None:
                    add(name, option.get("value", ""))
    return {**data, **changes}


def rows(prefix: str, *made: dict[str, Any]) -> dict[str, Any]:
    """New rows of an inline panel, as its script adds them."""
    data: dict[str, Any] = {
        f"{prefix}-TOTAL_FORMS": len(made),
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(made):
        data |= {
            f"{prefix}-{number}-ORDER": number + 1,
            f"{prefix}-{number}-DELETE": "",
            f"{prefix}-{number}-id": "",
        }
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data
