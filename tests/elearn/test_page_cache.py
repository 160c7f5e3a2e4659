"""Content pages are the same bytes for everybody, kept until something that readers can see changes. Nothing personal comes near."""

import gzip
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import brotli
import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction, Site

from courses.models import ContentVersion, CourseDocument, CourseImage, GlossaryTerm, LessonPage, PlatformStat, SiteFooter
from elearn.lib.http import PRIVATE
from elearn.middleware import PrivateResponseMiddleware
from elearn.pagecache import CACHE_CONTROL, ContentCacheMiddleware, RecentPages, StoredPage, is_content_path, recent_pages
from learning.operations import enrol
from tests.factories.accounts import UserFactory, make_administrator, make_editor
from tests.factories.pages import (
    NOW,
    make_course,
    make_glossary,
    make_home,
    make_info,
    make_lesson,
    make_module,
    publish,
    quiz,
    release,
    section,
    stream,
    translate,
)
from tests.factories.quizzes import ObjectiveFactory, change_body, make_locale, make_question

pytestmark = pytest.mark.django_db

NAME = "xqz-somebody"


@dataclass
class Tree:
    """A site in both languages: every kind of content page."""

    lesson: LessonPage
    urls: list[str]


def make_site() -> tuple[LessonPage, list[Page]]:
    home = make_home()
    course = make_course(home, body=[section()])
    lesson = make_lesson(
        make_module(course), body=[section(), quiz([make_question()]), quiz([make_question()], "graded")], slug="lesson"
    )
    release(course)
    return lesson, [home, course, lesson.get_parent(), lesson]


@pytest.fixture
def tree() -> Tree:
    """Home, course, module and lesson, in Arabic."""
    lesson, pages = make_site()
    return Tree(lesson, [page.url for page in pages])


@pytest.fixture
def whole_tree() -> Tree:
    """Every kind of content page, in both languages."""
    lesson, pages = make_site()
    for page in (lesson, make_glossary(pages[0]), make_info(pages[0])):
        translate(page)
    urls = [page.url for page in Page.objects.filter(depth__gt=1, live=True)]
    # Wagtail's welcome page stands outside the site.
    return Tree(lesson, [url for url in urls if url])


