"""The tables of the embedded search engine, and the full-text index of each database over their words.

The index follows the table ``searchrow`` by itself, so that code writes ordinary rows and a flush of the tests
empties both. SQLite's triggers go when a later migration rebuilds that table: such a migration has to run
``make_full_text_index`` again.
"""

import django.db.models.deletion
from django.db import migrations, models

# Every letter, mark, digit and sign belongs to a token: tokens are finished before they come here.
SQLITE = (
    """
    CREATE VIRTUAL TABLE services_directory_searchwords USING fts5(
        words, content='services_directory_searchrow', content_rowid='service_id',
        detail='none', columnsize=0, prefix='2 3 4',
        tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
    )
    """,
    """
    CREATE VIRTUAL TABLE services_directory_searchvocabulary
        USING fts5vocab(services_directory_searchwords, 'row')
    """,
    """
    CREATE TRIGGER search_words_insert AFTER INSERT ON services_directory_searchrow BEGIN
        INSERT INTO services_directory_searchwords (rowid, words) VALUES (new.service_id, new.words);
    END
    """,
    """
    CREATE TRIGGER search_words_delete AFTER DELETE ON services_directory_searchrow BEGIN
        INSERT INTO services_directory_searchwords (services_directory_searchwords, rowid, words)
        VALUES ('delete', old.service_id, old.words);
    END
    """,
    """
    CREATE TRIGGER search_words_update AFTER UPDATE OF words ON services_directory_searchrow
    WHEN old.words IS NOT new.words BEGIN
        INSERT INTO services_directory_searchwords (services_directory_searchwords, rowid, words)
        VALUES ('delete', old.service_id, old.words);
        INSERT INTO services_directory_searchwords (rowid, words) VALUES (new.service_id, new.words);
    END
    """,
)
SQLITE_UNDO = (
    "DROP TRIGGER IF EXISTS search_words_insert",
    "DROP TRIGGER IF EXISTS search_words_delete",
    "DROP TRIGGER IF EXISTS search_words_update",
    "DROP TABLE IF EXISTS services_directory_searchvocabulary",
    "DROP TABLE IF EXISTS services_directory_searchwords",
)
POSTGRESQL = (
    """
    ALTER TABLE services_directory_searchrow ADD COLUMN tokens tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
    """,
    "CREATE INDEX services_directory_searchrow_tokens ON services_directory_searchrow USING gin (tokens)",
)
POSTGRESQL_UNDO = ("ALTER TABLE services_directory_searchrow DROP COLUMN IF EXISTS tokens",)


def make_full_text_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_full_text_index(apps, schema_editor):
    for statement in {"sqlite": SQLITE_UNDO, "postgresql": POSTGRESQL_UNDO}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def make_state(apps, schema_editor):
    apps.get_model("services_directory", "IndexState").objects.get_or_create(pk=1)


class Migration(migrations.Migration):

    dependencies = [
        ('services_directory', '0002_first_rows'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchRow',
            fields=[
                ('service_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=255)),
                ('title_words', models.TextField(help_text='Finished tokens of the title, in order.')),
                ('words', models.TextField(help_text='Finished tokens, each once, with the letter of its field before it.')),
                ('facets', models.TextField(help_text='What holds of the whole service, as facet:value with blanks between.')),
                ('checked_on', models.DateField(null=True)),
                ('card', models.JSONField(help_text='What a result card shows, so that results load no pages.')),
                ('content_hash', models.CharField(max_length=64)),
                ('changes_on', models.DateField(db_index=True, help_text='The next day on which the row says something else by itself.', null=True)),
            ],
            options={
                'verbose_name': 'row of the search index',
                'verbose_name_plural': 'rows of the search index',
            },
        ),
        migrations.CreateModel(
            name='WorkerLease',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('holder', models.CharField(help_text='A random name of the process.', max_length=64)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'lease of the worker',
                'verbose_name_plural': 'leases of the worker',
            },
        ),
        migrations.CreateModel(
            name='IndexState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.BigIntegerField(default=0)),
                ('changed_at', models.DateTimeField(null=True)),
                ('rebuilt_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'state of the search index',
                'verbose_name_plural': 'states of the search index',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='index_state_has_one_row')],
            },
        ),
        migrations.CreateModel(
            name='SearchPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(help_text='Order among the places of the service, from 0.')),
                ('location', models.CharField(blank=True, help_text='UUID of the place, if it is one.', max_length=36)),
                ('name', models.CharField(blank=True, help_text='As families may know it.', max_length=200)),
                ('latitude', models.FloatField(null=True)),
                ('longitude', models.FloatField(null=True)),
                ('minimum_age', models.PositiveSmallIntegerField(help_text='Years; 0 where there is no lower bound.')),
                ('maximum_age', models.PositiveSmallIntegerField(help_text='Years; 999 where there is no upper bound.')),
                ('facets', models.TextField(help_text='What holds at this place, as facet:value with blanks between.')),
                ('reaches_everybody', models.BooleanField(default=False, help_text='It comes to the family and has no point: it is within any distance.')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='places', to='services_directory.searchrow')),
            ],
            options={
                'verbose_name': 'place of the search index',
                'verbose_name_plural': 'places of the search index',
                'constraints': [models.UniqueConstraint(fields=('row', 'position'), name='search_place_position_once_in_a_row')],
            },
        ),
        migrations.RunPython(make_full_text_index, drop_full_text_index),
        migrations.RunPython(make_state, migrations.RunPython.noop),
    ]
