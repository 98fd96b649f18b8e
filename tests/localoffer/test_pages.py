import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from wagtail.models import Page

from localoffer.models import RESERVED_SLUGS, GuidePage

PAGE_MODELS = [model for model in apps.get_models() if issubclass(model, Page) and model is not Page]


@pytest.mark.parametrize("model", PAGE_MODELS, ids=lambda model: model.__name__)
def test_no_field_hides_what_wagtail_gives_a_page(model):
    # A field named "url" once took the place of a page's own address, and its pages could not be reached.
    assert [field.name for field in model._meta.local_fields if hasattr(Page, field.name)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_guide_leaves_the_addresses_of_views_free(home, slug):
    guide = GuidePage(title="A guide", slug=slug, summary="x")

    with pytest.raises(ValidationError, match="address of the site itself"):
        home.add_child(instance=guide)
