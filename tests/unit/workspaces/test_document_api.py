"""The OpenAPI document says all there is to say of workspaces, members and invitations."""

from typing import Any

import pytest

ONE = "/api/v1/workspaces/{id}"
# Address → verb → the answer's status, whether a body is sent, whether one comes back.
OPERATIONS = {
    "/api/v1/workspaces": {"get": ("200", False, True), "post": ("201", True, True)},
    "/api/v1/workspaces/join": {"post": ("200", True, True)},
    ONE: {
        "get": ("200", False, True),
        "patch": ("200", True, True),
        "delete": ("202", False, True),
    },
    f"{ONE}/archive": {"post": ("200", False, True)},
    f"{ONE}/restore": {"post": ("200", False, True)},
    f"{ONE}/leave": {"post": ("204", False, False)},
    f"{ONE}/transfer": {"post": ("200", True, True)},
    f"{ONE}/members": {"get": ("200", False, True)},
    f"{ONE}/members/{{user_id}}": {
        "patch": ("200", True, True),
        "delete": ("204", False, False),
    },
    f"{ONE}/invite": {"post": ("201", True, True)},
    f"{ONE}/invitations": {"get": ("200", False, True)},
    f"{ONE}/invitations/{{invitation_id}}": {"delete": ("204", False, False)},
    f"{ONE}/invitations/{{invitation_id}}/resend": {"post": ("200", False, True)},
}


@pytest.fixture
def document(client: Any, public: None) -> Any:
    return client.get("/api/v1/schema", {"format": "json"}).json()


def test_every_operation_is_there_with_its_bodies(document: Any) -> None:
    found = {
        path: {
            verb: (
                next(iter(operation["responses"])),
                "requestBody" in operation,
                "content" in next(iter(operation["responses"].values())),
            )
            for verb, operation in verbs.items()
        }
        for path, verbs in document["paths"].items()
        if path.startswith("/api/v1/workspaces")
    }

    assert found == OPERATIONS


def test_ids_are_uuids_and_no_other_workspace_is_named(document: Any) -> None:
    for path, verbs in document["paths"].items():
        if not path.startswith(ONE):
            continue
        for operation in verbs.values():
            rows = {(row["name"], row["in"]): row for row in operation["parameters"]}
            ids = {
                row["schema"]["format"] for (_name, place), row in rows.items() if place == "path"
            }
            assert ids == {"uuid"}, path
            assert ("X-Workspace", "header") not in rows, path


def test_sets_of_words_have_names(document: Any) -> None:
    schemas = document["components"]["schemas"]

    assert schemas["Role"]["enum"] == ["owner", "admin", "editor", "reviewer", "viewer"]
    assert schemas["WorkspaceStatus"]["enum"] == [
        "active", "archived", "suspended", "deleting", "deleted",
    ]  # fmt: skip
    assert schemas["WorkspaceLanguage"]["enum"] == ["en", "zh-hans"]


def test_only_an_answer_without_an_e_mail_has_a_link(document: Any) -> None:
    issued = document["components"]["schemas"]["Issued"]

    assert "link" in issued["properties"]
    assert "link" not in issued["required"]
    assert "mailed" in issued["required"]
