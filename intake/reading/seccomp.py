"""seccomp: a child makes only the system calls that reading needs; all others do not exist for it.

An allow list, since what is not thought of must be refused: no socket, no process, no thread, no opening for
writing, no raising of limits. Refused calls answer ENOSYS or EPERM, so that a library which merely tries (a
host name, a helper program) carries on without; a call that no reader ever tries ends the process at once.
Built by libseccomp through pyseccomp once a process; a child loads the finished program by itself, for its
calling thread, since building it anew takes longer than reading a short mail. See seccomp(2).
"""

import contextlib
import ctypes
import errno
import os
from functools import cache
from typing import TYPE_CHECKING

from intake.reading import steps
from intake.reading.layers import Layer
from intake.reading.steps import Step

try:
    import pyseccomp  # type: ignore[import-untyped]  # it has no annotations
except (ImportError, RuntimeError, OSError) as _error:  # RuntimeError: libseccomp is not there; OSError: damaged
    pyseccomp = None
    _reason = str(_error)

if TYPE_CHECKING:
    from pyseccomp import SyscallFilter

NAME = "seccomp"

ALLOWED = (
    # descriptors that are open already
    *("read", "readv", "pread64", "preadv", "write", "writev", "pwrite64", "close", "close_range", "lseek"),
    *("_llseek", "dup", "poll", "ppoll", "select", "pselect6", "fadvise64", "fstat", "fstat64", "fstatfs"),
    # looking at files; Landlock decides which can be opened
    *("stat", "lstat", "stat64", "lstat64", "newfstatat", "fstatat64", "statx", "access", "faccessat", "faccessat2"),
    *("readlink", "readlinkat", "getdents", "getdents64", "getcwd"),
    # memory
    *("brk", "mmap", "mmap2", "mprotect", "munmap", "mremap", "madvise", "membarrier", "mincore"),
    # time, chance, signals to itself, the end
    *("clock_gettime", "clock_gettime64", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time"),
    *("times", "getrandom", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall"),
    *("futex", "futex_time64", "exit", "exit_group", "sched_yield", "sched_getaffinity", "getcpu", "rseq"),
    *("set_robust_list", "set_tid_address", "arch_prctl"),
    # who am I
    *("getpid", "gettid", "getppid", "getuid", "geteuid", "getgid", "getegid", "getgroups", "getrlimit", "ugetrlimit"),
    *("getrusage", "uname", "sysinfo", "getpgrp", "getpgid"),
)

FATAL = (
    *("execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "mount", "umount2", "move_mount"),
    *("pivot_root", "chroot", "setns", "unshare", "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "keyctl"),
    *("add_key", "init_module", "finit_module", "delete_module", "kexec_load", "reboot", "open_by_handle_at"),
)
"""No reader ever tries one of these: the process is already somebody else's."""

REFUSED = (
    *("socket", "socketpair", "connect", "bind", "listen", "sendto", "sendmsg", "sendmmsg", "fork", "vfork", "clone"),
    *("kill", "tkill", "tgkill", "setrlimit", "setuid", "setgid", "setgroups", "setresuid", "setresgid", "capset"),
    *("creat", "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "link", "linkat"),
    *("symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "truncate"),
    *("ftruncate", "memfd_create", "pidfd_open", "pidfd_send_signal", "pidfd_getfd", "prctl"),
)
"""These answer EPERM, which Python shows as PermissionError; whatever is in no list answers ENOSYS."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_TCGETS, _FIOCLEX = 0x5401, 0x5451  # open() asks whether it has a terminal; descriptors are made non-inheritable
_F_DUPFD_CLOEXEC = 1030

_HELD = Layer(NAME, active=True, detail=f"{len(ALLOWED)} system calls are allowed, no network, no programs.")

_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2
_AS_TREE = 2
_prctl = ctypes.CDLL(None, use_errno=True).prctl


def prepare() -> None:
    """Builds the filter ahead of the fork, so that a child only has to load it."""
    if pyseccomp is not None:
        _program()


def restrict() -> Layer:
    """Loads the filter for the calling thread; nothing can take it off again."""
    if pyseccomp is None:
        return Layer(NAME, active=False, detail=f"install libseccomp (package libseccomp2): {_reason}.")
    try:
        _load(_program())
    except OSError as error:
        return Layer(NAME, active=False, detail=f"the kernel refused it ({error.strerror}); allow it to the service.")
    return _HELD


def step() -> Step:
    """The same, made ready; for a process in which no program can gain rights by a filter any more (prctl(2))."""
    if pyseccomp is None:
        return Step(None, None, restrict)
    fields = _fields(_program())
    load = (steps.function("prctl", 5), (_SET_SECCOMP, _FILTER, ctypes.addressof(fields), 0, 0))
    return Step((load,), _HELD, restrict, kept=fields)


class _Program(ctypes.Structure):
    """`struct sock_fprog`: how many instructions of eight bytes, and where they lie."""

    _fields_ = (("count", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _fields(program: bytes) -> _Program:
    return _Program(len(program) // 8, program)


@cache
def _program() -> bytes:
    """The filter as the kernel takes it: instructions of eight bytes each."""
    # A pipe, which holds 64 kB, and not a file: where limits are set already none can be written.
    exit_, entry = os.pipe()
    with os.fdopen(exit_, "rb") as file:
        with os.fdopen(entry, "wb") as target:
            _build().export_bpf(target)
        return file.read()


def _load(program: bytes) -> None:
    # An ordinary user may load a filter only where no program can gain rights by it (prctl(2)).
    if _prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) or _prctl(_SET_SECCOMP, _FILTER, ctypes.byref(_fields(program)), 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _build() -> "SyscallFilter":
    filter_ = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.ENOSYS))
    # A tree in place of a chain: the kernel runs a new filter once for each system call that there is (libseccomp 2.5).
    with contextlib.suppress(OSError, ValueError):
        filter_.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, _AS_TREE)
    for names, action in (
        (ALLOWED, pyseccomp.ALLOW),
        (FATAL, pyseccomp.KILL_PROCESS),
        (REFUSED, pyseccomp.ERRNO(errno.EPERM)),
    ):
        for name in names:
            _rule(filter_, action, name)
    _allow_by_argument(filter_)
    return filter_


def _allow_by_argument(filter_: "SyscallFilter") -> None:
    equal, masked = pyseccomp.EQ, pyseccomp.MASKED_EQ
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name, place in (("openat", 2), ("open", 1)):
        _rule(filter_, pyseccomp.ALLOW, name, (place, masked, _WRITING, 0))
        for flag in (os.O_WRONLY, os.O_RDWR, os.O_CREAT, os.O_TRUNC, os.O_APPEND):
            _rule(filter_, refuse, name, (place, masked, flag, flag))
    # Asking for a limit is harmless, setting one is not.
    _rule(filter_, pyseccomp.ALLOW, "prlimit64", (2, equal, 0))
    _rule(filter_, refuse, "prlimit64", (2, pyseccomp.NE, 0))
    for command in (_TCGETS, _FIOCLEX):
        _rule(filter_, pyseccomp.ALLOW, "ioctl", (1, equal, command))
    for command in (0, 1, 2, 3, 4, _F_DUPFD_CLOEXEC):  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL
        _rule(filter_, pyseccomp.ALLOW, "fcntl", (1, equal, command))


def _rule(filter_: "SyscallFilter", action: int, name: str, *conditions: tuple[int, ...]) -> None:
    number = pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name)
    # Negative: this architecture or this libseccomp has no such call.
    if number >= 0:
        filter_.add_rule(action, number, *(pyseccomp.Arg(*condition) for condition in conditions))
