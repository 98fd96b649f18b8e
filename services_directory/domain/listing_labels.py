"""The names of a listing's fields and rows, as people read them."""

from typing import Any

from services_directory.domain.listing_content import row_model
from services_directory.domain.listing_fields import MODELS, PLACES

ROW_NAMES = {
    PLACES: "Address",
    "service_at_locations": "Place",
    "schedules": "Time",
    "eligibility_criteria": "Rule about who can use it",
    "service_areas": "Area covered",
    "referral_routes": "Way to ask for it",
    "cost_options": "Cost",
    "contacts": "Contact",
    "setting_profiles": "Profile",
    "answers": "Answer",
}


def model_at(listing_type: str, path: tuple[str, ...]) -> Any:
    """The model that has the field at the end of ``path``; of a relation, the model of its rows."""
    model: Any = MODELS[listing_type]
    for name in path:
        if name not in ROW_NAMES:
            break
        model = row_model(model, name)
    return model


def field_label(listing_type: str, path: tuple[str, ...]) -> str:
    """The name of a field, such as "Telephone"; of a relation the name of one row."""
    name = path[-1]
    if name in ROW_NAMES:
        return ROW_NAMES[name]
    words = str(model_at(listing_type, path)._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]


def label_of_key(listing_type: str, key: str) -> str:
    """What the key of a difference is about, such as "Contact: telephone", with no words of the listing itself."""
    parts = key.split("/")
    path = tuple(parts[0::2])
    labels = [field_label(listing_type, path[: depth + 1]) for depth in range(len(path))]
    words = ": ".join([labels[0], *(label[:1].lower() + label[1:] for label in labels[1:])])
    return f"{words}: order" if parts[-1] == "order" else words
