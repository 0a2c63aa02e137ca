"""Opens untrusted pictures. Runs as a limited child (`python -m assets.decoding`): no Django."""
