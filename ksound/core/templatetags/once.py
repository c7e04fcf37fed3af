"""What is the same for everybody is drawn once."""

from __future__ import annotations

from django import template
from django.template import Context
from django.template.base import Node, NodeList, Parser, Token
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class Once(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist
        self._drawn: dict[str, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language() or ""
        if language not in self._drawn:
            # Without the context: nothing of this person or page can get in.
            self._drawn[language] = self.nodelist.render(context.new())
        return self._drawn[language]


@register.tag
def once(parser: Parser, token: Token) -> Once:
    """Draw what is inside once for each language; it sees no variables, so it cannot depend on any."""
    nodelist = parser.parse(("endonce",))
    parser.delete_first_token()
    return Once(nodelist)