def client_of(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def get(url: str, client: Client | None = None, **headers: str) -> HttpResponse:
    return (client or Client()).get(url, headers=headers)


def is_kept(response: HttpResponse) -> bool:
    return "ETag" in response.headers


# The same for everybody ----------------------------------------------------------------


def make_people(tree: Tree) -> dict[str, Client]:
    learner = UserFactory.create(display_name=NAME, email=f"{NAME}@example.org", has_simple_view=True)
    enrol(learner=learner, course_key=tree.lesson.get_parent().get_parent().specific.translation_key, now=NOW)
    people = {"anonymous": None, "learner": learner, "editor": make_editor(display_name=NAME), "admin": make_administrator()}
    return {name: client_of(user) for name, user in people.items()}


@pytest.mark.parametrize("is_cold", [True, False])
def test_content_is_the_same_for_everybody(whole_tree, is_cold):
    people = make_people(whole_tree)
    assert len(whole_tree.urls) == 12

    for url in whole_tree.urls:
        answers = {}
        for name, client in people.items():
            if is_cold:
                recent_pages.clear()
                cache.clear()
            answers[name] = client.get(url)

        assert {answer.status_code for answer in answers.values()} == {200}
        assert len({answer.content for answer in answers.values()}) == 1
        assert len({answer.headers["ETag"] for answer in answers.values()}) == 1
        assert {answer.headers["Cache-Control"] for answer in answers.values()} == {CACHE_CONTROL}
        assert {answer.headers["Vary"] for answer in answers.values()} == {"Accept-Encoding"}
        assert {len(answer.cookies) for answer in answers.values()} == {0}


def test_content_holds_nothing_of_anybody(whole_tree):
    client = make_people(whole_tree)["learner"]

    for url in whole_tree.urls:
        response = client.get(url)

        page = BeautifulSoup(response.content, "html.parser")
        assert NAME not in response.content.decode()
        assert [form for form in page.find_all("form") if form.get("method", "get").lower() == "post"] == []
        assert page.find("input", attrs={"name": "csrfmiddlewaretoken"}) is None
        assert page.find(id="wagtail-userbar-template") is None
        assert "Set-Cookie" not in response.headers


def test_message_that_waits_for_somebody_is_not_kept(tree):
    """It is shown on a page of their own, or on a content page that no cache keeps."""
    client = client_of(UserFactory.create())
    course = tree.lesson.get_parent().get_parent().specific
    client.post(f"/ar/me/courses/{course.translation_key}/join/", {"next": tree.lesson.url})
    assert "messages" in client.cookies

    theirs = client.get(tree.lesson.url)
    others = get(tree.lesson.url)

    assert BeautifulSoup(others.content, "html.parser").find(role="status") is None
    assert is_kept(others)
    assert not is_kept(theirs) or theirs.content == others.content


# Bytes and headers ----------------------------------------------------------------------


def test_unchanged_page_is_not_sent_again(tree):
    etag = get(tree.lesson.url).headers["ETag"]

    answers = {
        value: get(tree.lesson.url, **{"If-None-Match": value})
        for value in (etag, f'"other", {etag}', f"W/{etag}", '"other"', "")
    }

    assert {value: answer.status_code for value, answer in answers.items()} == {
        etag: 304,
        f'"other", {etag}': 304,
        f"W/{etag}": 304,
        '"other"': 200,
        "": 200,
    }
    assert answers[etag].content == b""
    assert answers[etag].headers["ETag"] == etag
    assert answers[etag].headers["Cache-Control"] == CACHE_CONTROL


def test_etag_follows_the_bytes(tree):
    before = get(tree.lesson.url).headers["ETag"]
    publish(tree.lesson, summary="ملخّص آخر")

    assert get(tree.lesson.url).headers["ETag"] != before


@pytest.mark.parametrize("is_warm", [False, True])
def test_head_has_the_headers_and_no_body(tree, is_warm):
    if is_warm:
        get(tree.lesson.url)

    head = Client().head(tree.lesson.url)

    whole = get(tree.lesson.url)
    assert head.content == b""
    assert dict(head.headers) == dict(whole.headers)
    assert int(head.headers["Content-Length"]) == len(whole.content)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br", "br"),
        ("br;q=1.0, gzip;q=0.8", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", ""),
        ("deflate", ""),
        ("zebra", ""),
    ],
)
def test_page_is_sent_in_an_encoding_that_is_accepted(tree, accepted, encoding):
    plain = get(tree.lesson.url)

    response = get(tree.lesson.url, **({"Accept-Encoding": accepted} if accepted else {}))

    decode: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}
    assert response.headers.get("Content-Encoding", "") == encoding
    assert decode[encoding](response.content) == plain.content
    assert int(response.headers["Content-Length"]) == len(response.content)


def test_equal_pages_are_equal_bytes_in_every_process(tree):
    first = {encoding: get(tree.lesson.url, **{"Accept-Encoding": encoding}).content for encoding in ("br", "gzip", "identity")}
    recent_pages.clear()
    cache.clear()

    again = {encoding: get(tree.lesson.url, **{"Accept-Encoding": encoding}).content for encoding in ("br", "gzip", "identity")}

    assert again == first


# The cost -------------------------------------------------------------------------------


@pytest.mark.parametrize("kept_by", ["process", "shared cache"])
def test_warm_page_costs_two_queries_at_most(whole_tree, kept_by):
    for url in whole_tree.urls:
        get(url)
        if kept_by == "shared cache":
            recent_pages.clear()

        with CaptureQueriesContext(connection) as sent:
            response = get(url)

        # The content version; and the page itself where the cache is a table.
        assert response.status_code == 200
        assert 1 <= len(sent) <= (1 if kept_by == "process" else 2)


