"""Reading account pages and mails in tests."""

import re

from bs4 import BeautifulSoup
from django.core import mail
from django.http import HttpResponse


def soup_of(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def links_in_mail(index: int = -1) -> list[str]:
    return re.findall(r"https?://\S+", mail.outbox[index].body)


def path_of(url: str) -> str:
    return re.sub(r"^https?://[^/]+", "", url)


def without_token(response: HttpResponse) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
