from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_name_parts")]

    operations = [ValidateConstraint("effect", "effect_generated_by_ai_not_submitted")]
