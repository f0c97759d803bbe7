"""The live channel beside its peers, under one generator: python -m bench.live."""
