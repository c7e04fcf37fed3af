from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False  # the index is built while payments go on
    dependencies = [("payments", "0004_refunds_and_holds")]

    operations = [
        AddIndexConcurrently("attemptshare", models.Index(fields=["line_ref"], name="share_line")),
    ]
