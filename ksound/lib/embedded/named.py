"""Run a program that insists on its user having a name; run as a file with the standard library only.

    named.py PROGRAM [ARGUMENT…]

`initdb` looks its user up in the password database and gives up when there is no entry, which is so in a
container that was started with a bare user number. Then the program runs in a user namespace in which the
same user carries a name (user_namespaces(7)); files belong to the real user as ever. Where namespaces are not
allowed the program runs as it is and says what it misses.
"""

import ctypes
import os
import pwd
import sys

CLONE_NEWUSER = 0x10000000


def take_a_name() -> None:
    uid, gid = os.geteuid(), os.getegid()
    names = [entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid]
    if not names or ctypes.CDLL(None).unshare(CLONE_NEWUSER):
        return
    for file, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{names[-1]} {uid} 1"),
        ("gid_map", f"{names[-1]} {gid} 1"),
    ):
        with open(f"/proc/self/{file}", "w") as out:
            out.write(text)


if __name__ == "__main__":
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        take_a_name()
    os.execv(sys.argv[1], sys.argv[1:])  # noqa: S606
