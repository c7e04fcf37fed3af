"""What sellers agree to; a change of meaning is a new version (settings.SELLER_AGREEMENT_VERSION)."""

from django.utils.translation import gettext_lazy as _

POINTS = (
    _("You recorded or made the sounds yourself, or hold every right needed to sell them."),
    _("You keep your rights. K-Sound Library is an intermediary: buyers receive a licence from you."),
    _("Each sale pays the fee of your tier; the rate at the time of sale never changes afterwards."),
    _("Sounds are reviewed before they go on sale. What was sold stays with its buyers."),
    _("Wholly AI-generated sounds are not accepted."),
)
