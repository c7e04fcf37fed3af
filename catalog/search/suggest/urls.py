from django.urls import path

from catalog.search.suggest import views

urlpatterns = [
    path("search/suggest/", views.suggest, name="suggest"),
    path("search/suggest.json", views.suggest_json, name="suggest-json"),
]
