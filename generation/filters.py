"""How lists of texts can be narrowed."""

import django_filters

from generation.models import Text, TextKind


class TextFilter(django_filters.FilterSet):  # type: ignore[misc]  # it ships no types
    """By product, kind, language, network; `q` looks into the words."""

    kind = django_filters.ChoiceFilter(choices=TextKind.choices)
    q = django_filters.CharFilter(field_name="current__plain", lookup_expr="icontains")

    class Meta:
        model = Text
        fields = ("product", "kind", "language", "channel")
