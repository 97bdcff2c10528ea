# A lock beside what it protects, and the two ways to release it.
# prints: 1

from threading import Lock

# region: lock
total = 0
lock = Lock()

with lock:
    total += 1

lock.acquire()
print(total)
lock.release()
# endregion