def test_process_keeps_the_pages_served_last():
    kept = RecentPages(2)
    page = StoredPage("", "", b"", b"", b"")
    for key in ("a", "b"):
        kept.put(key, page)
    kept.get("a")

    kept.put("c", page)

    assert [kept.get(key) is not None for key in ("a", "b", "c")] == [True, False, True]


# What is kept apart, and what is not kept -------------------------------------------------


def test_pages_are_kept_apart_by_what_they_depend_on(rf: RequestFactory):
    middleware = ContentCacheMiddleware(lambda _request: HttpResponse())

    def key(path: str = "/ar/", **extra: Any) -> str:
        return middleware.key_of(rf.get(path, **extra))

    keys = {
        "plain": key(),
        "language": key("/en/"),
        "path": key("/ar/about/"),
        "host": key(headers={"host": "other.example"}),
        "port": key(headers={"host": "testserver:8001"}),
        "scheme": key(secure=True),
    }
    with override_settings(RELEASE="another"):
        keys["release"] = key()
    ContentVersion.bump()
    keys["content"] = key()

    assert len(set(keys.values())) == len(keys)


@override_settings(ALLOWED_HOSTS=["testserver", "other.example"])
def test_host_that_is_not_ours_is_refused_and_not_kept(tree):
    answers = {host: get(tree.lesson.url, host=host).status_code for host in ("other.example", "evil.example")}
    forwarded = get(tree.lesson.url, **{"X-Forwarded-Host": "evil.example"})

    assert answers == {"other.example": 200, "evil.example": 400}
    assert "evil.example" not in forwarded.content.decode()


@pytest.mark.parametrize("query", ["?x=1", "?", "?utm_source=a&b=%00", "?next=//evil.example"])
def test_parameters_bypass_the_cache(tree, query):
    plain = get(tree.lesson.url)

    response = get(tree.lesson.url + query)

    assert response.status_code == 200
    assert is_kept(response) is (query == "?")
    assert get(tree.lesson.url).content == plain.content


@pytest.mark.parametrize(
    ("path", "is_content"),
    [
        ("/ar/", True),
        ("/en/", True),
        ("/ar/e-advocacy/", True),
        ("/ar/e-advocacy/concepts/what-is-advocacy/", True),
        ("/ar/about/", True),
        ("/", False),
        ("/fr/", False),
        ("/cms/", False),
        ("/documents/1/a.pdf", False),
        ("/healthz", False),
        ("/ar/me/", False),
        ("/ar/me", False),
        ("/ar/me/courses/", False),
        ("/ar/quizzes/", False),
        ("/ar/quizzes/practice/1/", False),
        ("/en/accounts/login/", False),
        ("/en/certificates/ABC/", False),
        ("/ar/privacy/", False),
        ("/ar/search/", False),
    ],
)
def test_personal_addresses_are_no_content(path, is_content):
    assert is_content_path(path) is is_content


@pytest.mark.parametrize(
    "spoil",
    [
        {"status_code": 404},
        {"status_code": 302},
        {"status_code": 500},
        {"cookie": True},
        {"vary": "Cookie"},
        {"vary": "Accept-Language, cookie"},
        {"is_public_content": False},
        {"method": "POST"},
        {"path": "/ar/me/"},
        {"is_dummy": True},
    ],
)
def test_what_is_not_the_same_for_everybody_is_not_kept(rf: RequestFactory, spoil):
    calls = []

    def answer(_request: HttpRequest) -> HttpResponse:
        calls.append(1)
        response = HttpResponse("text", status=spoil.get("status_code", 200))
        response.is_public_content = spoil.get("is_public_content", True)
        if spoil.get("cookie"):
            response.set_cookie("a", "b")
        if spoil.get("vary"):
            response.headers["Vary"] = spoil["vary"]
        return response

    middleware = ContentCacheMiddleware(answer)
    for _number in range(2):
        request = rf.generic(spoil.get("method", "GET"), spoil.get("path", "/ar/x/"))
        request.is_dummy = spoil.get("is_dummy", False)
        response = middleware(request)

    assert len(calls) == 2
    assert not is_kept(response)


