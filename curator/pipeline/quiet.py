"""Threads that give way to all others."""

import contextlib
import os
import sys
import threading

NICENESS = 4
"""Of work that nobody waits for, below what is to be seen soon. Not more: a thread that holds Python's lock
while the system runs other programs before it makes the window wait. On a machine that is busy otherwise,
two threads of niceness 19 made it four to six times as late as two of niceness 0.
"""


def lower_priority(niceness: int = NICENESS) -> None:
    """Let the calling thread give way to others, on Linux by so much. Where that is refused it goes on as
    it is.
    """
    if sys.platform == "linux":
        # Linux has priorities per thread only as niceness
        with contextlib.suppress(OSError):
            thread = threading.get_native_id()
            before = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, max(niceness, before))
    elif sys.platform == "darwin":
        import ctypes

        utility = 0x11  # QOS_CLASS_UTILITY in sys/qos.h
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).pthread_set_qos_class_self_np(ctypes.c_uint(utility), ctypes.c_int(0))
    elif sys.platform == "win32":
        import ctypes

        lowest = -2  # THREAD_PRIORITY_LOWEST
        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentThread.restype = ctypes.c_void_p
        kernel.SetThreadPriority.argtypes = (ctypes.c_void_p, ctypes.c_int)
        kernel.SetThreadPriority(kernel.GetCurrentThread(), lowest)
