"""Turns this process into a ClickHouse server: server.py LIBCHDB_SO CONFIG_XML. Never returns; SIGTERM stops it."""

import ctypes
import sys

lib = ctypes.CDLL(sys.argv[1])
lib.chdb_query_cmdline.restype = ctypes.c_void_p
lib.chdb_query_cmdline.argtypes = [ctypes.c_int, ctypes.POINTER(ctypes.c_char_p)]
# The listeners live as long as this query, so it is one that never ends.
serve = (
    "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT sleepEachRow(3) FROM system.numbers "
    "SETTINGS max_block_size=1, function_sleep_max_microseconds_per_block=3000000000"
)
argv = [
    "clickhouse",
    f"--config-file={sys.argv[2]}",
    "--multiquery",
    "--output-format=TabSeparated",
    f"--query={serve}",
]
lib.chdb_query_cmdline(len(argv), (ctypes.c_char_p * len(argv))(*[word.encode() for word in argv]))
