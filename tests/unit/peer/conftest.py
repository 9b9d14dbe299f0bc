"""Both ends of these tests' connections are in one process, on a machine that may have no network."""

import webrtc

webrtc.allow_loopback()
