"""Texts which make a careless reader open other files or sockets, and other texts under the name of a sound."""

from . import seeds
from .case import refused

SDP = (
    b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
    b"m=audio 5004 RTP/AVP 96\r\na=rtpmap:96 L16/44100/2\r\n"
)
FFCONCAT = b"ffconcat version 1.0\nfile neighbour.wav\n"
HLS = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n"
HLS_KEY = b'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="file:///etc/passwd"\n#EXTINF:1,\nneighbour.wav\n'
HLS_MAP = b'#EXTM3U\n#EXT-X-MAP:URI="file:///etc/passwd"\n#EXTINF:1,\nneighbour.wav\n#EXT-X-ENDLIST\n'
PLS = b"[playlist]\nNumberOfEntries=1\nFile1=neighbour.wav\n"
ASX = b'<asx version="3.0"><entry><ref href="neighbour.wav"/></entry></asx>'
XSPF = b'<?xml version="1.0"?>\n<playlist version="1"><trackList><track/></trackList></playlist>'
SMIL = b'<smil><body><audio src="http://127.0.0.1:9/x.wav"/></body></smil>'
MPD = b'<?xml version="1.0"?><MPD type="static"><BaseURL>file:///etc/passwd</BaseURL></MPD>'
FFMETADATA = b";FFMETADATA1\ntitle=x\n[CHAPTER]\nSTART=0\nEND=1\n"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
LETTER = b"Dear listener,\nthis is a letter.\n" * 20

FILES = {
    "an ffconcat script": refused(FFCONCAT, "playlist"),
    "an ffconcat script behind a byte order mark": refused(b"\xef\xbb\xbf" + FFCONCAT, "playlist"),
    "an ffconcat script behind 3,000 blank lines": refused(b"\n" * 3_000 + FFCONCAT, "playlist"),
    "an ffconcat script in UTF-16": refused(FFCONCAT.decode().encode("utf-16"), "not_audio"),
    "an ffconcat script behind an ID3 tag": refused(
        lambda: b"ID3\4\0\0\0\0\0\0" + FFCONCAT, "not_audio", "playlist"
    ),
    "a concat script without its first line": refused(b"file 'neighbour.wav'\n", "playlist"),
    "an M3U of file names": refused(b"#EXTM3U\n#EXTINF:1,x\n../neighbour.wav\n", "playlist"),
    "a bare list of file names": refused(b"/etc/passwd\nneighbour.wav\n", "not_audio"),
    "an HLS playlist": refused(HLS, "playlist"),
    "an HLS playlist whose key is a local file": refused(HLS_KEY, "playlist"),
    "an HLS playlist whose map is a local file": refused(HLS_MAP, "playlist"),
    "a PLS playlist": refused(PLS, "playlist"),
    "an ASX playlist": refused(ASX, "playlist"),
    "an XSPF playlist": refused(XSPF, "playlist"),
    "a SMIL presentation": refused(SMIL, "playlist"),
    "a DASH manifest": refused(MPD, "playlist"),
    "a Windows reference": refused(b"[Reference]\r\nRef1=http://127.0.0.1:9/x.asf\r\n", "playlist"),
    "FFmpeg metadata": refused(FFMETADATA, "playlist"),
    "an SDP body": refused(SDP, "stream_description"),
    "an SDP body with bare line feeds": refused(SDP.replace(b"\r\n", b"\n"), "stream_description"),
    "an RTSP address": refused(b"rtsp://127.0.0.1:9/x\n", "not_audio"),
    "a letter": refused(LETTER, "not_audio"),
    "a page of HTML": refused(b"<!doctype html><script>alert(1)</script>", "not_audio"),
    "an SVG that names a file": refused(SVG, "not_audio"),
    "XML with an external entity": refused(DOCTYPE, "not_audio"),
    "JSON": refused(b'{"format": "wav", "url": "http://127.0.0.1:9/"}', "not_audio"),
    "a shell script": refused(b"#!/bin/sh\nexec true\n", "not_audio"),
    "a playlist that begins with the word RIFF": refused(b"RIFF\n" + FFCONCAT, "unsupported_format"),
    "a playlist inside the chunk of a WAV": refused(
        lambda: b"RIFF" + (len(HLS) + 12).to_bytes(4, "little") + b"WAVE#EXT" + HLS, "corrupt", "truncated"
    ),
    "a playlist behind a whole WAV": refused(lambda: seeds.wav() + b"\n" + HLS, "wrong_length"),
}
