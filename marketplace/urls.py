"""The marketplace's addresses: `pages` carry a language, `files` do not."""

from django.urls import path, re_path

from marketplace.cart import views as cart
from marketplace.downloads.views import choose_format, download, download_order
from marketplace.favourites import urls as favourites
from marketplace.follows import urls as follows
from marketplace.gallery.views import gallery
from marketplace.home import views as home
from marketplace.insights.statement_views import seller_statement, seller_statement_file
from marketplace.insights.views import seller_dashboard
from marketplace.legal.views import document
from marketplace.library.views import library
from marketplace.licences.views import licence_verify
from marketplace.notifications import urls as notifications
from marketplace.orders import views as orders
from marketplace.orders.receipt_views import order_receipt, order_receipt_pdf
from marketplace.packs.views import pack_detail
from marketplace.privacy import urls as privacy
from marketplace.projects import urls as projects
from marketplace.reviews import urls as reviews
from marketplace.storefront import urls as storefront

files = [
    path("sounds/<str:public_id>/share.png", home.share_picture, name="share-picture"),
    *storefront.files,
    path("download/<str:public_id>/", download, name="download"),
    path("orders/<str:public_id>/sounds.zip", download_order, name="download-order"),
]

pages = [
    path("", home.home, name="home"),
    path("sounds/<str:public_id>/", home.effect_detail, name="effect-detail"),
    path("cart/", cart.cart, name="cart"),
    path("cart/add/", cart.cart_add, name="cart-add"),
    path("cart/remove/", cart.cart_remove, name="cart-remove"),
    path("cart/confirm/", cart.cart_confirm, name="cart-confirm"),
    path("packs/<str:public_id>/", pack_detail, name="pack-detail"),
    path("library/", library, name="library"),
    path("verify/<str:serial>/", licence_verify, name="licence-verify"),
    path("checkout/", orders.checkout_page, name="checkout"),
    path("orders/", orders.order_list, name="order-list"),
    path("orders/<str:public_id>/", orders.order_detail, name="order-detail"),
    path("orders/<str:public_id>/receipt/", order_receipt, name="order-receipt"),
    path("orders/<str:public_id>/receipt.pdf", order_receipt_pdf, name="order-receipt-pdf"),
    path("orders/<str:public_id>/status/", orders.order_status, name="order-status"),
    path("orders/<str:public_id>/formats/", choose_format, name="order-formats"),
    path("orders/<str:public_id>/return/", orders.payment_return, name="payment-return"),
    path("terms/", document, {"name": "terms"}, name="terms"),
    path("privacy/", document, {"name": "privacy"}, name="privacy"),
    path("withdrawal/", document, {"name": "withdrawal"}, name="withdrawal"),
    path("licences/", document, {"name": "licences"}, name="licences"),
    path("sell/dashboard/", seller_dashboard, name="seller-dashboard"),
    path("sell/statements/", seller_statement, name="seller-statement"),
    re_path(
        r"^sell/statements/statement\.(?P<form>csv|pdf)$", seller_statement_file, name="seller-statement-file"
    ),
    path("staff/gallery/", gallery, name="gallery"),
    *favourites.pages,
    *follows.pages,
    *notifications.pages,
    *privacy.pages,
    *projects.pages,
    *reviews.pages,
    *storefront.pages,
]
