from django.urls import path

from catalog.search import views

urlpatterns = [path("search/", views.search, name="search")]
