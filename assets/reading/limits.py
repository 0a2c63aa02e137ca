"""How much of a document is read; what lies beyond is left out, with the note `truncated`."""

MAX_PAGES = 200
MAX_PICTURES = 40
MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_SHEETS = 60
MAX_TEXT = 200_000
MAX_CELL = 32_767
PICTURE_PX = 1_400
# What the child may use: pages of pictures and rules weigh most.
MEMORY_MIB = 1_536
CPU_SECONDS = 120
WALL_SECONDS = 180
