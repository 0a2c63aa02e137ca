"""What the real packages are asked to mint: every form in which a front end has its session."""

from typing import Any

NEWEST, OLDER, STRANGERS = (
    "the newest secret shared",
    "an older secret shared",
    "not a secret of ours",
)
SECRETS = (NEWEST, OLDER)
SUBJECT = "3f0c2c53-6f0e-4f6f-9d5c-5b1d7c4b8a10"
V5, SECURE_V5 = "authjs.session-token", "__Secure-authjs.session-token"
V4, SECURE_V4 = "next-auth.session-token", "__Secure-next-auth.session-token"
MONTH = 30 * 24 * 60 * 60
# What is asked to be cut into parts: a profile with a long list in it.
LARGE = {"sub": SUBJECT, "name": "Robin", "groups": [f"group-{n:05}" for n in range(760)]}
SMALL = {"sub": SUBJECT, "name": "Robin", "email": "robin@example.com", "picture": None}


def order(name: str, package: str, **more: Any) -> dict[str, Any]:
    """Return one order, of a usual token unless more is said."""
    return {
        "name": name,
        "package": package,
        "claims": SMALL,
        "secret": NEWEST,
        "seconds": MONTH,
        **more,
    }


GOOD = [
    *(
        order(f"{package} {cookie}", package, salt=cookie, cookie=cookie)
        for package in ("@auth/core", "next-auth-5")
        for cookie in (V5, SECURE_V5)
    ),
    *(order(f"next-auth-4 {cookie}", "next-auth-4", cookie=cookie) for cookie in (V4, SECURE_V4)),
    *(
        order(f"next-auth-4 {cookie} salted", "next-auth-4", salt=cookie, cookie=cookie)
        for cookie in (V4, SECURE_V4)
    ),
    *(
        order(f"{package} {cookie} in parts", package, salt=salt, cookie=cookie, claims=LARGE)
        for package, cookie, salt in (
            ("@auth/core", V5, V5),
            ("next-auth-5", SECURE_V5, SECURE_V5),
            ("next-auth-4", SECURE_V4, ""),
        )
    ),
    order("@auth/core older secret", "@auth/core", secret=OLDER, salt=V5, cookie=V5),
    order("@auth/core list of secrets", "@auth/core", secret=[*SECRETS], salt=V5, cookie=V5),
    order("next-auth-4 older secret", "next-auth-4", secret=OLDER, cookie=V4),
    order(
        "@auth/core vouched for",
        "@auth/core",
        salt=V5,
        cookie=V5,
        claims={**SMALL, "provider": "github", "providerAccountId": "583231"},
    ),
]
BAD = [
    order("@auth/core secret of others", "@auth/core", secret=STRANGERS, salt=V5, cookie=V5),
    order("next-auth-4 secret of others", "next-auth-4", secret=STRANGERS, cookie=V4),
    order("@auth/core salt of another cookie", "@auth/core", salt="authjs.csrf-token", cookie=V5),
    order("@auth/core in the secure cookie", "@auth/core", salt=V5, cookie=SECURE_V5),
    order("@auth/core in a cookie of version 4", "@auth/core", salt=V5, cookie=V4),
    order("next-auth-4 in a cookie of version 5", "next-auth-4", cookie=V5),
    order("@auth/core expired", "@auth/core", salt=V5, cookie=V5, seconds=-60),
    order("next-auth-4 expired", "next-auth-4", cookie=V4, seconds=-60),
    order("@auth/core nobody", "@auth/core", salt=V5, cookie=V5, claims={"name": "Robin"}),
    order(
        "@auth/core from tomorrow", "@auth/core", salt=V5, cookie=V5,
        claims={**SMALL, "nbf": 253_402_300_000},
    ),
]  # fmt: skip
