"""The home page and the site, in place of Wagtail's welcome page."""

from django.db import migrations


def make_home(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("localoffer", "HomePage")
    if HomePage.objects.exists():
        return
    Site.objects.all().delete()
    Page.objects.filter(depth=2, slug="home").delete()
    root = Page.objects.get(depth=1)
    content_type, _ = ContentType.objects.get_or_create(model="homepage", app_label="localoffer")
    home = HomePage.objects.create(
        title="Support for children and young people with SEND",
        draft_title="Support for children and young people with SEND",
        slug="home",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        live=True,
        locale=Locale.objects.get(),
    )
    root.numchild = 1
    root.save(update_fields=["numchild"])
    Site.objects.create(
        hostname="localhost", port=80, site_name="SEND Local Offer", root_page_id=home.pk, is_default_site=True
    )


class Migration(migrations.Migration):
    dependencies = [("localoffer", "0002_initial"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(make_home, migrations.RunPython.noop)]
