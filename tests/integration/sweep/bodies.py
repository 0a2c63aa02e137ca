"""What is sent: valid bodies, queries and forms made of a workspace's own ids.

A `Slot` stands where an id goes, so that one after the other can be changed for another's.
"""

from collections.abc import Iterable
from typing import Any

from tests.integration.sweep.places import Place
from tests.integration.sweep.slots import FILE, VERSION, Slot
from tests.integration.sweep.values import LEFT_OUT, QUERIES, SCRIPT, VALUES


class Unknown(Exception):
    """An id or a field nobody has told the sweep about."""


# What stands before an id in an address, and its name → its kind. A whole address stands first.
PLACES: dict[tuple[str, str], str] = {
    ("api/v1/assets", "id"): "asset",
    ("api/v1/assets", "asset_id"): "asset",
    ("api/v1/assets/*/derivatives", "id"): "conversion",
    ("api/v1/assets/*/versions", "number"): "number",
    ("api/v1/assets/exports", "id"): "file_export",
    ("api/v1/assets/uploads", "id"): "upload",
    ("api/v1/audit/events", "id"): "event",
    ("api/v1/audit/exports", "export_id"): "trail_export",
    ("api/v1/auth/sessions", "session_id"): "sign_in",
    ("api/v1/billing/invoices", "invoice_id"): "invoice",
    ("api/v1/billing/jobs", "job_id"): "image_job",
    ("api/v1/billing/orders", "order_id"): "order",
    ("api/v1/billing/plans", "version_id"): "edition",
    ("api/v1/copy", "job_id"): "copy_job",
    ("api/v1/copy/*/items", "item_id"): "copy_item",
    ("api/v1/images", "job_id"): "image_job",
    ("api/v1/images/*/items", "item_id"): "image_item",
    ("api/v1/notifications", "notice_id"): "notice",
    ("api/v1/products", "id"): "product",
    ("api/v1/products/imports", "id"): "import",
    ("api/v1/products/imports", "import_id"): "import",
    ("api/v1/products/imports/*/rows", "number"): "import_row",
    ("api/v1/texts", "id"): "text",
    ("api/v1/video", "job_id"): "video_job",
    ("api/v1/video/*/items", "item_id"): "video_item",
    ("api/v1/video-projects", "id"): "project",
    ("api/v1/workspaces", "id"): "workspace",
    ("api/v1/workspaces/*/invitations", "invitation_id"): "invitation",
    ("api/v1/workspaces/*/members", "user_id"): "member",
    ("w", "slug"): "slug",
    ("w/*/activity/exports", "export_id"): "trail_export",
    ("w/*/images/new", "asset_id"): "asset",
    ("w/*/jobs", "job_id"): "image_job",
    ("w/*/jobs/*/items", "item_id"): "item",
    ("w/*/library", "asset_id"): "asset",
    ("w/*/library/*/pages", "number"): "number",
    ("w/*/library/*/convert", "derivative_id"): "conversion",
    ("w/*/library/*/versions", "number"): "number",
    ("w/*/library/exports", "export_id"): "file_export",
    ("w/*/library/bin", "asset_id"): "binned",
    ("w/*/products", "product_id"): "product",
    ("w/*/products/*/facts", "fact_id"): "fact",
    ("w/*/products/*/sheet", "version_id"): "sheet_version",
    ("w/*/products/imports", "run_id"): "import",
    ("w/*/products/imports/*/rows", "number"): "import_row",
    ("w/*/settings/brand", "section"): "brand_section",
    ("w/*/settings/general", "section"): "general_section",
    ("w/*/settings/invitations", "invitation_id"): "invitation",
    ("w/*/settings/invoices", "invoice_id"): "invoice",
    ("w/*/settings/members", "user_id"): "member",
    ("w/*/settings/orders", "order_id"): "order",
    ("w/*/settings/plans", "version_id"): "edition",
    ("w/*/texts", "text_id"): "text",
    ("w/*/texts/*/versions", "number"): "number",
    ("w/*/video", "project_id"): "project",
    ("w/*/video/*/stop", "job_id"): "video_job",
    ("w/*/video/voices", "key"): "voice",
    ("workspaces", "workspace_id"): "workspace",
}
AT_ADDRESS: dict[tuple[str, ...], str] = {
    ("/api/v1/products/imports/{id}/retry", "id"): "import_failed",
    ("/w/{slug}/products/imports/{run_id}/again", "run_id"): "import_failed",
    ("/api/v1/assets/uploads/{id}", "id", "delete"): "upload_given_up",
    ("/api/v1/assets/uploads/{id}/parts", "id"): "upload_in_parts",
    ("/api/v1/copy/{job_id}", "job_id", "delete"): "copy_ended",
    ("/api/v1/images/{job_id}", "job_id", "delete"): "image_ended",
    ("/api/v1/video/{job_id}", "job_id", "delete"): "video_done",
    ("/api/v1/copy/{job_id}/items/{item_id}/retry", "item_id"): "copy_failed_item",
    ("/api/v1/images/{job_id}/items/{item_id}/retry", "item_id"): "image_failed_item",
    ("/api/v1/video/{job_id}/items/{item_id}/retry", "item_id"): "video_failed_item",
    ("/api/v1/video/{job_id}/items/{item_id}/retry", "job_id"): "video_failed",
    ("/w/{slug}/jobs/{job_id}/export", "job_id"): "copy_job",
    ("/w/{slug}/video/{project_id}/write", "project_id"): "unwritten",
    ("/api/v1/video/{job_id}/download", "job_id"): "video_done",
    ("/w/{slug}/activity/exports/{export_id}/again", "export_id"): "trail_export_failed",
    ("/api/v1/video/{job_id}/retry", "job_id"): "video_failed",
}
# Kinds that are the same in every workspace.
COMMON = {"edition", "number", "voice", "brand_section", "general_section", "import_row"}
# Field of a body, query or form → the kind of its id.
FIELDS: dict[str, str] = {
    "asset": "asset",
    "asset_id": "sheet",
    "asset_ids": "asset",
    "current": "asset",
    "document": "document",
    "ended": "image_job",
    "id": "statement",
    "ids": "statement",
    "item": "item",
    "job": "image_ended",
    "logo_asset_id": "asset",
    "of": "product",
    "off": "second_asset",
    "person": "member",
    "picture": "asset",
    "plan_version": "edition",
    "product": "product",
    "product_id": "product",
    "product_ids": "product",
    "project_id": "project",
    "replaces": "asset",
    "selected": "asset",
    "sheet_id": "sheet",
    "upload_id": "sheet_upload",
    "user_id": "member",
}
# Forms whose version is a mark of what was read, which one does without.
MARKED = {"/w/{slug}/settings/billing-details"}
READ_AS_JSON = {"/w/{slug}/video/{project_id}/save"}


