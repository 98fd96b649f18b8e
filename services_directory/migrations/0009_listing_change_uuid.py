import uuid

from django.db import migrations, models


def give_each_its_own(apps, schema_editor):
    changes = apps.get_model("services_directory", "ListingChange")
    for change in changes.objects.filter(uuid=None).only("pk"):
        changes.objects.filter(pk=change.pk).update(uuid=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("services_directory", "0008_search_failures")]

    operations = [
        migrations.AddField(
            model_name="listingchange",
            name="uuid",
            field=models.UUIDField(
                default=uuid.uuid4,
                editable=False,
                help_text="Stands in addresses of the portal.",
                null=True,
            ),
        ),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="listingchange",
            name="uuid",
            field=models.UUIDField(
                default=uuid.uuid4,
                editable=False,
                help_text="Stands in addresses of the portal.",
                unique=True,
            ),
        ),
    ]
