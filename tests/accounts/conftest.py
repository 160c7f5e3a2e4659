import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import User
from tests.factories.accounts import UserFactory

PASSWORD = "olive-thread-98"


@pytest.fixture
def password() -> str:
    return PASSWORD


@pytest.fixture
def learner(db: None) -> User:
    """Reads Arabic, has a password and an address."""
    user = UserFactory.create(email="learner@example.org", language="ar")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def signed_in(client: Client, learner: User) -> Client:
    client.force_login(learner)
    return client
