import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

_COUNTED = ("sub", "p1", "p2", "p3", "seller", "price_minor", "duration_ms", "lufs_tenths")
# Among the sampled ones, so that one document in sixty-four is looked at.
MARK = """
UPDATE catalog_searchdoc SET is_sparse = true
WHERE is_sampled AND (effect_id * 2654435761 >> 16) % 64 = 7 AND NOT is_sparse
"""


class Migration(migrations.Migration):
    atomic = False  # indexes are built while the shop is open

    dependencies = [("catalog", "0014_packs")]

    operations = [
        migrations.AddField("searchdoc", "is_sparse", models.BooleanField(db_default=False)),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        AddIndexConcurrently(
            "searchdoc",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_sparse", True)),
                fastupdate=False,
                fields=["tsv"],
                name="search_doc_tsv_sparse",
            ),
        ),
        AddIndexConcurrently(
            "searchdoc",
            models.Index(
                condition=models.Q(("is_sparse", True)),
                fields=["cat"],
                include=_COUNTED,
                name="search_doc_sparse",
            ),
        ),
        AddIndexConcurrently(
            "searchdoc", models.Index(fields=["cat"], include=_COUNTED, name="search_doc_covered")
        ),
        RemoveIndexConcurrently("searchdoc", "search_doc_counted"),
    ]
