"""What people write of files and products."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assets import money
from assets.models import Asset, Product
from assets.services import FactValue, ProductValues

FREE = {"autocomplete": "off"}
_AMOUNT = re.compile(r"(?:[+-]?\d*\.?\d*)?", re.ASCII)


class PriceField(forms.DecimalField):
    """An amount as people write it: Python's own ways (1_000, 1e3) are none of theirs."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and not _AMOUNT.fullmatch(value.strip()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class ProductForm(forms.Form):
    """A product, new or known. `version` is the one that was read."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Give the product a name.")},
        widget=forms.TextInput(attrs=FREE),
    )
    sku = forms.CharField(
        label=_("SKU"),
        max_length=64,
        help_text=_("Your own article number. Each product has a different one."),
        error_messages={
            "required": _("Give the product a SKU; any short code of your own will do.")
        },
        widget=forms.TextInput(attrs=FREE),
    )
    name_zh = forms.CharField(
        label=_("Chinese name"),
        max_length=120,
        required=False,
        help_text=_("Used in Chinese titles and descriptions."),
        widget=forms.TextInput(attrs={**FREE, "lang": "zh-Hans"}),
    )
    brand = forms.CharField(
        label=_("Brand"), max_length=80, required=False, widget=forms.TextInput(attrs=FREE)
    )
    category = forms.CharField(
        label=_("Category"), max_length=80, required=False, widget=forms.TextInput(attrs=FREE)
    )
    price = PriceField(
        label=_("Price"),
        min_value=0,
        max_digits=12,
        required=False,
        error_messages={"invalid": _("Enter a number, such as 129.00.")},
        widget=forms.TextInput(attrs={**FREE, "inputmode": "decimal"}),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=[(code, code) for code in money.CURRENCIES]
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, product: Product) -> "ProductForm":
        """Return the form filled with what is known."""
        currency = product.currency or money.CURRENCIES[0]
        initial: dict[str, Any] = {
            name: getattr(product, name)
            for name in ("name", "sku", "name_zh", "brand", "category", "version")
        }
        initial["currency"] = currency
        if product.price_minor is not None:
            initial["price"] = money.to_amount(product.price_minor, currency)
        return cls(initial=initial)

    def clean(self) -> dict[str, Any]:
        """Refuse a price with more decimals than its currency has."""
        given = super().clean() or self.cleaned_data
        price, currency = given.get("price"), given.get("currency", "")
        given["price_minor"] = None
        if price is not None:
            given["price_minor"] = money.to_minor(price, currency)
            if given["price_minor"] is None:
                self.add_error("price", _("This currency has fewer decimals. Round the price."))
        return given

    def values(self) -> ProductValues:
        """Return the product as the core takes it."""
        given = self.cleaned_data
        return ProductValues(
            sku=given["sku"],
            name=given["name"],
            name_zh=given["name_zh"],
            brand=given["brand"],
            category=given["category"],
            price_minor=given["price_minor"],
            currency=given["currency"] if given["price_minor"] is not None else "",
        )


def suggested_attributes() -> list[str]:
    """Return what is worth knowing of most products, in the present language."""
    return [
        gettext("Material"),
        gettext("Colour"),
        gettext("Capacity"),
        gettext("Height"),
        gettext("Width"),
        gettext("Depth"),
        gettext("Diameter"),
        gettext("Weight"),
        gettext("Power"),
        gettext("Care"),
        gettext("Origin"),
        gettext("Warranty"),
        gettext("In the box"),
    ]


class FactForm(forms.Form):
    """One fact, written in place."""

    attribute = forms.CharField(
        label=_("What"),
        max_length=80,
        error_messages={"required": _("Say what it is, such as Material.")},
        widget=forms.TextInput(attrs={**FREE, "list": "fact-attributes"}),
    )
    value = forms.CharField(
        label=_("Value"),
        max_length=300,
        error_messages={"required": _("Write the value.")},
        widget=forms.TextInput(attrs=FREE),
    )
    unit = forms.CharField(
        label=_("Unit"), max_length=16, required=False, widget=forms.TextInput(attrs=FREE)
    )

    def fact(self, *, language: str = "") -> FactValue:
        """Return the fact as the core takes it."""
        given = self.cleaned_data
        return FactValue(given["attribute"], given["value"], given["unit"], language)


class TagsField(forms.CharField):
    """Tags, parted by commas of either script."""

    def to_python(self, value: Any) -> Any:
        """Return the tags, each by itself."""
        text = (super().to_python(value) or "").replace("，", ",").replace("、", ",")
        return [tag.strip() for tag in text.split(",") if tag.strip()]

    def prepare_value(self, value: Any) -> Any:
        """Return them as they are written."""
        return value if isinstance(value, str) else ", ".join(value or ())


class AssetForm(forms.Form):
    """What can be changed of a file."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        error_messages={"required": _("Give the file a name.")},
        widget=forms.TextInput(attrs=FREE),
    )
    product = forms.ModelChoiceField(
        label=_("Product"),
        queryset=Product.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _("This product is not here any more. Choose another."),
        },
        # Chosen in a menu that searches.
        widget=forms.HiddenInput,
    )
    tags = TagsField(
        label=_("Tags"),
        required=False,
        max_length=1000,
        help_text=_("Separate tags with commas."),
        widget=forms.TextInput(attrs=FREE),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["product"].queryset = Product.objects.all()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, asset: Asset, tags: Sequence[str]) -> "AssetForm":
        """Return the form filled with what is known."""
        return cls(initial={"name": asset.name, "product": asset.product, "tags": tags})

    @property
    def product_name(self) -> str:
        """Return what the chosen product is called; empty for none."""
        chosen = self.cleaned_data if self.is_bound else self.initial
        product = chosen.get("product")
        return product.name if product else ""

    def changes(self) -> dict[str, object]:
        """Return what was given, by field of the model."""
        given = self.cleaned_data
        product_id = given["product"].pk if given["product"] else None
        return {"name": given["name"], "product_id": product_id, "tags": given["tags"]}


