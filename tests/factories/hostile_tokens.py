"""Session tokens nobody should take: one list, which the tests send to the endpoint.

Each form is made of a good session of a person, by a secret we share unless its name says otherwise,
so that what is wrong with it is the one thing it is named for.
"""

import hmac
import json
import os
import time
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC as CBC_MODE
from cryptography.hazmat.primitives.padding import PKCS7
from django.utils import timezone
from joserfc import jwe, jws, jwt
from joserfc.jwe import JWERegistry
from joserfc.jwk import ECKey, OctKey, RSAKey

from accounts.nextauth.encoding import text_of
from accounts.nextauth.keys import CBC, GCM, derived, thumbprint
from tests.factories import nextauth as front_end
from tests.factories.nextauth import LEFT_OUT, SECURE_V4, SECURE_V5, V4, V5


@dataclass(frozen=True, slots=True)
class Maker:
    """Whose session it is, and the secret that is shared."""

    subject: str
    secret: str

    def claims(self, **more: Any) -> dict[str, Any]:
        return front_end.claims_of(self.subject, now=timezone.now(), **more)

    def good(self, **header: Any) -> str:
        return front_end.v5(self.claims(), secret=self.secret, **header)

    def saying(self, **more: Any) -> str:
        return front_end.v5(self.claims(**more), secret=self.secret)

    def holding(self, content: bytes) -> str:
        return front_end.v5(content, secret=self.secret)

    def raw(self, enc: str = CBC) -> bytes:
        return derived(self.secret, salt=V5, enc=enc, product="Auth.js")

    def by(self, alg: str, enc: str, key: Any, **header: Any) -> str:
        """Return a token whose key is wrapped or agreed on by another algorithm."""
        registry = JWERegistry(algorithms=[alg, enc], strict_check_header=False)
        content = json.dumps(self.claims()).encode()
        return jwe.encrypt_compact(
            {"alg": alg, "enc": enc, **header}, content, key, registry=registry
        )

    def signed(self, alg: str, key: Any, **header: Any) -> str:
        return jwt.encode(
            {"alg": alg, "typ": "JWT", **header}, self.claims(), key, algorithms=[alg]
        )


def by_hand(content: bytes, raw: bytes, header: Any) -> str:
    """Return a token under any header, which its seal covers: libraries refuse to mint some."""
    head, nonce = text_of(json.dumps(header).encode()), os.urandom(16)
    padder = PKCS7(128).padder()
    cipher = Cipher(AES(raw[32:]), CBC_MODE(nonce)).encryptor()
    hidden = cipher.update(padder.update(content) + padder.finalize()) + cipher.finalize()
    covered = head.encode() + nonce + hidden + (len(head) * 8).to_bytes(8, "big")
    seal = hmac.digest(raw[:32], covered, "sha512")[:32]
    return f"{head}..{text_of(nonce)}.{text_of(hidden)}.{text_of(seal)}"


def _header(**more: Any) -> Callable[[Maker], str]:
    """A good token under a header it was sealed with, that asks for more."""

    def made(maker: Maker) -> str:
        header = {"alg": "dir", "enc": CBC, "kid": thumbprint(maker.raw()), **more}
        return by_hand(json.dumps(maker.claims()).encode(), maker.raw(), header)

    return made


def _after(**more: Any) -> Callable[[Maker], str]:
    """A good token whose header was changed afterwards."""

    def made(maker: Maker) -> str:
        header = {"alg": "dir", "enc": CBC, "kid": thumbprint(maker.raw()), **more}
        kept = {name: value for name, value in header.items() if value is not LEFT_OUT}
        return front_end.with_header(maker.good(), kept)

    return made


def _saying(**more: Any) -> Callable[[Maker], str]:
    return lambda maker: maker.saying(**more)


def _holding(content: bytes) -> Callable[[Maker], str]:
    return lambda maker: maker.holding(content)


def _changed(part: int) -> Callable[[Maker], str]:
    return lambda maker: front_end.changed(maker.good(), part)


