from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0002_ledger_triggers"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="paymentattempt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "paid")),
                fields=("order_ref",),
                name="one_paid_attempt_per_order",
            ),
        ),
    ]
