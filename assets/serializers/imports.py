"""The shapes of imports of products in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from assets import import_words
from assets.catalogue.meanings import FACT, FIELDS, IGNORE
from assets.models import CatalogueImport, ImportRow
from assets.services.catalogue_export import FORMATS
from assets.services.import_mapping import DEFAULTS, EXISTING
from workspaces.currencies import CURRENCIES


class MeaningSerializer(serializers.Serializer[Any]):
    """What a column means: a field of a product, a fact, or nothing."""

    means = serializers.ChoiceField([*FIELDS, FACT, IGNORE])
    attribute = serializers.CharField(max_length=80, required=False, allow_blank=True)
    unit = serializers.CharField(max_length=16, required=False, allow_blank=True)
    language = serializers.CharField(max_length=10, required=False, allow_blank=True)


class OptionsSerializer(serializers.Serializer[Any]):
    """How to import. currency: of prices that name none."""

    existing = serializers.ChoiceField(EXISTING, required=False)
    currency = serializers.ChoiceField(CURRENCIES, required=False, allow_blank=True)
    photos_by_sku = serializers.BooleanField(required=False)

    def options(self) -> dict[str, Any]:
        """Return the options that were given."""
        return {name: self.validated_data[name] for name in DEFAULTS if name in self.validated_data}


class NewImportSerializer(OptionsSerializer):
    """Which sheet is to be imported: one of the library, or one that was just uploaded."""

    asset_id = serializers.UUIDField(required=False)
    upload_id = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take one of the two; both have to be of the same file."""
        if "asset_id" not in attrs and "upload_id" not in attrs:
            raise serializers.ValidationError(import_words.sentence("import-one-sheet", {}))
        return attrs


class ImportChangeSerializer(OptionsSerializer):
    """What is to be different, and the version that was read."""

    version = serializers.IntegerField(min_value=1)
    mapping = serializers.DictField(child=MeaningSerializer(), required=False)
    sheet = serializers.CharField(max_length=80, required=False, allow_blank=True)
    header_row = serializers.IntegerField(min_value=1, max_value=20_000, required=False)


class ColumnSerializer(serializers.Serializer[Any]):
    """A column of the sheet. index: from 0, by it cells and the mapping name it."""

    index = serializers.IntegerField()
    letter = serializers.CharField()
    heading = serializers.CharField()
    samples = serializers.ListField(child=serializers.CharField())


class ImportSerializer(serializers.ModelSerializer[CatalogueImport]):
    """An import: where it is, what it read, what its rows are. A change names its `version`."""

    asset_id = serializers.UUIDField(read_only=True, allow_null=True)
    columns = ColumnSerializer(many=True, read_only=True)
    mapping = serializers.DictField(child=MeaningSerializer(), read_only=True)
    options = serializers.SerializerMethodField()
    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    sheets = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    problem = serializers.SerializerMethodField()

    class Meta:
        model = CatalogueImport
        fields = (
            "id", "asset_id", "filename", "stage", "state", "problem", "sheets", "sheet",
            "header_row", "columns", "mapping", "options", "counts", "done", "total", "version",
            "created_at", "finished_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(OptionsSerializer)
    def get_options(self, run: CatalogueImport) -> dict[str, Any]:
        return {name: run.options.get(name, default) for name, default in DEFAULTS.items()}

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_problem(self, run: CatalogueImport) -> dict[str, str] | None:
        if not run.problem:
            return None
        return {
            "code": run.problem,
            "detail": import_words.sentence(run.problem, run.problem_data),
        }


class RowProblemSerializer(serializers.Serializer[Any]):
    """What is wrong with a cell, or with the row when `cell` is empty."""

    cell = serializers.CharField()
    column = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()
    data = serializers.DictField()  # type: ignore[assignment]  # a field, as DRF takes them off


class ImportRowSerializer(serializers.ModelSerializer[ImportRow]):
    """A row of the sheet: its cells, what it would do, and what is wrong with it.

    before, values: what its product says now and is to say, of what differs.
    """

    cells = serializers.DictField(child=serializers.CharField(), read_only=True)
    before = serializers.DictField(read_only=True)
    values = serializers.SerializerMethodField()
    problems = serializers.SerializerMethodField()
    notes = serializers.SerializerMethodField()
    product_id = serializers.UUIDField(read_only=True, allow_null=True)

    class Meta:
        model = ImportRow
        fields = (
            "number", "state", "sku", "product_id", "cells", "before", "values", "problems", "notes",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_values(self, row: ImportRow) -> dict[str, Any]:
        return {name: row.values.get(name, {}) for name in ("fields", "facts", "photos")}

    @extend_schema_field(RowProblemSerializer(many=True))
    def get_problems(self, row: ImportRow) -> list[dict[str, Any]]:
        return [self._told(one, row) for one in row.problems]

    @extend_schema_field(RowProblemSerializer(many=True))
    def get_notes(self, row: ImportRow) -> list[dict[str, Any]]:
        return [self._told(one, row) for one in row.values.get("notes", ())]

    def _told(self, problem: dict[str, Any], row: ImportRow) -> dict[str, Any]:
        columns = self.context["run"].columns
        data = problem.get("data", {})
        return {
            "cell": import_words.cell_of(problem, columns, row.number),
            "column": problem.get("column", ""),
            "code": problem["code"],
            "detail": import_words.sentence(problem["code"], data),
            "data": data,
        }


class RowChangeSerializer(serializers.Serializer[Any]):
    """Cells to be written over, by index of their column; `skip` leaves the row out, or not.

    version: the import's; given, it is checked.
    """

    cells = serializers.DictField(
        child=serializers.CharField(max_length=4000, allow_blank=True), required=False
    )
    skip = serializers.BooleanField(required=False)
    version = serializers.IntegerField(min_value=1, required=False)


class CatalogueAskedSerializer(serializers.Serializer[Any]):
    """Products as a sheet: those named, else those the filters leave, else all."""

    format = serializers.ChoiceField(FORMATS, default="xlsx")
    product_ids = serializers.ListField(
        child=serializers.UUIDField(), max_length=5000, required=False
    )
    q = serializers.CharField(required=False, allow_blank=True)
    brand = serializers.CharField(required=False, allow_blank=True)
    category = serializers.CharField(required=False, allow_blank=True)
