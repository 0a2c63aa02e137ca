"""What a sheet of products says, and how products are written as one: plain Python, no Django.

Sheets are opened by `python -m assets.catalogue`, a limited child; what stands beneath it are plain
functions. Problems are told by stable codes; `assets.import_words` has their sentences.
"""
