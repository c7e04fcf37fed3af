"""The addresses of notifications."""

from django.urls import path

from marketplace.notifications import views

pages = [
    path("notifications/", views.notification_list, name="notifications"),
    path("notifications/unread/", views.notifications_unread, name="notifications-unread"),
    path("notifications/read/", views.notifications_read, name="notifications-read"),
    path("notifications/<str:public_id>/", views.notification, name="notification"),
    path("account/notifications/", views.notification_settings, name="notification-settings"),
]
