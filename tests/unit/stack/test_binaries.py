from pathlib import Path

import pytest

from config.stack import binaries


@pytest.mark.parametrize("server", binaries.SERVERS, ids=lambda server: server.name)
def test_every_embedded_server_is_found(server: binaries.Server) -> None:
    found = binaries.find(server)

    assert found.exists()
    assert found.is_dir() == (server is binaries.POSTGRES)


@pytest.mark.parametrize("server", binaries.SERVERS, ids=lambda server: server.name)
def test_a_missing_server_is_named_with_the_way_around_it(
    server: binaries.Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    monkeypatch.setattr("sysconfig.get_path", lambda name: str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(binaries.ServerMissing) as refused:
        binaries.find(server)

    assert str(refused.value).startswith(f"{server.title} is missing: {server.package}")
    assert (server.url_name or "`caddy` on PATH") in str(refused.value)


def test_a_server_on_path_stands_in_where_there_is_no_wheel(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "redis-server"
    own.touch(mode=0o755)
    monkeypatch.setattr("sysconfig.get_path", lambda name: "/nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))

    assert binaries.find(binaries.REDIS) == own
