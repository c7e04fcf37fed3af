"""The search's addresses: `urlpatterns` carry a language, `files` do not."""

from django.urls import path

from catalog.search import feed, sitemap_views, views

files = [
    path("sitemap.xml", sitemap_views.sitemap_index, name="sitemap"),
    path("sitemap-kinds.xml", sitemap_views.sitemap_kinds, name="sitemap-kinds"),
    path("sitemap-sounds-<int:number>.xml", sitemap_views.sitemap_effects, name="sitemap-effects"),
    path("robots.txt", sitemap_views.robots, name="robots"),
]

urlpatterns = [
    path("search/", views.search, name="search"),
    path("search/counts/", views.counts, name="search-counts"),
    path("search/feed.atom", feed.new_sounds, name="search-feed"),
]
