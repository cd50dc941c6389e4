"""Opinion: one claim, argued. A column is a series."""

from plugins.front_matter.types.base import ContentType, FieldSpec
from plugins.front_matter.types.common import ARTICLE_FIELDS
from plugins.front_matter.values import prose

TYPE = ContentType(
    "opinion",
    "opinion",
    (
        *ARTICLE_FIELDS,
        FieldSpec("Role", "The writer's role, when it differs from the one in their people file."),
        FieldSpec("Disclaimer", "An interest that readers should know of.", prose),
    ),
)
