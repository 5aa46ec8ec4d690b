"""A prefork server with a JVM in it: it forks while another thread writes a log record to a pipe that is full.

prefork.py LIBJVM JPYPE_JAR CHILDREN
"""
import ctypes
import os
import signal
import sys
import threading
import time

import jpype

PR_SET_PDEATHSIG = 1
SYS_WRITE, SYS_FUTEX = {"x86_64": ("1 ", "202 "), "aarch64": ("64 ", "98 ")}[os.uname().machine]

libjvm, jar, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
jpype.startJVM(libjvm, "-XX:+UseSerialGC", "-Xmx64m", classpath=[jar])
java = jpype.JPackage("java")
reading, writing = os.pipe()
stream = java.io.FileOutputStream(f"/proc/self/fd/{writing}")
handler = java.util.logging.StreamHandler(stream, java.util.logging.SimpleFormatter())
log = java.util.logging.Logger.getLogger("server")
log.setUseParentHandlers(False)
log.addHandler(handler)


def record(text):
    log.info(text)
    handler.flush()


def in_call(pid, call):
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
        return any(open(f"/proc/{pid}/task/{task}/syscall").read().startswith(call) for task in tasks)
    except OSError:
        return False


def until(condition):
    while not condition():
        time.sleep(0.01)


record("started")  # here first, so that the children need not load a class for it
threading.Thread(target=record, args=("x" * 100_000,), daemon=True).start()
until(lambda: in_call(os.getpid(), SYS_WRITE))
libc = ctypes.CDLL(None)
children = []
for _ in range(count):
    child = os.fork()
    if child == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        record("worker started")
        os._exit(0)
    children.append(child)


def drain():
    while os.read(reading, 65536):
        pass


threading.Thread(target=drain, daemon=True).start()
until(lambda: not in_call(os.getpid(), SYS_WRITE))
until(lambda: all(in_call(child, SYS_FUTEX) for child in children))
print("READY", *children, flush=True)
sys.stdin.read()
os._exit(0)
