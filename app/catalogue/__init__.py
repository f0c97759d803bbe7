"""What the studio offers: products, options, prices, sample designs, and its own profile."""
