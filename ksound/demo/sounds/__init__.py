"""Synthesised sound effects for a demonstration catalogue: pure signal processing, no Django.

`catalogue.plan` says what to make, `render.render` turns one entry into the bytes of an audio file.
"""
