"""A right calculator client in Python."""

import ipaddress
import socket
import sys

QUESTIONS = ("operation? ", "first number? ", "second number? ")


def parse(typed):
    host, _, port = typed.rpartition(":")
    if not (port.isascii() and port.isdigit() and int(port) <= 65535):
        raise ValueError("no port")
    return str(ipaddress.IPv4Address(host)), int(port)


def ask(question):
    """The answer, or None if the user wants to leave."""
    print(question, end="", file=sys.stderr, flush=True)
    line = sys.stdin.buffer.readline()
    answer = line.removesuffix(b"\n").removesuffix(b"\r")
    return None if not line or answer.lower() == b"exit" else answer


def ask_all():
    answers = []
    for question in QUESTIONS:
        if (answer := ask(question)) is None:
            return None
        answers.append(answer)
    return answers


def talk(address):
    with socket.create_connection(address) as server, server.makefile("rb") as replies:
        while answers := ask_all():
            server.sendall(b" ".join(answers) + b"\n")
            reply = replies.readline()
            if not reply.endswith(b"\n"):
                raise ConnectionError("the server closed the connection")
            sys.stdout.buffer.write(b"Result: " + reply)
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