# Fields that hold ids deeper inside, or that a change cannot be without.
ALWAYS = {"hints", "script", "version"}


def kind_of_place(address: str, before: str, name: str, *, method: str) -> str:
    """Return what an id in an address is of. Raises Unknown."""
    kind = (
        AT_ADDRESS.get((address, name, method))
        or AT_ADDRESS.get((address, name))
        or PLACES.get((before, name))
    )
    if kind is None:
        raise Unknown(f"{address}: add the id {name!r} after {before!r} to bodies.PLACES")
    return kind


def of_query(address: str, names: Iterable[str]) -> dict[str, Any]:
    """Return what a query is filled with. Raises Unknown."""
    unknown = sorted(name for name in names if name not in FIELDS and name not in QUERIES)
    if unknown:
        raise Unknown(f"{address}: add the query's {unknown} to bodies.FIELDS or values.QUERIES")
    given = {name: Slot(name, FIELDS[name]) if name in FIELDS else QUERIES[name] for name in names}
    return {name: value for name, value in given.items() if value is not LEFT_OUT}


def version_for(kinds: list[str], place: Place) -> int:
    """Return the version a change is made on: that of what the address names last."""
    known = [place.versions[kind] for kind in kinds if kind in place.versions]
    return known[-1] if known else 1


def of_schema(
    schema: dict[str, Any], components: dict[str, Any], name: str = "", *, whole: bool = False
) -> Any:
    """Return a valid value of a schema, with slots where ids go.

    Left out is what may be left out, except ids wherever they stand; of a change nothing is left
    out.
    """
    if name == "script":
        return SCRIPT
    if name == "hints":
        return {Slot("hints", "asset"): [0.1, 0.1, 0.5, 0.5]}
    schema = resolved(schema, components)
    if schema.get("type") == "object" and "properties" in schema:
        return {
            key: of_schema(part, components, key)
            for key, part in schema["properties"].items()
            if key in schema.get("required", ())
            or key in FIELDS
            or key in ALWAYS
            or (whole and key in VALUES)
            or holds_ids(part, components)
        }
    if schema.get("type") == "array" and name in FIELDS:
        return [Slot(name, FIELDS[name])]
    if name in VALUES and VALUES[name] in schema.get("enum", [VALUES[name]]):
        is_one_of_many = schema.get("type") == "array" and not isinstance(VALUES[name], list)
        return [VALUES[name]] if is_one_of_many else VALUES[name]
    return _plain(schema, name)


def holds_ids(schema: dict[str, Any], components: dict[str, Any]) -> bool:
    """Return whether an id is taken somewhere in a schema."""
    schema = resolved(schema, components)
    if schema.get("readOnly"):
        return False
    parts = [*schema.get("properties", {}).values()]
    parts += [schema[name] for name in ("items", "additionalProperties") if schema.get(name)]
    return schema.get("format") == "uuid" or any(
        holds_ids(part, components) for part in parts if isinstance(part, dict)
    )


def _plain(schema: dict[str, Any], name: str) -> Any:
    if name in FIELDS:
        return Slot(name, FIELDS[name])
    if "enum" in schema:
        return schema["enum"][0]
    if name == "version":
        # A number is the one of what is changed; a mark of what was read one does without.
        return VERSION if schema.get("type") == "integer" else ""
    match schema.get("type"), schema.get("format"):
        case "string", "uuid":
            raise Unknown(f"say in bodies.FIELDS what the id {name!r} is of")
        case "string", "binary":
            return FILE
        case "integer", _:
            return 1
        case "boolean", _:
            return True
        case _:
            raise Unknown(f"say in values.VALUES what is good for {name!r}: {schema}")


def resolved(schema: dict[str, Any], components: dict[str, Any]) -> dict[str, Any]:
    """Follow references; of several shapes take the first that is one."""
    while True:
        several = schema.get("allOf") or schema.get("oneOf") or schema.get("anyOf")
        if "$ref" in schema:
            schema = components[schema["$ref"].rpartition("/")[2]]
        elif several:
            schema = several[0]
        else:
            return schema
