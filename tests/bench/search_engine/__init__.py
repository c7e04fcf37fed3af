"""The search engine measured: `python -m tests.bench.search_engine 10000 100000` or `make bench-search N=1000000`."""