def test_nothing_is_kept_where_the_cache_is_off(tree, settings):
    settings.CONTENT_CACHE = False

    assert not is_kept(get(tree.lesson.url))


def test_page_made_while_something_changed_is_not_served_after_it(rf: RequestFactory):
    """The version is read before the page is made: whatever was seen half way is kept under a number that is gone."""
    texts = iter(["before", "after"])

    def answer(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse(next(texts))
        response.is_public_content = True
        ContentVersion.bump()
        return response

    middleware = ContentCacheMiddleware(answer)

    assert [middleware(rf.get("/ar/x/")).content for _number in range(2)] == [b"before", b"after"]


# What has seen a session --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "has_cookie", "expected"),
    [
        ({}, False, None),
        ({"Cache-Control": "public, max-age=60"}, False, "public, max-age=60"),
        ({}, True, PRIVATE),
        ({"Vary": "Cookie"}, False, PRIVATE),
        ({"Vary": "Accept-Language, Cookie"}, False, PRIVATE),
        ({"Vary": "Cookie", "Cache-Control": "public, max-age=60"}, False, PRIVATE),
        ({"Cache-Control": "public, max-age=60"}, True, PRIVATE),
        ({"Vary": "Cookie", "Cache-Control": "no-store"}, False, "no-store"),
        ({"Vary": "Accept-Language"}, False, None),
    ],
)
def test_response_that_has_seen_somebody_is_private(rf: RequestFactory, headers, has_cookie, expected):
    response = HttpResponse(headers=headers)
    if has_cookie:
        response.set_cookie("a", "b")

    answer = PrivateResponseMiddleware(lambda _request: response)(rf.get("/"))

    assert answer.headers.get("Cache-Control") == expected


PERSONAL = [
    "/ar/me/",
    "/en/me/",
    "/ar/accounts/login/",
    "/ar/accounts/signup/",
    "/ar/accounts/logout/",
    "/cms/",
    "/ar/me/nowhere/",
]


@pytest.mark.parametrize("name", ["anonymous", "learner", "admin"])
def test_personal_pages_are_private(tree, name):
    client = make_people(tree)[name]
    course = tree.lesson.get_parent().get_parent().specific
    practice, test = (block.id for block in tree.lesson.quiz_blocks())
    urls = [
        *PERSONAL,
        f"/ar/me/courses/{course.translation_key}/",
        f"/ar/me/courses/{course.translation_key}/lessons/{tree.lesson.translation_key}/",
        f"/ar/quizzes/{test}/",
        f"/ar/quizzes/practice/{practice}/",
        f"/ar/quizzes/attempts/{uuid.uuid4()}/",
    ]

    answers = {url: client.get(url) for url in urls}

    private = {url for url, answer in answers.items() if "no-store" in answer.headers.get("Cache-Control", "")}
    # A page that is nowhere tells nothing about anybody, unless somebody is signed in.
    assert set(urls) - private <= {"/ar/me/nowhere/"}
    assert [url for url, answer in answers.items() if is_kept(answer)] == []


# What outdates ---------------------------------------------------------------------------------


def picture() -> ImageFile:
    file = BytesIO()
    Image.new("RGB", (4, 3), "white").save(file, "PNG")
    return ImageFile(BytesIO(file.getvalue()), name="picture.png")


def make_term() -> GlossaryTerm:
    return GlossaryTerm.objects.create(slug="term", name="مصطلح", definition="تعريف", locale=make_locale("ar"), live=True)


def make_stat() -> PlatformStat:
    return PlatformStat.objects.create(slug="stat", platform="م", title="ع", value=1, unit="%", locale=make_locale("ar"))


