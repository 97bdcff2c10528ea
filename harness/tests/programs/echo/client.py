"""A right echo client in Python."""

import ipaddress
import socket
import sys


def parse(typed):
    host, _, port = typed.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError("no port")
    return str(ipaddress.IPv4Address(host)), int(port)


def talk(address):
    with socket.create_connection(address) as server, server.makefile("rb") as replies:
        while line := sys.stdin.buffer.readline():
            line = line.removesuffix(b"\n").removesuffix(b"\r")
            if line.lower() == b"exit":
                break
            server.sendall(line + b"\n")
            reply = replies.readline()
            if not reply.endswith(b"\n"):
                raise ConnectionError("the server closed the connection")
            sys.stdout.buffer.write(b"Received: " + reply)
            sys.stdout.buffer.flush()


def main():
    typed = sys.argv[1] if len(sys.argv) > 1 else "127.0.0.1:9999"
    try:
        address = parse(typed)
    except ValueError:
        print("usage: client.py [IPv4:PORT]", file=sys.stderr)
        sys.exit(2)
    try:
        talk(address)
    except OSError as error:
        print(f"{typed}: {error}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
