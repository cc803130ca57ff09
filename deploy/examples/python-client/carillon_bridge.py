"""A client of Carillon's TCP bridge, with nothing but Python's standard library.

A frame is a length of four bytes, the highest first, and so many bytes of JSON. One thread reads:
answers go to who asked for them, events to the handlers of their address.
"""

import json
import socket
import struct
import threading
import uuid


class BridgeError(Exception):
    """What a service refused, or why the bridge ends the connection."""

    def __init__(self, code, message, details=()):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.details = list(details)


class Bridge:
    """One connection. The key goes with the first frame; a ping every few seconds keeps it open."""

    def __init__(self, host, port, key, ping_seconds=20, limit_seconds=10):
        self._limit = limit_seconds
        self._socket = socket.create_connection((host, port), timeout=limit_seconds)
        self._socket.settimeout(None)
        self._writing = threading.Lock()
        self._answers = {}
        self._handlers = {}
        self._closed = threading.Event()
        self.reason = None
        self._write({"type": "ping", "headers": {"authorization": f"Bearer {key}"}})
        threading.Thread(target=self._read, daemon=True).start()
        threading.Thread(target=self._ping, args=(ping_seconds,), daemon=True).start()

    def request(self, address, body, idempotency_key=None):
        """Asks a contract, and waits for its answer; BridgeError if it is refused."""
        reply, answer = str(uuid.uuid4()), _Answer()
        self._answers[reply] = answer
        headers = {} if idempotency_key is None else {"idempotency-key": idempotency_key}
        self._write({"type": "send", "address": address, "replyAddress": reply,
                     "headers": headers, "body": body})
        try:
            return answer.wait(self._limit)
        finally:
            self._answers.pop(reply, None)

    def subscribe(self, address, handler):
        """Calls the handler with each event of a topic; with a BridgeError if that is refused."""
        self._handlers[address] = handler
        self._write({"type": "register", "address": address})

    def unsubscribe(self, address):
        self._handlers.pop(address, None)
        self._write({"type": "unregister", "address": address})

    def close(self):
        self._closed.set()
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the other side was first
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()

    def _write(self, frame):
        text = json.dumps(frame).encode()
        with self._writing:
            self._socket.sendall(struct.pack(">i", len(text)) + text)

    def _ping(self, seconds):
        while not self._closed.wait(seconds):
            try:
                self._write({"type": "ping"})
            except OSError:
                return

    def _read(self):
        try:
            while True:
                (length,) = struct.unpack(">i", self._exactly(4))
                self._on_frame(json.loads(self._exactly(length)))
        except (OSError, EOFError):
            self._closed.set()
            gone = self.reason or BridgeError("UNAVAILABLE", "The connection has ended")
            for answer in list(self._answers.values()):
                answer.fail(gone)

    def _exactly(self, length):
        data = b""
        while len(data) < length:
            some = self._socket.recv(length - len(data))
            if not some:
                raise EOFError
            data += some
        return data

    def _on_frame(self, frame):
        kind, address = frame["type"], frame.get("address")
        if kind == "pong":
            return
        error = _error(frame) if kind == "err" else None
        answer, handler = self._answers.get(address), self._handlers.get(address)
        if answer is not None:
            answer.fail(error) if error else answer.give(frame["body"])
        elif handler is not None:
            handler(error or frame["body"])
        elif error:
            self.reason = error  # it concerns the connection


class _Answer:
    def __init__(self):
        self._there = threading.Event()
        self._body = self._error = None

    def give(self, body):
        self._body = body
        self._there.set()

    def fail(self, error):
        self._error = error
        self._there.set()

    def wait(self, seconds):
        if not self._there.wait(seconds):
            raise BridgeError("TIMEOUT", "No answer came")
        if self._error:
            raise self._error
        return self._body


def _error(frame):
    failure = json.loads(frame["message"])
    return BridgeError(failure["code"], failure["message"], failure.get("details", ()))
