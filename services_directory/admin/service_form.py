"""The form of a service, as far as it is not panels. Imports no model: the models take it from the panels."""

from typing import Any

from django.db.models import Q
from django.forms import ModelChoiceField
from wagtail.admin.forms import WagtailAdminPageForm

# Lists of one choice; the tick boxes of the others leave out retired terms by themselves.
ONE_TERM = ("support_level",)


class ServiceForm(WagtailAdminPageForm):
    """Leaves retired terms out of the lists, except one that the service has already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ONE_TERM:
            field = self.fields.get(name)
            if isinstance(field, ModelChoiceField):
                kept = Q(retired_on=None) | Q(pk=getattr(self.instance, f"{name}_id"))
                field.queryset = field.queryset.filter(kept)
                field.empty_label = "Not said yet"
