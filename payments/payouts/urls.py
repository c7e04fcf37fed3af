from django.urls import path

from payments.payouts.views import payout_account, seller_payouts

urlpatterns = [
    path("sell/payouts/", seller_payouts, name="seller-payouts"),
    path("sell/payouts/account/", payout_account, name="payout-account"),
]
