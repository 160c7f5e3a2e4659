"""Writes on accounts."""

from collections.abc import Iterable
from datetime import datetime, time

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.models import User
from accounts.roles import CMS_ACCESS, COLLECTION_PERMISSIONS, COLLECTION_ROLES, GROUP_PERMISSIONS, PAGE_PERMISSIONS
from elearn.lib import clock
from elearn.lib.arabic import clean_text


class CannotUpdateProfile(ValidationError):
    """What a person asked for cannot be stored; ``message_dict`` says why, by field."""


def note_login(*, user: User) -> None:
    """Stores the day, never the moment, of the last log-in. One query."""
    midnight = timezone.make_aware(datetime.combine(clock.today(), time.min))
    User.objects.filter(pk=user.pk).update(last_login=midnight, last_seen_on=clock.today())


def update_profile(
    *,
    user: User,
    display_name: str,
    certificate_name: str,
    certificate_name_latin: str,
    language: str,
    has_simple_view: bool,
) -> User:
    """Stores what a person says about themselves, cleaned. Certificates that exist keep the name they were issued with.

    Writes those five fields and no other. Raises CannotUpdateProfile. One query.
    """
    changes = {
        "display_name": clean_text(display_name),
        "certificate_name": clean_text(certificate_name),
        "certificate_name_latin": clean_text(certificate_name_latin),
        "language": language,
        "has_simple_view": has_simple_view,
    }
    for name, value in changes.items():
        setattr(user, name, value)
    try:
        user.clean_fields(exclude={field.name for field in User._meta.fields} - set(changes))
    except ValidationError as error:
        user.refresh_from_db(fields=list(changes))
        raise CannotUpdateProfile(error.message_dict) from None
    user.save(update_fields=list(changes))
    return user


def replace_email(*, user: User, email: str | None) -> User:
    """Gives an account another address, or none, on an administrator's word. The new one still has to be confirmed by its owner.

    Addresses kept by allauth go too: an old one would still open the account.
    """
    with transaction.atomic():
        user.email = email
        user.save(update_fields=["email"])
        EmailAddress.objects.filter(user=user).delete()
        if user.email:
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


def find_permissions(names: Iterable[str]) -> list[Permission]:
    """The permissions of these names that exist; one that is not there yet is left out. One query."""
    wanted = Q(pk__in=[])
    for name in names:
        app_label, codename = name.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    return list(Permission.objects.filter(wanted))


def ensure_groups() -> None:
    """Creates the four groups and gives them what ``roles`` lists. What an administrator added stays; nothing happens twice.

    Permissions appear after their app is migrated, so a first call may give less than a later one.
    """
    with transaction.atomic():
        for role, names in GROUP_PERMISSIONS.items():
            group, _made = Group.objects.get_or_create(name=role.value)
            # Wagtail makes two of the groups itself, with rights on every picture and file: they are replaced the first time.
            listed = find_permissions(names)
            if not group.permissions.filter(pk__in=[one.pk for one in listed if one.codename not in CMS_ACCESS]).exists():
                group.permissions.clear()
            group.permissions.add(*listed)
        root = Collection.get_first_root_node()
        if root is None:
            return
        for permission in find_permissions(COLLECTION_PERMISSIONS):
            for group in Group.objects.filter(name__in=COLLECTION_ROLES):
                GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


def are_group_tables_ready() -> bool:
    """Whether Wagtail is migrated: a database that is being built, or taken down, has no place for groups yet."""
    return GroupCollectionPermission._meta.db_table in connection.introspection.table_names()


def grant_page_permissions(*, root_page: Page) -> None:
    """Lets the groups work on ``root_page``, its translations and all that is below them. Nothing happens twice.

    The first time a group gets a page of its own, it loses what Wagtail gave it on the root of all pages.
    """
    with transaction.atomic():
        pages = list(root_page.get_translations(inclusive=True))
        for role, names in PAGE_PERMISSIONS.items():
            group = Group.objects.get(name=role.value)
            held = GroupPagePermission.objects.filter(group=group)
            if not held.filter(page__depth__gt=1).exists():
                held.delete()
            for permission in find_permissions(names):
                for page in pages:
                    GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
