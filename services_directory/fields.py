"""A field for a few of a closed list, such as the sectors of a service."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class ChoiceListField(models.JSONField):
    """A list of values of a closed list, kept as JSON in the order of the list, without repeats.

    Args:
        choices_class: the ``TextChoices`` whose values may be chosen; none chosen is ``[]``.
    """

    def __init__(self, *args: Any, choices_class: type[models.TextChoices] | None = None, **kwargs: Any):
        self.choices_class = choices_class
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        """The choices are left out: a new value in the list needs no migration."""
        return super().deconstruct()

    def clean(self, value: Any, model_instance: models.Model | None) -> list[str]:
        """``value`` as a list of known values.

        Raises:
            ValidationError: it is not a list, or holds a value that is not in the closed list.
        """
        if value in (None, ""):
            value = []
        if not isinstance(value, list):
            raise ValidationError("Choose from the list.")
        if self.choices_class is not None:
            unknown = [item for item in value if item not in self.choices_class.values]
            if unknown:
                raise ValidationError(f"Not in the list: {', '.join(map(str, unknown))}.")
            value = [known for known in self.choices_class.values if known in value]
        if not value and not self.blank:
            raise ValidationError("Choose at least one.")
        return value

    def formfield(self, **kwargs: Any) -> forms.Field:
        """Tick boxes, one for each value."""
        choices = self.choices_class.choices if self.choices_class else []
        return forms.MultipleChoiceField(
            choices=choices,
            required=not self.blank and kwargs.get("required", True),
            widget=forms.CheckboxSelectMultiple,
            label=kwargs.get("label", self.verbose_name[:1].upper() + self.verbose_name[1:]),
            help_text=kwargs.get("help_text", self.help_text),
        )

    def value_to_string(self, obj: models.Model) -> Any:
        """The list itself: JSON holds it as it is."""
        return self.value_from_object(obj)


def labels_of(values: Sequence[str], choices_class: type[models.TextChoices]) -> list[str]:
    """The words for ``values``, in the order of the closed list; unknown values are left out."""
    return [str(choices_class(value).label) for value in choices_class.values if value in values]
