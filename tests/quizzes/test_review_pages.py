"""The page of what was missed, its line on the result, and what neither gives away."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db.models import Value
from django.test import Client

from elearn.lib import clock
from quizzes import registry
from quizzes.enums import Mode
from quizzes.models import Question, QuestionVersion, ResponseEvent
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import KINDS, NOW, SECRET, hand_in, make_attempt, make_quiz, make_translation, right_answer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
FRAGMENT = {"X-Fragment": "1"}
BOTH = pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])


@pytest.fixture
def learner():
    return UserFactory.create()


@pytest.fixture
def client(learner):
    client = Client()
    client.force_login(learner)
    return client


@pytest.fixture
def travel(monkeypatch):
    """Sets the clock so many days after the tests were handed in."""

    def set_clock(days):
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=days))
        monkeypatch.setattr(clock, "today", lambda: clock.day_of(clock.now()))

    set_clock(0)
    return set_clock


def url_of(placement, language="ar", query=""):
    return f"/{language}/quizzes/review/{placement.course_key}/{query}"


def keys_of(placement):
    return [uuid.UUID(key) for key in placement.definition["questions"]]


def fields_of(key, *, is_right=True):
    version = QuestionVersion.objects.latest_of([key]).get()
    if is_right:
        return right_answer(version.kind, version.structure, f"q-{key}")
    return {f"q-{key}": next(option["id"] for option in version.structure["options"] if not option["correct"])}


def text(response):
    page = response.content.decode()
    main = page.split("<main")[1].split("</main>")[0] if "<main" in page else page
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).strip()


def asked_in(response):
    """The questions with a form to answer, and those that are explained."""
    page = response.content.decode()
    return [
        [uuid.UUID(key) for key in re.findall(pattern, page)]
        for pattern in (r'<fieldset class="question" id="q-([0-9a-f-]{36})"', r'<div class="review [^"]*" id="q-([0-9a-f-]{36})"')
    ]


def answer(client, placement, key, *, is_right=True, language="ar", query="", headers=None):
    fields = {"question": key, **fields_of(key, is_right=is_right)}
    return client.post(url_of(placement, language, query), fields, headers=headers or {})


# States ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [("ar", "لم يفتكم سؤال بعد."), ("en", "Nothing has been missed yet.")],
)
def test_nothing_missed_is_said(client, travel, language, words):
    response = client.get(url_of(make_quiz(1), language))

    assert words in text(response)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert asked_in(response) == [[], []]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ar", "لا مراجعة اليوم. الموعد التالي 3 آذار/مارس 2026: سؤالان."),
        ("en", "Nothing is due today. Next on 3 March 2026: 2 questions."),
    ],
)
def test_nothing_due_names_the_next_day(client, learner, travel, language, words):
    placement = make_quiz(2)
    hand_in(learner, placement)

    response = client.get(url_of(placement, language))

    assert words in text(response)
    assert asked_in(response) == [[], []]
    assert f'href="{url_of(placement, language)}?early=1"' in response.content.decode()


@pytest.mark.parametrize(("language", "words"), [("ar", "سؤالان للمراجعة اليوم."), ("en", "2 questions are due today.")])
@pytest.mark.parametrize("day", [2, 3, 40])
def test_what_is_due_is_asked(client, learner, travel, language, words, day):
    placement = make_quiz(2)
    hand_in(learner, placement)
    travel(day)

    response = client.get(url_of(placement, language))

    assert words in text(response)
    assert set(asked_in(response)[0]) == set(keys_of(placement))


def test_everything_learnt_is_said(client, learner, travel):
    placement = make_quiz(1)
    [key] = keys_of(placement)
    hand_in(learner, placement)
    for day in (2, 9, 30):
        travel(day)
        last = answer(client, placement, key, language="en")

    travel(31)
    later = client.get(url_of(placement, "en"))

    assert "Learnt: this question comes back only if it is missed again." in text(last)
    assert "Everything that was missed has been learnt." in text(later)
    assert asked_in(later) == [[], []]
    assert "early" not in later.content.decode()


def test_questions_of_a_test_under_way_are_said_to_wait(client, learner, travel):
    placement = make_quiz(1)
    hand_in(learner, placement)
    make_attempt(learner, placement)
    travel(2)

    response = client.get(url_of(placement, "en"))

    assert "1 missed question waits" in text(response)
    assert asked_in(response) == [[], []]


# Answering ------------------------------------------------------------------------


@pytest.mark.parametrize(("is_right", "outcome", "day"), [(True, "right", "10 March 2026"), (False, "wrong", "5 March 2026")])
@BOTH
def test_answer_is_explained_and_names_the_next_day(client, learner, travel, is_right, outcome, day, headers):
    placement = make_quiz(2)
    hand_in(learner, placement)
    travel(2)
    key = keys_of(placement)[0]

    response = answer(client, placement, key, is_right=is_right, language="en", headers=headers)

    page = response.content.decode()
    assert page.count(f"review--{outcome}") == 1
    assert f"Next review: {day}" in text(response)
    assert page.count("data-focus") == 1
    assert asked_in(response) == [[] if headers else [keys_of(placement)[1]], [key]]
    assert page.count(SECRET) == 4


def test_answer_in_a_fragment_returns_that_question_alone(client, learner, travel):
    placement = make_quiz(3)
    hand_in(learner, placement)
    travel(2)

    page = answer(client, placement, keys_of(placement)[1], headers=FRAGMENT).content.decode()

    assert page.strip().startswith('<section class="practice__entry" data-fragment-root>')
    assert page.count("data-fragment-root") == 1
    assert "<html" not in page


def test_answered_questions_stay_in_their_place_in_either_language(client, learner, travel):
    placement = make_quiz(3)
    hand_in(learner, placement)
    travel(2)
    order = asked_in(client.get(url_of(placement)))[0]
    answer(client, placement, order[1], is_right=False)

    pages = [client.get(url_of(placement, language, "?set=1")) for language in ("ar", "en")]

    assert [asked_in(page) for page in pages] == [[[order[0], order[2]], [order[1]]]] * 2
    assert "2 questions are due today." in text(pages[1])


def test_options_keep_their_order_all_day(client, learner, travel):
    placement = make_quiz(1)
    [key] = keys_of(placement)
    hand_in(learner, placement)
    orders = []
    for day in (2, 2, 3, 4, 5, 6):
        travel(day)
        orders.append(tuple(re.findall(rf'name="q-{key}"[^>]*value="([^"]+)"', client.get(url_of(placement)).content.decode())))

    assert orders[0] == orders[1] != ()
    assert len(set(orders)) > 1


def test_all_answered_is_said_with_the_next_day(client, learner, travel):
    placement = make_quiz(1)
    hand_in(learner, placement)
    travel(2)

    response = answer(client, placement, keys_of(placement)[0], language="en")
    again = client.get(url_of(placement, "en"))

    for page in (response, again):
        assert "All that was due today is answered. Next on 10 March 2026: 1 question." in text(page)
        assert len(asked_in(page)[1]) == 1


def test_more_than_ten_come_in_sets(client, learner, travel):
    placement = make_quiz(12)
    hand_in(learner, placement)
    travel(2)
    first = client.get(url_of(placement, "en"))
    for key in asked_in(first)[0]:
        last = answer(client, placement, key, language="en", query="?set=1")

    second = client.get(url_of(placement, "en"))

    assert len(asked_in(first)[0]) == 10
    assert "2 more questions after these." in text(first)
    assert f'href="{url_of(placement, "en")}?set=2"' in first.content.decode()
    assert [len(keys) for keys in asked_in(last)] == [0, 10]
    assert [len(keys) for keys in asked_in(second)] == [2, 0]
    assert "after these" not in text(second)


@pytest.mark.parametrize("query", ["?set=0", "?set=99", "?set=x", "?set=-1", "?set=99999999999", "?set=%00", "?set=١"])
def test_any_number_of_a_set_shows_one(client, learner, travel, query):
    placement = make_quiz(1)
    hand_in(learner, placement)
    travel(2)

    assert asked_in(client.get(url_of(placement, "ar", query)))[0] == keys_of(placement)


def test_early_practice_is_offered_and_keeps_the_day(client, learner, travel):
    placement = make_quiz(1)
    [key] = keys_of(placement)
    hand_in(learner, placement)
    travel(1)

    before = client.get(url_of(placement, "en", "?early=1"))
    answered = answer(client, placement, key, language="en", query="?early=1")
    later = client.get(url_of(placement, "en"))

    assert "A right answer leaves their day as it is; a miss brings a question back in two days." in text(before)
    assert asked_in(before) == [[key], []]
    assert "Next review: 3 March 2026" in text(answered)
    assert "Nothing is due today. Next on 3 March 2026: 1 question." in text(later)


def test_question_can_be_answered_again(client, learner, travel):
    placement = make_quiz(1)
    [key] = keys_of(placement)
    hand_in(learner, placement)
    travel(2)
    answer(client, placement, key, is_right=False)

    again = client.post(url_of(placement), {"question": key, "again": "1"})

    assert asked_in(again) == [[key], []]
    assert SECRET not in again.content.decode()


@BOTH
def test_sending_nothing_is_said_and_takes_the_focus(client, learner, travel, headers):
    placement = make_quiz(2)
    hand_in(learner, placement)
    travel(2)

    response = client.post(url_of(placement), {"question": keys_of(placement)[0]}, headers=headers)

    page = response.content.decode()
    assert response.status_code == 200
    assert re.search(r"data-focus role=\"alert\"", page)
    assert (page.count("data-focus"), SECRET in page, ResponseEvent.objects.count()) == (1, False, 0)


@BOTH
def test_bad_answer_is_refused_and_the_question_asked_again(client, learner, travel, headers):
    placement = make_quiz(1)
    [key] = keys_of(placement)
    hand_in(learner, placement)
    travel(2)

    response = client.post(url_of(placement), {"question": key, f"q-{key}": "nonsense"}, headers=headers)

    assert (response.status_code, asked_in(response)) == (400, [[key], []])
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("question", ["", "nonsense", str(uuid.UUID(int=7)), "\x00", "1" * 5000])
@BOTH
def test_question_that_is_not_in_the_review_is_refused(client, learner, travel, headers, question):
    placement = make_quiz(1)
    hand_in(learner, placement)
    travel(2)

    response = client.post(url_of(placement, "en"), {"question": question}, headers=headers)

    assert response.status_code == 400
    assert "This question is no longer in your review" in text(response)
    assert (response.content.decode().count("data-fragment-root"), SECRET in response.content.decode()) == (bool(headers), False)


def test_signed_out_reader_is_told_in_the_fragment(learner, travel):
    placement = make_quiz(1)
    hand_in(learner, placement)

    page = Client().get(url_of(placement))
    response = Client().post(url_of(placement, "en"), {"question": keys_of(placement)[0]}, headers=FRAGMENT)

    assert page.headers["Location"] == f"/ar/accounts/login/?next={url_of(placement)}"
    assert response.status_code == 401
    assert "You are no longer signed in" in text(response)
    assert f'/accounts/login/?next={url_of(placement, "en")}"' in response.content.decode()


def test_fragment_holds_a_place_for_each_question(client, learner, travel):
    placement = make_quiz(2)
    hand_in(learner, placement)
    travel(2)

    whole = client.get(url_of(placement), headers=FRAGMENT)
    places = re.findall(r'data-fragment="([^"]+)"', whole.content.decode())
    one = client.get(places[0].replace("&amp;", "&"), headers=FRAGMENT)

    assert len(places) == 2
    assert whole.content.decode().strip().startswith('<div class="practice stack" data-fragment-root')
    assert asked_in(one) == [asked_in(whole)[0][:1], []]


# Secrecy --------------------------------------------------------------------------


@BOTH
def test_unanswered_review_gives_nothing_away(client, learner, travel, headers):
    placement = make_quiz(5, kinds=KINDS)
    hand_in(learner, placement)
    pages = []
    for day in (0, 2):
        travel(day)
        for query in ("", "?early=1", "?set=1"):
            pages.append(client.get(url_of(placement, "ar", query), headers=headers))
    key = keys_of(placement)[0]
    pages.append(client.post(url_of(placement), {"question": key}, headers=headers))
    pages.append(client.post(url_of(placement), {"question": key, "again": "1"}, headers=headers))

    found = {
        word
        for page in pages
        for word in (SECRET, "review--", "badge--right", "is_right", "correct")
        if word in page.content.decode()
    }

    assert found == set()
    assert max(len(asked_in(page)[0]) for page in pages) == 5


def test_question_that_was_not_missed_is_not_explained(client, learner, travel):
    """Practising must not open a test that somebody has not handed in."""
    placement = make_quiz(2)
    make_attempt(learner, placement)
    key = keys_of(placement)[0]

    for headers in ({}, FRAGMENT):
        response = answer(client, placement, key, headers=headers)
        assert (response.status_code, SECRET in response.content.decode()) == (400, False)
    assert ResponseEvent.objects.count() == 0


def test_page_that_can_ask_nothing_yet_says_only_what_waits(client, learner, travel):
    placement = make_quiz(1, feedback="pass")
    hand_in(learner, placement)
    travel(2)

    page = text(client.get(url_of(placement, "en", "?early=1")))

    assert "1 missed question waits: it stands in a test whose answers are not explained yet." in page
    assert "Nothing has been missed yet." not in page


def test_what_one_missed_is_no_other_ones(client, learner, travel):
    placement = make_quiz(1)
    hand_in(learner, placement)
    travel(2)
    stranger = Client()
    stranger.force_login(UserFactory.create())

    page, sent = stranger.get(url_of(placement, "en")), answer(stranger, placement, keys_of(placement)[0])

    assert "Nothing has been missed yet." in text(page)
    assert (sent.status_code, SECRET in sent.content.decode()) == (400, False)


def test_missing_course_is_a_404(client, travel):
    assert client.get(f"/ar/quizzes/review/{uuid.uuid4()}/").status_code == 404


# The result -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "language", "words"),
    [
        (1, "ar", "أُضيف سؤال واحد إلى مراجعتكم، وموعده 3 آذار/مارس 2026."),
        (2, "ar", "أُضيف سؤالان إلى مراجعتكم، وموعدهما 3 آذار/مارس 2026."),
        (3, "ar", "أُضيفت 3 أسئلة إلى مراجعتكم، وأولها في 3 آذار/مارس 2026."),
        (11, "ar", "أُضيف 11 سؤالًا إلى مراجعتكم، وأولها في 3 آذار/مارس 2026."),
        (3, "en", "3 questions were added to your review; the first come back on 3 March 2026."),
    ],
)
def test_result_says_what_comes_into_the_review(client, learner, travel, count, language, words):
    attempt = hand_in(learner, make_quiz(count))

    response = client.get(f"/{language}/quizzes/attempts/{attempt.pk}/result/")

    assert words in text(response)
    assert f'href="/{language}/quizzes/review/{attempt.course_key}/"' in response.content.decode()


def test_result_says_it_only_where_it_is_true(client, learner, travel):
    passing = make_quiz(1)
    key = keys_of(passing)[0]
    version = QuestionVersion.objects.get(question_key=key)
    right = hand_in(learner, passing, **right_answer(version.kind, version.structure, "q1"))
    unexplained = hand_in(learner, make_quiz(1, feedback="pass"))
    old = hand_in(learner, make_quiz(1), NOW - timedelta(days=2))

    pages = [client.get(f"/en/quizzes/attempts/{attempt.pk}/result/") for attempt in (right, unexplained, old)]

    assert ["added to your review" in text(page) for page in pages] == [False] * 3


# Costs ----------------------------------------------------------------------------


def test_page_costs_the_same_for_any_number(client, learner, travel, django_assert_num_queries):
    for count in (1, 3, 12):
        travel(0)
        placement = make_quiz(count)
        hand_in(learner, placement)
        travel(2)
        client.get(url_of(placement))

        # session, user; quizzes of the course; attempts, questions, practice answers, published ones; words, answers of today; title of the
        # course; the footer's version and the footer
        with django_assert_num_queries(12):
            client.get(url_of(placement))
        key = keys_of(placement)[0]
        answer(client, placement, key, is_right=False, headers=FRAGMENT)

        fields = {"question": key, **fields_of(key)}

        # the first nine; SAVEPOINT, attempt, item, answer in force, sequence, event, RELEASE; words and answers as they now are
        with django_assert_num_queries(18):
            client.post(url_of(placement), fields, headers=FRAGMENT)


def test_translated_question_is_asked_in_the_readers_language(client, learner, travel):
    placement = make_quiz(1)
    make_translation(Question.objects.get(translation_key=keys_of(placement)[0]))
    hand_in(learner, placement)
    travel(2)

    assert "Question single_choice" in text(client.get(url_of(placement, "en")))
    assert "سؤال single_choice" in text(client.get(url_of(placement, "ar")))


def test_review_of_a_lesson_hidden_from_the_reader_is_a_404(client, learner, travel, monkeypatch):
    placement = make_quiz(1, mode=Mode.PRACTICE)
    monkeypatch.setitem(registry._places, "restriction", lambda: Value(True))
    monkeypatch.setitem(registry._places, "reading", lambda user, placement: False)

    assert client.get(url_of(placement)).status_code == 404
