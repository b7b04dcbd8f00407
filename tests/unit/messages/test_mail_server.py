"""The mail server's address."""

import pytest

from alongside.config.mail import MailServer, mail_server


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("", MailServer()),
        ("smtp://mail", MailServer("mail", 25)),
        ("smtp://mail:587", MailServer("mail", 587, tls_later=True)),
        ("smtps://mail", MailServer("mail", 465, tls_at_once=True)),
        ("smtp://us%40er:p%2Fw@mail:2525", MailServer("mail", 2525, "us@er", "p/w", tls_later=True)),
    ],
)
def test_an_address_says_how_mail_is_handed_over(url, meant):
    assert mail_server(url) == meant


@pytest.mark.parametrize("url", ["mail:25", "http://mail", "smtp://"])
def test_an_address_that_is_none_is_refused_in_plain_words(url):
    with pytest.raises(ValueError, match="smtp://user"):
        mail_server(url)
