# A thread with a name, asked whether it is still alive. It waits for an event until it may end.
# prints: client 1 True
# prints: False

from threading import Event, Thread

go_on = Event()

# region: alive
thread = Thread(
    name="client 1",
    target=go_on.wait,
)
thread.start()
print(thread.name, thread.is_alive())

go_on.set()
thread.join()
print(thread.is_alive())
# endregion
