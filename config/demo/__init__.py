"""What a fresh house shows: six products, their facts, and photos drawn by this code."""
