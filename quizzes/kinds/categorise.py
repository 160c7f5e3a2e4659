from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .grouping import FEWEST_GROUPS, MOST_GROUPS, GroupingBlock, GroupingKind, group_block


class CategoriseBlock(GroupingBlock):
    groups = blocks.ListBlock(
        group_block(_("Group"), _("Items that belong to it")),
        label=_("Groups with their items"),
        min_num=FEWEST_GROUPS,
        max_num=MOST_GROUPS,
        help_text=_("Learners see the groups in this order and the items shuffled."),
    )

    class Meta:
        label = _("Sorting into groups")
        icon = "folder-open-inverse"
        description = _("Items to sort into groups; a part of the mark for each item in its group.")
        form_layout = ["stem", "media", "groups", "explanation"]


class Categorise(GroupingKind):
    name = "categorise"
    order = 70
    block_class = CategoriseBlock


KIND = Categorise()
