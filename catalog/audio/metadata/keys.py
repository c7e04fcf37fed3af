"""Which key of which container is which of our fields, and which container is believed first."""

# Richest and most deliberate first; the same order for every field.
PRIORITY = (
    "ixml.user", "ixml.aswg", "name", "bext", "id3", "vorbis", "mp4", "ape", "info", "aiff", "w64",
    "ixml.bext", "ixml.steinberg",
)  # fmt: skip

# field → container → its keys, the best first; compared without case and punctuation.
KEYS: dict[str, dict[str, str]] = {
    "cat_id": {"ixml.user": "catid longid", "ixml.aswg": "catid", "name": "catid", "tags": "catid"},
    "category": {"ixml.user": "category", "ixml.aswg": "category", "tags": "category"},
    "subcategory": {"ixml.user": "subcategory", "ixml.aswg": "subcategory", "tags": "subcategory"},
    "fx_name": {
        "ixml.user": "fxname tracktitle", "ixml.aswg": "fxname", "name": "fxname", "id3": "tit2",
        "vorbis": "fxname title", "mp4": "fxname nam", "ape": "fxname title", "info": "inam", "aiff": "name",
        "w64": "inam",
    },
    "description": {
        "ixml.user": "description", "ixml.aswg": "notes", "bext": "description", "id3": "comm tit3 description comment",
        "vorbis": "description comment", "mp4": "desc cmt", "ape": "description comment", "info": "icmt",
        "aiff": "anno", "w64": "icmt", "ixml.bext": "bwfdescription", "ixml.steinberg": "mediacomment",
    },
    "keywords": {"ixml.user": "keywords", "tags": "keywords keyword keyw", "info": "ikey"},
    "vendor_category": {
        "ixml.user": "vendorcategory", "ixml.aswg": "vendorcategory", "name": "vendorcategory",
        "tags": "vendorcategory",
    },
    "supplier": {
        "ixml.user": "designer artist manufacturer", "ixml.aswg": "originator", "id3": "tpe1",
        "vorbis": "artist", "mp4": "art", "ape": "artist", "info": "iart", "aiff": "auth", "w64": "iart",
        "ixml.steinberg": "mediacompany",
    },
    "creator_id": {
        "ixml.user": "shortid", "ixml.aswg": "creatorid", "name": "creatorid", "tags": "creatorid",
    },
    "source_id": {
        "ixml.user": "source show", "ixml.aswg": "sourceid", "name": "sourceid", "tags": "sourceid",
    },
    "library": {
        "ixml.user": "library", "ixml.aswg": "library", "id3": "talb", "vorbis": "album", "mp4": "alb",
        "ape": "album", "info": "iprd", "ixml.steinberg": "medialibrary",
    },
    "user_data": {"ixml.aswg": "userdata", "name": "userdata", "tags": "userdata"},
    "shop": {"ixml.user": "embedder", "id3": "tenc", "vorbis": "encodedby", "mp4": "too", "ape": "encodedby"},
    "sound_id": {
        "ixml.user": "usercomments", "id3": "ufidksound", "vorbis": "ksoundid", "mp4": "ksoundid",
        "ape": "ksoundid",
    },
    "licence_id": {"ixml.user": "licenseid", "tags": "licenseid license"},
    "licence_url": {
        "ixml.user": "url", "id3": "wcop", "vorbis": "license", "mp4": "license", "ape": "license",
    },
    "copyright": {"id3": "tcop", "vorbis": "copyright", "mp4": "cprt", "ape": "copyright", "info": "icop",
                  "aiff": "c", "w64": "icop"},
    "recorded_on": {
        "ixml.user": "releasedate trackyear", "ixml.aswg": "originationdate", "bext": "originationdate",
        "id3": "tdrc", "vorbis": "date", "mp4": "day", "ape": "date year", "info": "icrd",
        "ixml.bext": "bwforiginationdate",
    },
    "time_reference": {"bext": "timereference"},
    "microphone": {"ixml.user": "microphone", "ixml.aswg": "mictype", "tags": "microphone"},
    "mic_perspective": {"ixml.user": "micperspective", "tags": "micperspective"},
    "mic_distance": {"ixml.aswg": "micdistance"},
    "mic_config": {"ixml.aswg": "micconfig"},
    "rec_type": {"ixml.user": "rectype", "tags": "rectype"},
    "rec_medium": {"ixml.user": "recmedium", "tags": "recmedium"},
    "location": {"ixml.user": "location", "ixml.aswg": "recordingloc", "tags": "location"},
    "recordist": {"ixml.aswg": "recengineer"},
    "channel_config": {"ixml.aswg": "channelconfig"},
    "ambisonic_format": {"ixml.aswg": "ambisonicformat"},
    "ambisonic_order": {"ixml.aswg": "ambisonicchnorder"},
    "ambisonic_norm": {"ixml.aswg": "ambisonicnorm"},
    "is_designed": {"ixml.aswg": "isdesigned"},
    "is_generated": {"ixml.aswg": "isgenerated", "tags": "aigenerated"},
    "integrated_lufs": {"ixml.aswg": "loudness", "bext": "loudnessvalue"},
    "loudness_range_lu": {"ixml.aswg": "loudnessrange", "bext": "loudnessrange"},
    "true_peak_dbtp": {"ixml.aswg": "maxpeak", "bext": "maxtruepeaklevel"},
    "max_momentary_lufs": {"bext": "maxmomentaryloudness"},
    "max_short_term_lufs": {"bext": "maxshorttermloudness"},
}  # fmt: skip
# Containers whose keys are free names; ID3 puts them into TXXX frames.
FREE = ("id3", "vorbis", "mp4", "ape")
KEYWORD_KEYS = frozenset(" ".join(KEYS["keywords"].values()).split())
# Where a difference is a question to the seller. Software, dates of files and loudness differ by nature.
CONTESTED = frozenset(
    (
        "cat_id", "category", "subcategory", "fx_name", "description", "keywords", "vendor_category",
        "supplier", "creator_id", "source_id", "library", "recorded_on",
    )
)  # fmt: skip
