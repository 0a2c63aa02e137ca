"""Reads documents and tables into pages, words and proposed facts: plain Python, no Django.

Untrusted bytes are read by `python -m assets.reading`, a limited child; what stands beneath it
are plain functions. A document's way through them:

1. opened: `pdf` (with `words`, `glyphs`, `letters`, `raised`), `word`, `workbook`, `delimited`;
2. laid out in lines and grids (`blocks`): `placing` (with `sideways`, `bands`, `captions`,
   `layout`) where a page only shows them, `sheets` where a file holds them;
3. pairs of a name and a value: of grids `grids` (with `shapes`, `headings`, `columns`, `flat`,
   `gathered`), of lines `pairs` (with `seconds`);
4. facts: `facts` (with `units`, `sections`), how sure they are (`sureness`), and what is none of
   this product's (`subjects`, `furniture`).
"""
