"""Addresses of videos are read in the spellings that readers copy."""

from __future__ import annotations

import pytest

from sitegen.markdown.video_host import HostedVideo, VideoAddressError, hosted_video

ID = "a-B_c1234567"[:11]
PAGE = f"https://www.youtube.com/watch?v={ID}"
PLAYER = f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1"


@pytest.mark.parametrize(
    "address",
    [
        PAGE,
        f"http://youtube.com/watch?feature=share&v={ID}",
        f"https://m.youtube.com/watch?v={ID}&list=PL0",
        f"https://youtu.be/{ID}?si=x",
        f"https://www.youtube.com/embed/{ID}",
        f"https://www.youtube-nocookie.com/embed/{ID}?rel=0",
        f"https://www.youtube.com/shorts/{ID}",
        f"https://www.youtube.com/live/{ID}?feature=share",
    ],
)
def test_a_video_of_youtube_has_one_page_and_one_player(address: str) -> None:
    assert hosted_video(address) == HostedVideo("YouTube", PAGE, PLAYER)


@pytest.mark.parametrize(
    ("time", "seconds"), [("t=90", 90), ("t=90s", 90), ("start=5", 5), ("t=1h2m3s", 3723), ("t=soon", 0)]
)
def test_a_video_of_youtube_begins_where_its_address_says(time: str, seconds: int) -> None:
    found = hosted_video(f"https://youtu.be/{ID}?{time}")

    assert found.page == PAGE + (f"&t={seconds}s" if seconds else "")
    assert found.player == PLAYER + (f"&start={seconds}" if seconds else "")


@pytest.mark.parametrize(
    ("address", "page", "player"),
    [
        ("https://vimeo.com/123456", "123456", "123456?autoplay=1&dnt=1"),
        ("https://player.vimeo.com/video/123456?h=0a1b2c3d", "123456/0a1b2c3d",
         "123456?autoplay=1&dnt=1&h=0a1b2c3d"),
        ("https://vimeo.com/123456/0a1b2c3d", "123456/0a1b2c3d", "123456?autoplay=1&dnt=1&h=0a1b2c3d"),
        ("https://vimeo.com/channels/staff/123456#t=1m", "123456#t=60s", "123456?autoplay=1&dnt=1#t=60s"),
    ],
)  # fmt: skip
def test_a_video_of_vimeo_keeps_its_key_and_its_time(address: str, page: str, player: str) -> None:
    expected = HostedVideo("Vimeo", f"https://vimeo.com/{page}", f"https://player.vimeo.com/video/{player}")

    assert hosted_video(address) == expected


@pytest.mark.parametrize(
    "address",
    [
        "https://[x",
        "https://youtube.com.evil.example/watch?v=" + ID,
        f"https://youtu.be/{ID}x",
        "https://www.youtube.com/@channel",
        'https://vimeo.com/12345"onload',
        "mailto:a@youtube.com",
        "javascript:alert(1)",
    ],
)
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(VideoAddressError) as refused:
        hosted_video(address)

    assert refused.value.hint
