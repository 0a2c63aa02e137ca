"""The staff admin's first page: how the product does, in numbers, and what waits for somebody.

Each part is shown to who may see the rows it is made of. All of it is read from `public`, in so many
statements however much there is.
"""

from config.desk.page import parts, switch, told
from config.desk.spans import PARAMETER, asked

__all__ = ["PARAMETER", "asked", "parts", "switch", "told"]