class SelectionForm(forms.Form):
    """Files chosen in a list: by name, or everything its address lets through.

    everything, asked, until: all of that query, as of that moment. after, so_far: of those, the
    last one that was done already, and how many. product, add, remove: what is done to them.
    """

    selected = forms.Field(widget=forms.SelectMultiple, required=False)
    everything = forms.BooleanField(required=False)
    asked = forms.CharField(required=False, max_length=4000)
    until = forms.DateTimeField(required=False)
    after = forms.UUIDField(required=False)
    so_far = forms.IntegerField(required=False, min_value=0, max_value=10**9)
    product = forms.UUIDField(required=False)
    add = forms.Field(widget=forms.SelectMultiple, required=False)
    remove = forms.Field(widget=forms.SelectMultiple, required=False)

    AT_MOST = 500

    def clean_selected(self) -> list[UUID]:
        """Return the ids; which of them are there, the core knows."""
        try:
            return [UUID(text) for text in self.cleaned_data["selected"] or []]
        except ValueError as error:
            raise forms.ValidationError(_("Choose files of the library.")) from error

    def clean(self) -> dict[str, Any]:
        """Refuse a choice of nothing, and more at a time than one request does."""
        given = super().clean() or self.cleaned_data
        if given.get("everything"):
            if not given.get("until"):
                self.add_error("until", _("Choose files of the library."))
        elif "selected" in given and not 0 < len(given["selected"]) <= self.AT_MOST:
            self.add_error("selected", _("Choose files of the library."))
        return given


class ImportOptionsForm(forms.Form):
    """How a sheet of products is imported, and the version that was read."""

    version = forms.IntegerField(min_value=1)
    existing = forms.ChoiceField(choices=[("update", ""), ("skip", "")])
    currency = forms.ChoiceField(
        choices=[("", ""), *((code, code) for code in money.CURRENCIES)], required=False
    )
    photos_by_sku = forms.BooleanField(required=False)

    def options(self) -> dict[str, Any]:
        """Return the options as the core takes them."""
        return {name: self.cleaned_data[name] for name in ("existing", "currency", "photos_by_sku")}
