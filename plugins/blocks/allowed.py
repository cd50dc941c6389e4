"""The HTML that may stand in a story's text; everything else is taken out."""

ALLOWED_TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del dfn dl dt em figcaption figure h2 h3 h4 hr i img ins kbd li ol p "
    "pre q s small span strong sub sup table tbody td tfoot th thead tr u ul div section".split()
)
