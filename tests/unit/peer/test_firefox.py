"""How Firefox is known."""

from ringback.peer.firefox import made_by_firefox


def test_firefox_is_known_by_the_origin_line_and_only_by_that() -> None:
    assert made_by_firefox("v=0\r\no=mozilla...THIS_IS_SDPARTA-99.0 1 0 IN IP4 0.0.0.0\r\n")
    assert not made_by_firefox("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=o=mozilla\r\n")
