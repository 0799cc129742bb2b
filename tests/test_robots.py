"""Which group of a robots.txt is ours, and what it asks for."""

from __future__ import annotations

import pytest

from gongkai.crawl.robots import robots_of_status

URL = "http://www.example.gov.cn/nb/index.html"


def refuses(text: str) -> bool:
    return robots_of_status(200, text.encode()).refuses(URL) is not None


@pytest.mark.parametrize(
    ("agent", "is_ours"),
    [
        *[(agent, True) for agent in ("gongkai", "GongKai", "gongkai/1.0", "gongkai # that one", "gongkai*")],
        # Words of the contact that the User-Agent names, its version, and parts of the product token.
        *[(agent, False) for agent in ("http", "example", "mailto", "0", "kai", "gong", "gongkai-news", "gongkaibot")],
        *[(agent, False) for agent in ("Baiduspider", "+")],
    ],
)
def test_groups_are_matched_with_the_product_token_alone(agent: str, is_ours: bool) -> None:
    assert refuses(f"User-agent: {agent}\nDisallow: /nb/\n") == is_ours
    assert refuses(f"User-agent: *\nDisallow: /nb/\n\nUser-agent: {agent}\nDisallow: /other/\n") != is_ours
    assert refuses(f"user agent {agent}\r\nDisallow: /nb/\r\n") == is_ours


def test_a_group_of_several_robots_is_ours_where_one_of_them_is() -> None:
    assert refuses("User-agent: Baiduspider\nUser-agent: gongkai\nDisallow: /\n")
    assert refuses("User-agent: Baiduspider\nUser-agent: *\nDisallow: /\n")
    # Groups of one robot are one.
    assert refuses("User-agent: gongkai\nDisallow: /a\n\nUser-agent: gongkai\nDisallow: /nb/\n")
    assert not refuses("User-agent: Baiduspider\nDisallow: /\n\nUser-agent: *\nDisallow: /a\n")


def test_the_pause_is_that_of_our_group() -> None:
    text = b"User-agent: http\nCrawl-delay: 50\n\nUser-agent: *\nCrawl-delay: 3\n"
    assert robots_of_status(200, text).pause_s() == 3.0
    assert robots_of_status(200, text + b"\nUser-agent: gongkai\nCrawl-delay: 7\n").pause_s() == 7.0
