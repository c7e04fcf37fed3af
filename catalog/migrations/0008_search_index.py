import django.contrib.postgres.indexes
import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

# Every change of a document is noted where it happens, whoever makes it: a view, a cascade, a repair.
NOTE_CHANGES = """
CREATE FUNCTION catalog_note_search_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_same boolean := TG_OP = 'UPDATE';
BEGIN
    IF is_same THEN
        is_same := (OLD.effect_id, OLD.seller_id, OLD.cat, OLD.sub, OLD.p1, OLD.p2, OLD.p3)
                 = (NEW.effect_id, NEW.seller_id, NEW.cat, NEW.sub, NEW.p1, NEW.p2, NEW.p3);
    END IF;
    IF is_same THEN
        INSERT INTO catalog_searchchange (effect_id, step, seller_id, cat, sub, p1, p2, p3)
        VALUES (NEW.effect_id, 0, NEW.seller_id, NEW.cat, NEW.sub, NEW.p1, NEW.p2, NEW.p3);
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO catalog_searchchange (effect_id, step, seller_id, cat, sub, p1, p2, p3)
        VALUES (OLD.effect_id, -1, OLD.seller_id, OLD.cat, OLD.sub, OLD.p1, OLD.p2, OLD.p3);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO catalog_searchchange (effect_id, step, seller_id, cat, sub, p1, p2, p3)
        VALUES (NEW.effect_id, 1, NEW.seller_id, NEW.cat, NEW.sub, NEW.p1, NEW.p2, NEW.p3);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_change AFTER INSERT OR UPDATE OR DELETE ON catalog_searchdoc
    FOR EACH ROW EXECUTE FUNCTION catalog_note_search_change();
"""
FORGET_CHANGES = """
DROP TRIGGER search_change ON catalog_searchdoc;
DROP FUNCTION catalog_note_search_change();
"""
# The words lie apart and uncompressed: what is counted stays together, eighty rows a page.
LIE_APART = """
ALTER TABLE catalog_searchdoc ALTER COLUMN tsv SET STORAGE EXTERNAL;
ALTER TABLE catalog_searchdoc SET (toast_tuple_target = 128);
"""
LIE_TOGETHER = """
ALTER TABLE catalog_searchdoc RESET (toast_tuple_target);
ALTER TABLE catalog_searchdoc ALTER COLUMN tsv SET STORAGE EXTENDED;
"""
# Documents that are there already: the sampled ones marked, and p2 in its new layout.
# The worker rewrites them as the new version soon after.
CARRY_OVER = """
UPDATE catalog_searchdoc SET
    is_sampled = (effect_id * 2654435761 >> 16) % 16 = 7,
    p2 = (width_bucket(duration_ms / 1000.0, ARRAY[0, 0.25, 0.5, 1, 1.5, 2, 3, 5, 8, 12, 20, 30, 60, 120, 300, 600]) - 1)
       | (p2 >> 3 & 7) << 4 | (p2 >> 6 & 3) << 7,
    p3 = 15
"""
# Each change of the documents above was noted by the trigger; from here on the counts are whole.
COUNT = """
DELETE FROM catalog_searchchange;
INSERT INTO catalog_browsecount (scope, kind, code, hits)
SELECT scope, kind, code, count(*)
FROM catalog_searchdoc
    CROSS JOIN LATERAL (VALUES (-1), (cat)) AS place (scope)
    CROSS JOIN LATERAL (VALUES ('sub', sub), ('p1', p1), ('p2', p2), ('p3', p3), ('seller', seller_id)) AS fact (kind, code)
GROUP BY scope, kind, code
"""


class Migration(migrations.Migration):
    atomic = False  # indexes are built while the shop is open

    dependencies = [("catalog", "0007_declarations")]

    operations = [
        migrations.CreateModel(
            name="BrowseCount",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "scope", "kind", "code", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("scope", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=6)),
                ("code", models.BigIntegerField()),
                ("hits", models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="EffectSales",
            fields=[
                (
                    "effect",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalog.effect",
                    ),
                ),
                ("units", models.PositiveIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                ("seq", models.BigAutoField(primary_key=True, serialize=False)),
                ("effect_id", models.BigIntegerField()),
                ("step", models.SmallIntegerField()),
                ("seller_id", models.BigIntegerField()),
                ("cat", models.PositiveSmallIntegerField()),
                ("sub", models.PositiveSmallIntegerField()),
                ("p1", models.PositiveSmallIntegerField()),
                ("p2", models.PositiveSmallIntegerField()),
                ("p3", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.AddField("searchdoc", "p3", models.PositiveSmallIntegerField(db_default=0)),
        migrations.AddField("searchdoc", "lufs_tenths", models.SmallIntegerField(null=True)),
        migrations.AddField("searchdoc", "sales", models.PositiveIntegerField(db_default=0)),
        migrations.AddField("searchdoc", "is_sampled", models.BooleanField(db_default=False)),
        migrations.RunSQL(LIE_APART, LIE_TOGETHER),
        migrations.RunSQL(NOTE_CHANGES, FORGET_CHANGES),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        RemoveIndexConcurrently("searchdoc", "search_doc_category"),
        AddIndexConcurrently(
            "searchdoc",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_sampled", True)),
                fastupdate=False,
                fields=["tsv"],
                name="search_doc_tsv_sample",
            ),
        ),
        AddIndexConcurrently(
            "searchdoc", models.Index(fields=["-sales", "-effect"], name="search_doc_sales")
        ),
        AddIndexConcurrently("searchdoc", models.Index(fields=["version"], name="search_doc_version")),
        AddIndexConcurrently(
            "searchdoc",
            models.Index(
                fields=["cat"], include=("sub", "p1", "p2", "p3", "seller"), name="search_doc_counted"
            ),
        ),
        AddIndexConcurrently(
            "searchdoc",
            models.Index(
                condition=models.Q(("is_sampled", True)),
                fields=["cat"],
                include=(
                    "sub",
                    "p1",
                    "p2",
                    "p3",
                    "seller",
                    "price_minor",
                    "duration_ms",
                    "lufs_tenths",
                ),
                name="search_doc_sample",
            ),
        ),
    ]
