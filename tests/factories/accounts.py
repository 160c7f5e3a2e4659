"""People of every role."""

import factory
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from accounts.enums import Role
from accounts.models import User
from accounts.operations import ensure_groups


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A learner: joined, no role."""

    class Meta:
        model = User

    username = factory.Sequence(lambda number: f"u-{number:06}")
    email = factory.Sequence(lambda number: f"person{number}@example.org")
    display_name = factory.Sequence(lambda number: f"متعلّمة {number}")


def make_staff(role: Role, **fields: object) -> User:
    """A member of the role's group, which has its rights from ``ensure_groups``, with the second factor that the CMS asks for."""
    ensure_groups()
    user = UserFactory.create(**fields)
    user.groups.add(Group.objects.get(name=role))
    return with_second_factor(user)


def with_second_factor(user: User) -> User:
    """Staff enter the CMS only with one."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return user


def make_administrator(**fields: object) -> User:
    return with_second_factor(UserFactory.create(is_superuser=True, **fields))


def make_manager(**fields: object) -> User:
    """A programme manager without a cohort yet."""
    return make_staff(Role.MANAGERS, **fields)


def make_facilitator(**fields: object) -> User:
    return make_staff(Role.FACILITATORS, **fields)


def make_editor(**fields: object) -> User:
    return make_staff(Role.EDITORS, **fields)
