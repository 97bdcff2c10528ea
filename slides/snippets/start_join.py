# Starts a thread and joins it: what its function returns is lost.
# prints: None

from threading import Thread

# region: start
def count(text):
    return len(text)

job = Thread(target=count, args=("hello",))
job.start()
print(job.join())
# endregion