def _short_enc(enc: str, size: int) -> Callable[[Maker], str]:
    return lambda maker: maker.by("dir", enc, OctKey.import_key(maker.raw()[:size]))


def _without_seal(maker: Maker) -> str:
    return maker.good().rpartition(".")[0] + "."


def _short_seal(maker: Maker) -> str:
    head, _dot, seal = front_end.v4(maker.claims(), secret=maker.secret).rpartition(".")
    return f"{head}.{seal[:6]}"


def _doubled_header(maker: Maker) -> str:
    head = f'{{"alg":"none","alg":"dir","enc":"{CBC}","kid":"{thumbprint(maker.raw())}"}}'
    return front_end.with_header(maker.good(), head.encode())


def _doubled_claim(maker: Maker) -> str:
    text = json.dumps(maker.claims())[:-1] + f', "sub": "{maker.subject}"}}'
    return maker.holding(text.encode())


def _bomb(maker: Maker) -> str:
    """Sixteen megabytes of blanks, packed under a seal that is good."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(b" " * 16_000_000) + packer.flush()
    header = {"alg": "dir", "enc": CBC, "kid": thumbprint(maker.raw()), "zip": "DEF"}
    return by_hand(packed, maker.raw(), header)


def _rounds(maker: Maker) -> str:
    header = {"alg": "PBES2-HS256+A128KW", "enc": CBC, "p2s": "c2FsdHNhbHQ", "p2c": 2**31 - 1}
    return front_end.with_header(maker.good(), header).replace("..", ".AAAA.", 1)


def _unsigned(maker: Maker) -> str:
    head, body = ({"alg": "none"}, maker.claims())
    return ".".join([*(text_of(json.dumps(part).encode()) for part in (head, body)), ""])


def _nested(maker: Maker) -> str:
    return front_end.v5(maker.good().encode(), secret=maker.secret, cty="JWT")


def _with_own_key(maker: Maker) -> str:
    """A token of a stranger's key, which its header offers."""
    own = OctKey.generate_key(512)
    return maker.by("dir", CBC, own, jwk=own.as_dict(private=True))


def _own_key_named(maker: Maker) -> str:
    own = OctKey.generate_key(512)
    return maker.by("dir", CBC, own, kid=thumbprint(maker.raw()))


def _rsa(alg: str) -> Callable[[Maker], str]:
    return lambda maker: maker.by(alg, CBC, RSAKey.generate_key(2048))


def _agreed(alg: str) -> Callable[[Maker], str]:
    return lambda maker: maker.by(alg, CBC, ECKey.generate_key("P-256"))


def _wrapped(alg: str, size: int) -> Callable[[Maker], str]:
    return lambda maker: maker.by(alg, CBC, OctKey.import_key(maker.raw()[:size]))


def _hmac(maker: Maker) -> str:
    return maker.signed("HS256", OctKey.import_key(maker.secret))


def _detached(maker: Maker) -> str:
    token = jws.serialize_compact({"alg": "HS256"}, b"{}", OctKey.import_key(maker.raw()))
    head, _body, seal = token.split(".")
    return f"{head}..{seal}"


def _deep(maker: Maker) -> str:
    return maker.holding(b'{"sub":' + b"[" * 9000 + b"]" * 9000 + b"}")


def _a_little_deep(maker: Maker) -> str:
    nested: Any = "x"
    for _ in range(40):
        nested = {"a": nested}
    return maker.saying(more=nested)


def _now(**seconds: int) -> Callable[[Maker], str]:
    return lambda maker: maker.saying(
        **{name: int(time.time()) + value for name, value in seconds.items()}
    )


