import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.stack.ports import GRPC_OFFSET, INNER, INNER_PORTS, Ports, PortTaken, is_free


@pytest.fixture
def taken() -> Iterator[int]:
    """A port something listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_every_inner_port_is_its_own_and_leaves_room_for_its_twin() -> None:
    with Ports() as ports:
        ports.take_all(INNER, earlier={})

        assert set(ports.numbers) == set(INNER)
        assert len(set(ports.numbers.values())) == len(INNER)
        assert all(number in INNER_PORTS for number in ports.numbers.values())
        assert all(number + GRPC_OFFSET < 32768 for number in ports.numbers.values())


def test_the_port_asked_for_is_taken_or_refused(taken: int) -> None:
    with Ports() as ports, pytest.raises(PortTaken, match=f"port {taken} is in use"):
        ports.take_public(taken, earlier={})

    assert not is_free(taken)


def test_without_a_wish_the_earlier_port_comes_first() -> None:
    with Ports() as ports:
        earlier = ports.take_any("other", INNER_PORTS)
    with Ports() as ports:
        ports.take_public(None, earlier={"public": earlier})

        assert ports.numbers == {"public": earlier}


def test_a_second_stack_takes_other_ports_before_the_first_listens() -> None:
    with Ports() as first, Ports() as second:
        number = first.take_any("public", INNER_PORTS)

        with pytest.raises(PortTaken):
            second.take("public", number)
        second.take_public(None, earlier={"public": number})
        assert second.numbers["public"] != number


def test_ports_are_free_again_after_their_stack() -> None:
    with Ports() as ports:
        ports.take_all(INNER, earlier={})
        earlier = dict(ports.numbers)
    with Ports() as ports:
        ports.take_all(INNER, earlier=earlier)

        assert ports.numbers == earlier


def test_a_seaweedfs_port_whose_twin_is_taken_is_not_used(taken: int) -> None:
    with Ports() as ports, pytest.raises(PortTaken):
        ports.take("s3", taken - GRPC_OFFSET)


def test_a_port_with_connections_of_an_ended_stack_is_free() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        number = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", number)) as client:
            server, _ = listener.accept()
            server.close()  # the server's end lingers
            client.recv(1)

    assert is_free(number)


def test_a_seaweedfs_port_with_another_accounts_socket_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    left = tmp_path / "seaweedfs.sock"
    left.touch()
    monkeypatch.setattr("config.stack.ports.seaweedfs_sockets", lambda name, number: [left])
    monkeypatch.setattr("os.geteuid", lambda: left.stat().st_uid + 1)

    with Ports() as ports, pytest.raises(PortTaken):
        ports.take_any("s3", INNER_PORTS[:3])
    monkeypatch.undo()
    with Ports() as ports:
        ports.take_any("s3", INNER_PORTS)
