"""The marketplace's addresses: `pages` carry a language, `files` do not."""

from django.urls import path

from marketplace.cart import views as cart
from marketplace.downloads.views import choose_format, download, download_order
from marketplace.favourites import urls as favourites
from marketplace.home import views as home
from marketplace.insights.views import seller_dashboard
from marketplace.legal.views import document
from marketplace.licences.views import licence_verify
from marketplace.orders import views as orders
from marketplace.projects import urls as projects

files = [
    path("download/<str:public_id>/", download, name="download"),
    path("orders/<str:public_id>/sounds.zip", download_order, name="download-order"),
]

pages = [
    path("", home.home, name="home"),
    path("sounds/<str:public_id>/", home.effect_detail, name="effect-detail"),
    path("sellers/<str:public_id>/", home.storefront, name="storefront"),
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.cart_add, name="cart-add"),
    path("cart/remove/", cart.cart_remove, name="cart-remove"),
    path("verify/<str:serial>/", licence_verify, name="licence-verify"),
    path("checkout/", orders.checkout_page, name="checkout"),
    path("orders/", orders.order_list, name="order-list"),
    path("orders/<str:public_id>/", orders.order_detail, name="order-detail"),
    path("orders/<str:public_id>/status/", orders.order_status, name="order-status"),
    path("orders/<str:public_id>/formats/", choose_format, name="order-formats"),
    path("orders/<str:public_id>/return/", orders.payment_return, name="payment-return"),
    path("terms/", document, {"name": "terms"}, name="terms"),
    path("privacy/", document, {"name": "privacy"}, name="privacy"),
    path("withdrawal/", document, {"name": "withdrawal"}, name="withdrawal"),
    path("licences/", document, {"name": "licences"}, name="licences"),
    path("sell/dashboard/", seller_dashboard, name="seller-dashboard"),
    *favourites.pages,
    *projects.pages,
]
