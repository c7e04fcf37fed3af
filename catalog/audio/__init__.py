"""What a sound file is and says: sniffing, safe decoding, loudness, peaks and previews.

Pure domain knowledge: nothing in here knows the database, the settings or the web.
Callers outside use `catalog.audio.sandbox.Sandbox`; only the child process runs the rest on strangers' files.
"""