def save(instance: Any, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(instance, name, value)
    instance.save()


def change_draft_and_publish(term: GlossaryTerm) -> None:
    term.definition = "تعريف آخر"
    term.save_revision().publish()


CHANGES: dict[str, tuple[Callable[[Tree], Any], Callable[[Any], Any]]] = {
    "page published": (lambda tree: tree.lesson, lambda page: publish(page, title="آخر")),
    "page unpublished": (lambda tree: tree.lesson, lambda page: page.unpublish()),
    "page moved": (
        lambda tree: tree.lesson,
        lambda page: page.move(make_module(page.get_parent().get_parent().specific), pos="last-child"),
    ),
    "page deleted": (lambda tree: Page.objects.get(pk=tree.lesson.pk), lambda page: page.delete()),
    "page restricted": (
        lambda tree: tree.lesson,
        lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
    ),
    "picture changed": (
        lambda _tree: CourseImage.objects.create(title="صورة", file=picture()),
        lambda image: save(image, title="آخر"),
    ),
    "picture deleted": (lambda _tree: CourseImage.objects.create(title="صورة", file=picture()), lambda image: image.delete()),
    "file changed": (
        lambda _tree: CourseDocument.objects.create(title="ملف", file=ContentFile(b"x", name="a.pdf")),
        lambda document: save(document, title="آخر"),
    ),
    "term published": (lambda _tree: make_term(), change_draft_and_publish),
    "term unpublished": (lambda _tree: make_term(), lambda term: term.unpublish()),
    "term deleted": (lambda _tree: make_term(), lambda term: term.delete()),
    "statistic changed": (lambda _tree: make_stat(), lambda stat: save(stat, value=2)),
    "statistic deleted": (lambda _tree: make_stat(), lambda stat: stat.delete()),
    "footer changed": (
        lambda _tree: SiteFooter.objects.create(statement="<p>س</p>", locale=make_locale("ar")),
        lambda footer: save(footer, statement="<p>آخر</p>"),
    ),
    "redirect made": (lambda _tree: None, lambda _none: Redirect.objects.create(old_path="/ar/old", redirect_link="/ar/")),
    "redirect deleted": (
        lambda _tree: Redirect.objects.create(old_path="/ar/old", redirect_link="/ar/"),
        lambda redirect: redirect.delete(),
    ),
    "site changed": (lambda _tree: Site.objects.get(), lambda site: save(site, site_name="آخر")),
    "objective changed": (lambda _tree: ObjectiveFactory.create(), lambda objective: save(objective, text="آخر")),
    "objective deleted": (lambda _tree: ObjectiveFactory.create(), lambda objective: objective.delete()),
    "question published": (lambda _tree: make_question(), lambda question: change_body(question, stem="آخر")),
    "question unpublished": (lambda _tree: make_question(), lambda question: question.unpublish()),
    "question deleted": (lambda _tree: make_question(), lambda question: question.delete()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change_that_readers_can_see_outdates_every_page(tree, name):
    make, change = CHANGES[name]
    subject = make(tree)
    before = ContentVersion.get()

    change(subject)

    assert ContentVersion.get() > before


def test_changed_page_is_read_at_once(tree):
    before = get(tree.lesson.url).content.decode()

    publish(tree.lesson, body=[section("xqz-new-text")])

    assert "xqz-new-text" not in before
    assert "xqz-new-text" in get(tree.lesson.url).content.decode()


def test_draft_outdates_nothing(tree):
    before = ContentVersion.get()
    page = LessonPage.objects.get(pk=tree.lesson.pk)
    page.body = stream(LessonPage, "body", [section("xqz-draft")])

    page.save_revision()

    assert ContentVersion.get() == before
    assert "xqz-draft" not in get(tree.lesson.url).content.decode()


def test_reading_outdates_nothing(tree):
    before = ContentVersion.get()

    for url in tree.urls:
        get(url)

    assert ContentVersion.get() == before


@pytest.fixture
def redirected(tree: Tree) -> str:
    Redirect.objects.create(old_path="/ar/old-address", redirect_link=tree.lesson.url, is_permanent=True)
    return "/ar/old-address/"


def test_redirect_is_followed_and_not_kept(redirected, tree):
    response = get(redirected)

    assert (response.status_code, response.headers["Location"]) == (301, tree.lesson.url)
    assert not is_kept(response)
