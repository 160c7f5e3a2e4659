"""Reading the report as a person does: the screen's cells and the file's cells, as text and as values."""

from io import BytesIO

from bs4 import BeautifulSoup, Tag
from django.test import Client
from openpyxl import Workbook, load_workbook

from accounts.models import User

SCREEN = "/cms/reports/completion/"
EXPORT = "/cms/reports/completion/export/"


def as_user(user: User, language: str = "en") -> Client:
    """A browser with that person logged in, who reads the CMS in ``language``."""
    User.objects.filter(pk=user.pk).update(language=language)
    client = Client(headers={"accept-language": language})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def open_screen(client: Client, query: str = "") -> Tag:
    response = client.get(SCREEN + query)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser").html
    assert page is not None
    return page


def text_of(element: Tag) -> str:
    return " ".join(element.get_text().split())


def screen_rows(page: Tag) -> list[list[str]]:
    """The table's cells; an empty place reads «–»."""
    for hidden in page.select(".completion__table .w-sr-only"):
        hidden.decompose()
    return [[text_of(cell) for cell in row.select("th, td")] for row in page.select(".completion__table tbody tr")]


def names_on(page: Tag) -> list[str]:
    return [row[0] for row in screen_rows(page)]


def figures_on(page: Tag) -> list[str]:
    return [text_of(figure) for figure in page.select(".completion__figures dd")]


def link_on(page: Tag, rel: str) -> str:
    """The query string behind «next» or «prev», empty where there is none."""
    links = page.select(f".pagination a[rel={rel}]")
    return "?" + links[0].get("href").split("?", 1)[1] if links else ""


def notices_on(page: Tag) -> list[str]:
    return [text_of(notice) for notice in page.select(".help-block")]


def download(client: Client, query: str = "") -> Workbook:
    response = client.get(EXPORT + query)
    assert response.status_code == 200
    return load_workbook(BytesIO(response.getvalue()))


def file_rows(workbook: Workbook) -> list[list[object]]:
    return [list(row) for row in workbook.worksheets[0].iter_rows(min_row=2, values_only=True)]
