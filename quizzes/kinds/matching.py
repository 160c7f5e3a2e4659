from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .grouping import FEWEST_GROUPS, MOST_GROUPS, GroupingBlock, GroupingKind, group_block


class MatchingBlock(GroupingBlock):
    groups = blocks.ListBlock(
        group_block(_("Answer"), _("Items that it matches")),
        label=_("Answers with their items"),
        min_num=FEWEST_GROUPS,
        max_num=MOST_GROUPS,
        help_text=_("Usually one item an answer. An answer without items is an extra one that matches nothing."),
    )

    class Meta:
        label = _("Matching")
        icon = "link"
        description = _("Items to match with their answers; a part of the mark for a part of the matches.")
        form_layout = ["stem", "media", "groups", "explanation"]


class Matching(GroupingKind):
    name = "matching"
    order = 60
    block_class = MatchingBlock
    shuffles_groups = True


KIND = Matching()
