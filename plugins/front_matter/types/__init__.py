"""The content types, one module each: their folder, their fields, and what each field means."""

from plugins.front_matter.types import (
    campaign,
    edition,
    feature,
    guide,
    news,
    opinion,
    page,
    person,
    press,
    series,
    topic,
)
from plugins.front_matter.types.base import ContentType, FieldSpec

TYPES: tuple[ContentType, ...] = tuple(
    module.TYPE
    for module in (news, feature, opinion, campaign, guide, press, page, person, topic, series, edition)
)
BY_NAME = {content_type.name: content_type for content_type in TYPES}
OTHER_FOLDERS = {kind.TYPE.folder: kind.TYPE for kind in (page, person, topic, series, edition)}
ALL_FIELD_NAMES = frozenset(spec.attribute for content_type in TYPES for spec in content_type.fields)

__all__ = ["ALL_FIELD_NAMES", "BY_NAME", "OTHER_FOLDERS", "TYPES", "ContentType", "FieldSpec"]
