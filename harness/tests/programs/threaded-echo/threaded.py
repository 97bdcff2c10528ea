"""A right threaded echo server in Python: a thread for each client, and a console."""

import ipaddress
import socket
import sys
import threading
import time


class Clients:
    """The threads that serve clients, and how many have been joined."""

    def __init__(self):
        self.lock = threading.Lock()
        self.threads = []
        self.finished = 0

    def start(self, connection):
        with self.lock:
            self.join_ended()
            thread = threading.Thread(target=serve, args=(connection,))
            thread.start()
            self.threads.append(thread)

    def join_ended(self):
        ended = [thread for thread in self.threads if not thread.is_alive()]
        for thread in ended:
            thread.join()
            self.threads.remove(thread)
        self.finished += len(ended)

    def status(self):
        with self.lock:
            self.join_ended()
            return f"active {len(self.threads)} finished {self.finished}"

    def join_all(self):
        for thread in self.threads:
            thread.join()
        return self.finished + len(self.threads)


def serve(connection):
    try:
        with connection:
            while piece := connection.recv(1024):
                connection.sendall(piece)
    except OSError as error:
        print(f"client: {error}", file=sys.stderr)


def accept_clients(listener, clients, stopping):
    while True:
        try:
            connection, _ = listener.accept()
        except OSError as error:
            if stopping.is_set():
                return
            print(f"accept: {error}", file=sys.stderr)
            time.sleep(0.05)
            continue
        if stopping.is_set():
            connection.close()
            return
        try:
            clients.start(connection)
        except RuntimeError as error:
            connection.close()
            print(f"thread: {error}", file=sys.stderr)


def obey(clients):
    for line in sys.stdin.buffer:
        command = line.removesuffix(b"\n").removesuffix(b"\r")
        if command == b"status":
            print(clients.status(), flush=True)
        elif command == b"quit":
            return


def parse(typed):
    host, _, port = typed.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError("no port")
    return str(ipaddress.IPv4Address(host)), int(port)


def main():
    typed = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:9999"
    try:
        address = parse(typed)
    except ValueError:
        print("usage: threaded.py [IPv4:PORT]", file=sys.stderr)
        sys.exit(2)
    try:
        listener = socket.create_server(address, backlog=128)
    except OSError as error:
        print(f"{typed}: {error}", file=sys.stderr)
        sys.exit(1)
    print("listening on {}:{}".format(*listener.getsockname()), flush=True)

    clients, stopping = Clients(), threading.Event()
    acceptor = threading.Thread(target=accept_clients, args=(listener, clients, stopping))
    acceptor.start()
    obey(clients)

    stopping.set()
    # On Linux this wakes a thread that waits in `accept`; no connection is needed.
    listener.shutdown(socket.SHUT_RDWR)
    acceptor.join()
    listener.close()
    print(f"served {clients.join_all()} clients", flush=True)


if __name__ == "__main__":
    main()
