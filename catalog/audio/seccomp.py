"""A seccomp filter (Linux, seccomp(2)): what no decoder needs is refused by the kernel with EPERM.

It holds whatever a stranger's file makes of this process: no socket, no other program, no other process.
"""

import ctypes
import errno
import os
import platform
import struct

PR_SET_SECCOMP, MODE_FILTER = 22, 2
# struct sock_filter: code, jump if true, jump if false, value.
STEP = struct.Struct("=HBBI")
# Offsets in struct seccomp_data.
NUMBER, ARCHITECTURE, FIRST_ARGUMENT = 0, 4, 16
# BPF (linux/filter.h): load a word; jump if equal, if greater or equal, if a bit is set; return.
LOAD, EQUAL, AT_LEAST, HAS_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF_0000, 0x0005_0000 | errno.EPERM
# "No such call": glibc falls back to clone, whose flags a filter can read.
UNKNOWN = 0x0005_0000 | errno.ENOSYS
# Numbers of the x32 way into an x86-64 kernel.
X32_BIT = 0x4000_0000
CLONE_THREAD = 0x0001_0000

MACHINES = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
# Name → its number on x86-64 and on AArch64, None where there is no such call.
REFUSED: dict[str, tuple[int, int | None]] = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242), "sendto": (44, 206), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "chroot": (161, 51), "pivot_root": (155, 41), "mount": (165, 40), "umount2": (166, 39), "move_mount": (429, 429),
    "open_tree": (428, 428), "fsopen": (430, 430), "fsmount": (432, 432), "unshare": (272, 97), "setns": (308, 268),
    "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36), "mknod": (133, None),
    "mknodat": (259, 33), "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "open_by_handle_at": (304, 265), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # A way round every filter.
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "bpf": (321, 280), "userfaultfd": (323, 282), "perf_event_open": (298, 241), "kexec_load": (246, 104),
    "init_module": (175, 105), "finit_module": (313, 273),
}  # fmt: skip
CLONE, CLONE3, TGKILL, PRLIMIT64 = (56, 220), (435, 435), (234, 131), (302, 261)


class Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install(libc: ctypes.CDLL) -> bool:
    """Filter this process and its threads to come, for good; False where the system does not allow it.

    Needs no_new_privs. Must run before any thread exists.
    """
    if platform.machine() not in MACHINES:
        return False
    code = program(platform.machine(), os.getpid())
    filtering = Program(len(code) // 8, code)
    return bool(libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(filtering), 0, 0) == 0)


def program(machine: str, pid: int) -> bytes:
    """Return the instructions of the filter for the process `pid`; every test is followed by its answer."""
    column = list(MACHINES).index(machine)
    code = [
        _step(LOAD, ARCHITECTURE), _step(EQUAL, MACHINES[machine], 1, 0), _step(RETURN, REFUSE),
        _step(LOAD, NUMBER), _step(AT_LEAST, X32_BIT, 0, 1), _step(RETURN, REFUSE),
        _step(EQUAL, CLONE3[column], 0, 1), _step(RETURN, UNKNOWN),
    ]  # fmt: skip
    for numbers in REFUSED.values():
        number = numbers[column]
        code += [] if number is None else [_step(EQUAL, number, 0, 1), _step(RETURN, REFUSE)]
    code += _only_if(CLONE[column], HAS_BIT, CLONE_THREAD)
    code += _only_if(TGKILL[column], EQUAL, pid)
    code += _only_if(PRLIMIT64[column], EQUAL, 0)
    return b"".join([*code, _step(RETURN, ALLOW)])


def _only_if(number: int, test: int, value: int) -> list[bytes]:
    """Allow this call when its first argument passes the test."""
    return [
        _step(EQUAL, number, 0, 4),
        _step(LOAD, FIRST_ARGUMENT),
        _step(test, value, 0, 1),
        _step(RETURN, ALLOW),
        _step(RETURN, REFUSE),
    ]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return STEP.pack(code, if_true, if_false, value)
