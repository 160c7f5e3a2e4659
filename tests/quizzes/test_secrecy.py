"""No explanation, accepted answer, correct flag or score reaches a browser before the rules allow it."""

import uuid

import pytest
from django.test import Client

from quizzes.enums import Mode
from quizzes.models import QuestionVersion
from tests.factories.accounts import UserFactory
from tests.factories.quizzes import KINDS, SECRET, make_attempt, make_quiz, right_answer, right_fields

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_gate")]
FLAGS = (
    "is_correct",
    "is_right",
    "right_place",
    "right_order",
    '"correct"',
    "accepts_slips",
    "structure",
    "review--",
    "badge--right",
)
FRAGMENT = {"X-Fragment": "1"}


@pytest.fixture
def client():
    client = Client()
    client.force_login(UserFactory.create())
    return client


def secrets_in(response):
    """What a page gives away: its headers and cookies count too."""
    sent = response.content.decode() + str(response.headers) + str(response.cookies)
    return [word for word in (SECRET, *FLAGS) if word in sent]


def user_of(client):
    from accounts.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


@pytest.mark.parametrize("language", ["ar", "en"])
def test_nothing_is_given_away_before_the_submission_and_everything_explained_after(client, language):
    placement = make_quiz(len(KINDS), kinds=KINDS)
    attempt = make_attempt(user_of(client), placement)
    base = f"/{language}/quizzes/"
    take = f"{base}attempts/{attempt.pk}/"
    fields = right_fields(attempt)
    sent = {"event": str(uuid.uuid4()), **fields}

    before = [
        Client().get(f"{base}{placement.quiz_key}/"),
        client.get(f"{base}{placement.quiz_key}/"),
        client.get(take),
        client.get(f"{take}?check"),
        client.get(f"{take}result/", follow=True),
        client.get(f"{base}practice/{placement.quiz_key}/", follow=True),
        client.get(f"{base}practice/{placement.quiz_key}/", headers=FRAGMENT, follow=True),
        *(
            client.post(f"{take}answers/{position}/", sent | {"event": str(uuid.uuid4())})
            for position in range(1, len(KINDS) + 1)
        ),
        client.post(take, {**fields, "intent": "save"}, follow=True),
        client.post(take, {"q1": "", "q2": [], "shown": ["2"], "intent": "submit"}, follow=True),
        client.post(take, {"q1": "nonsense"}),
        client.post(f"{take}answers/1/", {"q1": "nonsense", "event": str(uuid.uuid4())}),
        client.get(f"{take}answers/1/"),
    ]
    assert [secrets_in(response) for response in before] == [[] for _ in before]

    after = client.post(take, {**fields, "intent": "submit"}, follow=True)
    assert after.content.decode().count(SECRET) > 5


@pytest.mark.parametrize("headers", [{}, FRAGMENT], ids=["page", "fragment"])
@pytest.mark.parametrize("is_signed_in", [True, False], ids=["learner", "anonymous"])
def test_practice_gives_away_only_what_was_answered(client, headers, is_signed_in):
    reader = client if is_signed_in else Client()
    placement = make_quiz(len(KINDS), kinds=KINDS, mode=Mode.PRACTICE)
    url = f"/ar/quizzes/practice/{placement.quiz_key}/"
    key = placement.definition["questions"][0]
    version = QuestionVersion.objects.get(question_key=key)

    before = [
        reader.get(url, headers=headers),
        reader.get(f"{url}?question={key}", headers=headers),
        reader.post(url, {"question": key}, headers=headers),
        reader.post(url, {"question": key, "again": "1"}, headers=headers),
        reader.post(url, {"question": key, f"q-{key}": "nonsense"}, headers=headers),
    ]
    assert [secrets_in(response) for response in before] == [[] for _ in before]

    answered = reader.post(url, {"question": key, **right_answer(version.kind, version.structure, f"q-{key}")}, headers=headers)
    assert answered.content.decode().count(SECRET) == 4


def test_other_peoples_results_are_not_shown(client):
    owner = Client()
    owner.force_login(UserFactory.create())
    attempt = make_attempt(user_of(owner), make_quiz(1))
    owner.post(f"/ar/quizzes/attempts/{attempt.pk}/", {"intent": "submit_anyway"})

    response = client.get(f"/ar/quizzes/attempts/{attempt.pk}/result/")

    assert (response.status_code, secrets_in(response)) == (404, [])