# What is wrong → how it is made.
TOKENS: dict[str, Callable[[Maker], str]] = {
    "wrong secret": lambda maker: front_end.v5(maker.claims(), secret="of somebody else"),
    "wrong secret, no kid": lambda maker: front_end.v5(
        maker.claims(), secret="of somebody else", kid=LEFT_OUT
    ),
    "wrong secret, our kid": _own_key_named,
    "empty secret": lambda maker: front_end.v5(maker.claims(), secret=""),
    "version 4, wrong secret": lambda maker: front_end.v4(maker.claims(), secret="wrong"),
    "version 4, unknown salt": lambda maker: front_end.v4(
        maker.claims(), secret=maker.secret, salt="next-auth.csrf-token"
    ),
    "salt of the callback's cookie": lambda maker: front_end.v5(
        maker.claims(), secret=maker.secret, cookie="authjs.callback-url"
    ),
    "kid of another key": _header(kid="AAAA"),
    "empty kid": _header(kid=""),
    "kid of a path": _header(kid="../../../dev/null"),
    "kid of a statement": _header(kid="' OR 1=1 --"),
    "kid that is a list": _after(kid=["a"]),
    "header changed": _after(typ="JWT"),
    "nonce changed": _changed(2),
    "content changed": _changed(3),
    "seal changed": _changed(4),
    "without a seal": _without_seal,
    "short seal": _short_seal,
    "key where none belongs": lambda maker: maker.good().replace("..", ".AAAA.", 1),
    "unsigned": _unsigned,
    "unsigned, five parts": _after(alg="none"),
    "signed with the secret": _hmac,
    "signed, without content": _detached,
    "signed with an own key": lambda maker: maker.signed("RS256", RSAKey.generate_key(2048)),
    "two thousand million rounds": _rounds,
    "compressed bomb": _bomb,
    "compressed": _header(zip="DEF"),
    "key's address (jku)": _header(jku="https://example.com/keys"),
    "certificate's address (x5u)": _header(x5u="https://example.com/x"),
    "certificate (x5c)": _header(x5c=["MIIB"]),
    "own key (jwk)": _with_own_key,
    "agreed key (epk)": _header(epk={"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
    "critical extension": _header(crit=["exp"], exp=1),
    "critical, empty": _header(crit=[]),
    "unknown header": _header(b64=False),
    "two algorithms": _doubled_header,
    "header that is a list": lambda maker: front_end.with_header(maker.good(), []),
    "header that is a number": lambda maker: front_end.with_header(maker.good(), 1),
    "header that is no JSON": lambda maker: front_end.with_header(maker.good(), b"{"),
    "header that is no text": lambda maker: front_end.with_header(maker.good(), b"\xff\xfe"),
    "deep header": lambda maker: front_end.with_header(maker.good(), b"[" * 9000),
    "algorithm in small letters": _after(alg="DIR"),
    "algorithm that is a list": _after(alg=["dir"]),
    "no algorithm": _after(alg=LEFT_OUT),
    "no encryption": _after(enc=LEFT_OUT),
    "unknown encryption": _after(enc="A512GCM"),
    "other encryption than it has": _after(enc=GCM),
    "half a key": _short_enc("A128CBC-HS256", 32),
    "a quarter of a key": _short_enc("A128GCM", 16),
    "three quarters of a key": _short_enc("A192CBC-HS384", 48),
    "wrapped by RSA": _rsa("RSA-OAEP"),
    "wrapped by RSA with SHA-256": _rsa("RSA-OAEP-256"),
    "agreed by ECDH": _agreed("ECDH-ES"),
    "agreed by ECDH, wrapped": _agreed("ECDH-ES+A256KW"),
    "wrapped by AES": _wrapped("A256KW", 32),
    "wrapped by AES-GCM": _wrapped("A256GCMKW", 32),
    "token in a token": _nested,
    "expired": _now(exp=-60),
    "from the future": _now(iat=60),
    "not yet good": _now(nbf=60),
    "proved in the future": _now(auth_time=60),
    "no end": _saying(exp=LEFT_OUT),
    "end that is a text": _saying(exp="9999999999"),
    "end that is true": _saying(exp=True),
    "end that is not a number": _holding(b'{"sub":"a","jti":"b","iat":1,"exp":NaN}'),
    "end that is infinite": _holding(b'{"sub":"a","jti":"b","iat":1,"exp":1e999}'),
    "end past all calendars": _saying(exp=10**18),
    "end of many digits": _holding(b'{"sub":"a","jti":"b","iat":1,"exp":' + b"9" * 5000 + b"}"),
    "no beginning": _saying(iat=LEFT_OUT),
    "no id": _saying(jti=LEFT_OUT),
    "empty id": _saying(jti=""),
    "long id": _saying(jti="j" * 129),
    "id with a NUL": _saying(jti="a\x00b"),
    "id that is a number": _saying(jti=7),
    "nobody": _saying(sub=LEFT_OUT),
    "subject that is null": _saying(sub=None),
    "subject that is a list": _saying(sub=["a"]),
    "subject with a NUL": _saying(sub="a\x00b"),
    "subject with half a character": _holding(b'{"sub":"\\ud800","jti":"b","iat":1,"exp":9e9}'),
    "subject of an e-mail": _saying(sub="robin@example.com"),
    "subject nobody has": _saying(sub=str(uuid.UUID(int=0))),
    "provider that is a list": _saying(provider=["x"], providerAccountId="1"),
    "two subjects": _doubled_claim,
    "claims that are a list": _holding(b"[]"),
    "claims that are a text": _holding(b'"sub"'),
    "claims that are nothing": _holding(b""),
    "claims that are no JSON": _holding(b"{"),
    "claims that are no text": _holding(b"\xff\xfe\x00"),
    "claims very deep": _deep,
    "claims a little deep": _a_little_deep,
    "a million characters": lambda _maker: "a" * 1_000_000,
    "a million dots": lambda _maker: "." * 1_000_000,
    "a large token": lambda maker: maker.saying(more="x" * 40_000),
    "four dots": lambda _maker: "....",
    "four parts": lambda maker: maker.good().replace("..", ".", 1),
    "six parts": lambda maker: maker.good() + ".A",
    "padded": lambda maker: maker.good().replace("..", "=..", 1),
    "with a line's end": lambda maker: maker.good() + "\n",
    "with a blank": lambda maker: " " + maker.good(),
    "other letters than base64": lambda maker: maker.good().replace("..", "é..", 1),
    "digits of another script": lambda maker: maker.good()[:-1] + "٣",
}  # fmt: skip


def _in(*names: str) -> Callable[[str], dict[str, str]]:
    """Cookies of these names, among which the token is parted evenly."""

    def made(token: str) -> dict[str, str]:
        size = -(-len(token) // len(names))
        return {name: token[n * size : (n + 1) * size] for n, name in enumerate(names)}

    return made


# What is wrong with the cookies that hold a good token → how they are made of it.
COOKIES: dict[str, Callable[[str], dict[str, str]]] = {
    "cookie of the other salt": _in(SECURE_V5),
    "cookie of version 4": _in(V4),
    "secure cookie of version 4": _in(SECURE_V4),
    "cookie of nobody": _in("session-token"),
    "first part missing": _in(f"{V5}.1", f"{V5}.2"),
    "part missing": _in(f"{V5}.0", f"{V5}.2"),
    "parts of two cookies": _in(f"{V5}.0", f"{SECURE_V5}.1"),
    "whole and parts": lambda token: {V5: token, f"{V5}.0": token},
    "two cookies": lambda token: {V5: token, SECURE_V5: token},
    "part of digits of another script": _in(f"{V5}.0", f"{V5}.١"),
    "part of wide digits": _in(f"{V5}.0", f"{V5}.１"),
    "part of a number before nothing": _in(f"{V5}.-0", f"{V5}.1"),
    "part of many digits": _in(f"{V5}.0", f"{V5}.{'1' * 5000}"),
    "part with a nought before": _in(f"{V5}.00", f"{V5}.01"),
    "part that is no number": _in(f"{V5}.0", f"{V5}.b"),
    "ten thousand parts": lambda token: {f"{V5}.{n}": token[n : n + 1] for n in range(10_000)},
    "twelve parts": _in(*(f"{V5}.{n}" for n in range(12))),
    "parts of a megabyte": lambda _token: {f"{V5}.{n}": "a" * 120_000 for n in range(9)},
    "cookies that are too long": lambda _token: {f"{V5}.{n}": "a" * 4000 for n in range(9)},
}
