"""Puts one stack together: ports, environment and parts of a data folder."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from config.stack import environment, product, servers
from config.stack.caddyfile import Origin
from config.stack.folder import DataFolder
from config.stack.part import Part
from config.stack.ports import SEAWEEDFS, Ports, has_ipv6
from config.stack.product import Product
from config.stack.servers import Servers


@dataclass(frozen=True, slots=True)
class Stack:
    """What the supervisor is given."""

    parts: Mapping[str, Part]
    environment: Mapping[str, str]
    address: str


def embedded(given: environment.Given) -> list[str]:
    """Return the names of the ports of the embedded servers that are not replaced."""
    names = [] if given.database_url else ["postgres"]
    names += [] if given.redis_url else ["redis"]
    names += [] if given.s3_endpoint_url else SEAWEEDFS
    return names


def take_ports(ports: Ports, *, person: Mapping[str, str], folder: DataFolder) -> None:
    """Claim every port this stack needs, those of its last run where they are free.

    Raises:
        PortTaken: the port asked for is in use.
    """
    given = environment.Given.read(person)
    earlier = folder.ports()
    ports.take_public(environment.asked_port(person), earlier=earlier)
    ports.take_all([*embedded(given), "web", "events"], earlier=earlier)


def assemble(
    folder: DataFolder,
    *,
    ports: Mapping[str, int],
    person: Mapping[str, str],
    durable: bool = True,
    settings: str = environment.SETTINGS,
) -> Stack:
    """Return the whole product as parts, with the environment they run in.

    person: the environment `make up` was called in. durable: False gives up what survives a power
    cut for speed. settings: the mode Django runs in.

    Raises:
        StackError: a server is missing on this machine, or a setting makes no sense.
    """
    given = environment.Given.read(person)
    secrets = folder.secrets()
    made = Servers(
        folder=folder, ports=ports, secrets=secrets, bucket=given.bucket, durable=durable
    )
    parts: list[Part] = []
    parts += [] if given.database_url else servers.postgres(made)
    parts += [] if given.redis_url else [servers.redis(made)]
    parts += [] if given.s3_endpoint_url else [servers.seaweedfs(made)]
    running = tuple(part.name for part in parts if not part.once)
    origin = Origin(
        port=ports["public"],
        web=ports["web"],
        events=ports["events"],
        s3=environment.bucket_upstream(given, ports),
        bucket=given.bucket,
        static=folder.static,
        addresses=("127.0.0.1", "[::1]") if has_ipv6() else ("127.0.0.1",),
        proxies=environment.proxies(person),
        has_cors=bool(person.get("CORS_ALLOWED_ORIGINS")),
    )
    owner = environment.owner(given, ports=ports, secrets=secrets)
    whole = Product(folder=folder, ports=ports, servers=running, origin=origin, owner=owner)
    steps = product.steps(whole)
    parts += steps
    parts += product.processes(whole, after=tuple(step.name for step in steps))
    made_environment = environment.build(
        person, given=given, folder=folder, ports=ports, secrets=secrets, settings=settings
    )
    return Stack(
        parts={part.name: part for part in parts},
        environment=made_environment,
        address=made_environment["PUBLIC_URL"],
    )


def without(stack: Stack, names: set[str]) -> Stack:
    """Return the stack with some parts left out."""
    kept = {
        name: replace(part, needs=tuple(need for need in part.needs if need not in names))
        for name, part in stack.parts.items()
        if name not in names
    }
    return replace(stack, parts=kept)
