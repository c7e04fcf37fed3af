"""The catalogue's addresses: `pages` carry a language, `media` do not."""

from django.urls import URLPattern, URLResolver, include, path

from catalog.effects.views import listen, peaks, preview, spectrogram
from catalog.search import urls as search
from catalog.studio import pack_views as packs
from catalog.studio import upload_views as upload
from catalog.studio import views as studio
from catalog.studio.naming_views import studio_names

media: list[URLPattern | URLResolver] = [
    path("audio/<str:public_id>/preview.mp3", preview, name="preview"),
    path("audio/<str:public_id>/peaks", peaks, name="peaks"),
    path("audio/<str:public_id>/spectrogram.webp", spectrogram, name="spectrogram"),
    path("listen/<str:token>", listen, name="listen"),
    *search.files,
]

pages: list[URLPattern | URLResolver] = [
    path("", include("catalog.search.urls")),
    path("", include("catalog.search.similar.urls")),
    path("", include("catalog.search.by_sound.urls")),
    path("", include("catalog.search.suggest.urls")),
    path("", include("catalog.categories.urls")),
    path("studio/", studio.studio, name="studio"),
    path("studio/upload/", upload.studio_upload, name="studio-upload"),
    path("studio/upload/rows/", upload.studio_upload_rows, name="studio-upload-rows"),
    path("studio/upload/retry/", upload.studio_upload_retry, name="studio-upload-retry"),
    path("studio/upload/discard/", upload.studio_upload_discard, name="studio-upload-discard"),
    path("studio/packs/", packs.studio_packs, name="studio-packs"),
    path("studio/packs/new/", packs.studio_pack_new, name="studio-pack-new"),
    path("studio/packs/<str:public_id>/", packs.studio_pack, name="studio-pack"),
    path("studio/packs/<str:public_id>/withdraw/", packs.studio_pack_withdraw, name="studio-pack-withdraw"),
    path("studio/packs/<str:public_id>/delete/", packs.studio_pack_delete, name="studio-pack-delete"),
    path("studio/names/", studio_names, name="studio-names"),
    path("studio/suggest/", studio.studio_suggest, name="studio-suggest"),
    path("studio/effects/", studio.studio_effects, name="studio-effects"),
    path("studio/effects/<str:public_id>/", studio.studio_effect, name="studio-effect"),
    path("studio/effects/<str:public_id>/recall/", studio.studio_effect_recall, name="studio-effect-recall"),
    path(
        "studio/effects/<str:public_id>/withdraw/",
        studio.studio_effect_withdraw,
        name="studio-effect-withdraw",
    ),
]
