"""The statements that count, and the one that knows where a person has signed in from.

The clock is read anew in each statement: in a transaction `now()` stands still.
"""

from typing import Any

from django.db import connection

_OVER = "had.attempt_time <= clock_timestamp() - make_interval(secs => %(seconds)s)"
# A full count is left as it is, and returns nothing. One that becomes full begins its time anew.
ONE_MORE = f"""
INSERT INTO axes_accessattempt AS had (
  user_agent, username, ip_address, failures_since_start, attempt_time,
  http_accept, path_info, get_data, post_data
)
VALUES (%(name)s, %(email)s, %(address)s, 1, clock_timestamp(), '', '', '', '')
ON CONFLICT (username, ip_address, user_agent) DO UPDATE SET
  failures_since_start = CASE WHEN {_OVER} THEN 1 ELSE had.failures_since_start + 1 END,
  attempt_time = CASE WHEN {_OVER} OR had.failures_since_start + 1 >= %(most)s
                      THEN clock_timestamp() ELSE had.attempt_time END
WHERE {_OVER} OR had.failures_since_start < %(most)s
RETURNING failures_since_start
"""
WAIT = """
SELECT ceil(extract(epoch FROM attempt_time - clock_timestamp())) + %(seconds)s
FROM axes_accessattempt
WHERE username = %(email)s AND ip_address = %(address)s AND user_agent = %(name)s
"""
# Its lock holds to the end of the transaction: what is deleted after it is what it has left.
ONE_LESS = """
UPDATE axes_accessattempt SET failures_since_start = failures_since_start - 1
WHERE username = %(email)s AND ip_address = %(address)s AND user_agent = %(name)s
"""
GONE = """
DELETE FROM axes_accessattempt
WHERE username = %(email)s AND ip_address = %(address)s AND user_agent = %(name)s
  AND failures_since_start <= 0
"""
# The same work, whether or not somebody has this e-mail.
HAS_SIGNED_IN_FROM = """
SELECT EXISTS (
  SELECT FROM accounts_user AS person
  JOIN usersessions_usersession AS session ON session.user_id = person.id
  WHERE person.email = %(email)s AND session.ip <<= %(network)s::inet
) OR EXISTS (
  SELECT FROM accounts_user AS person
  JOIN accounts_tokenfamily AS family ON family.user_id = person.id
  WHERE person.email = %(email)s AND family.address <<= %(network)s::inet
)
"""


def one_more(**of: str | int) -> int | None:
    """Count one more; return how many there are now, or None when the count is full.

    of: name, email, address, most and seconds. The row is locked until the transaction ends.
    """
    row = _row(ONE_MORE, of)
    return int(row[0]) if row else None


def one_less(*, name: str, email: str, address: str) -> None:
    """Count one less, in the open transaction; of nothing there is no row."""
    of: dict[str, str | int] = {"name": name, "email": email, "address": address}
    with connection.cursor() as cursor:
        cursor.execute(ONE_LESS, of)
        cursor.execute(GONE, of)


def wait(**of: str | int) -> int:
    """Return in how many seconds a full count is over."""
    row = _row(WAIT, of)
    return max(1, int(row[0])) if row else 1


def has_signed_in_from(*, email: str, network: str) -> bool:
    """Tell whether this person's sign-ins name an address of this network."""
    row = _row(HAS_SIGNED_IN_FROM, {"email": email, "network": network})
    return bool(row and row[0])


def _row(statement: str, values: dict[str, str | int]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()
