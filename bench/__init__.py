"""How fast the real product is, beside what the same machine can do at the best.

`python -m bench` prints one JSON object a line; `make bench` runs it, `ONLY=name` runs those whose name begins so.
Everything happens on this machine, over loopback, in a temporary directory, and leaves nothing behind.
"""
