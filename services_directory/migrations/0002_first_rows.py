"""The directory at /service/ and the list of organisations at /organisation/."""

from django.db import migrations

PAGES = (
    ("directorypage", "DirectoryPage", "Services", "service"),
    ("organisationspage", "OrganisationsPage", "Organisations", "organisation"),
)


def make_parents(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Locale = apps.get_model("wagtailcore", "Locale")
    home = Page.objects.get(path="00010001")
    for model_name, class_name, title, slug in PAGES:
        model = apps.get_model("services_directory", class_name)
        if model.objects.exists():
            continue
        content_type, _ = ContentType.objects.get_or_create(model=model_name, app_label="services_directory")
        home.numchild += 1
        model.objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            content_type=content_type,
            path=f"00010001{home.numchild:04}",
            depth=3,
            numchild=0,
            url_path=f"/home/{slug}/",
            live=True,
            locale=Locale.objects.get(),
        )
    home.save(update_fields=["numchild"])


class Migration(migrations.Migration):
    dependencies = [("services_directory", "0001_initial"), ("localoffer", "0003_first_rows")]

    operations = [migrations.RunPython(make_parents, migrations.RunPython.noop)]
