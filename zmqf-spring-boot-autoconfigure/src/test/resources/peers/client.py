"""REQ client: sends requests, checks that each reply is the echo of its own request, prints one JSON summary.

With --send it sends what it is given instead, unchecked, and prints one JSON line for each reply.
Exits with 0 where every request was answered as it should.
"""

import collections
import json
import os
import threading
import time

import zmq

import peer

SHOWN_ERRORS = 5


class Client:
    def __init__(self, args):
        self.args = args
        self.identity = peer.Identity(args, "client")
        self.open()
        peer.start_sending_heartbeats(args, self.identity)

    def open(self):
        self.socket = peer.open_socket(zmq.REQ, self.identity)
        self.socket.linger = 0
        self.socket.rcvtimeo = self.socket.sndtimeo = int(self.args.timeout * 1000)
        peer.secure_client(self.socket, self.args)
        self.link = peer.Link(self.socket)
        self.socket.connect(self.args.endpoint)

    def reopen(self):
        self.socket.disable_monitor()
        self.socket.close()
        time.sleep(0.5)  # a ROUTER refuses an identity until it has seen its former connection end
        self.open()

    def is_usable(self):
        return self.link.usable.wait(self.args.timeout)

    def request(self, event, data):
        self.socket.send_multipart([event, data])
        try:
            return peer.parse_message(self.socket.recv_multipart())
        except zmq.Again:
            self.reopen()
            raise TimeoutError("no reply") from None


class Tally:
    def __init__(self):
        self.lock = threading.Lock()
        self.sent = self.ok = 0
        self.errors = []
        self.by = collections.Counter()

    def count_sent(self):
        with self.lock:
            self.sent += 1

    def count_ok(self, by):
        with self.lock:
            self.ok += 1
            self.by[by] += 1

    def count_error(self, error):
        with self.lock:
            self.errors.append(error)

    def summary(self):
        return {"sent": self.sent, "ok": self.ok, "errors": self.errors[:SHOWN_ERRORS], "by": self.by}


def payload(args, number, session_id):
    data = {"number": number, "session": session_id, "text": f"Grüße Nr. {number} · 日本語 · 𝄞",
            "nested": {"list": [number, 0.5, None, True], "empty": {}}}
    if args.millis is not None:
        data["millis"] = args.millis
    if args.payload == "mixed" and number == args.requests // 2:
        data["filler"] = ""
        data["filler"] = "x" * (2 ** 20 - len(json.dumps(data)))
    return data


def canonical(data):
    """Unlike ==, this tells 1, 1.0 and true apart."""
    return json.dumps(data, sort_keys=True)


def check(client, number, tally):
    data = payload(client.args, number, client.identity.session_id)
    if not client.is_usable():
        raise ConnectionError("not connected")
    tally.count_sent()
    event, answer = client.request(*peer.create_message(client.args.event, data))
    if event != client.args.event:
        raise ValueError(f"event {event}: {json.dumps(answer)[:500]}")
    if not isinstance(answer, dict) or set(answer) != {"echo", "by"} or canonical(answer["echo"]) != canonical(data):
        raise ValueError(f"not the echo of this request: {json.dumps(answer)[:500]}")
    tally.count_ok(str(answer["by"]))


def check_all(client, numbers, tally):
    for number in numbers:
        try:
            check(client, number, tally)
        except Exception as ex:
            tally.count_error(f"request {number}: {ex!r}")


def run_checks(args, clients):
    tally = Tally()
    threads = [threading.Thread(target=check_all, args=(client, range(i, args.requests, args.concurrency), tally))
               for i, client in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    peer.emit(tally.summary())
    return tally.ok == args.requests


def send_raw(args, client):
    answered = True
    for event, data in args.send:
        try:
            if not client.is_usable():
                raise ConnectionError("not connected")
            event, data = client.request(event.encode(), data.encode())
            peer.emit({"event_name": event, "event_data": data})
        except Exception as ex:
            answered = False
            peer.emit({"failure": repr(ex)})
    return answered


def main():
    parser = peer.arguments(__doc__, peer.node, peer.heartbeat_sending, peer.security)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--timeout", type=float, default=5, help="seconds, for a connection and for each reply")
    parser.add_argument("--requests", type=int, default=1)
    parser.add_argument("--concurrency", type=int, default=1, help="REQ sockets, each with its own thread and session")
    parser.add_argument("--event", default="echo")
    parser.add_argument("--millis", type=int, help="adds millis to the data, for the event slow")
    parser.add_argument("--payload", choices=("small", "mixed"), default="small",
                        help="small: distinct, with non-ASCII text; mixed: one of them has exactly 1 MiB")
    parser.add_argument("--send", nargs=2, metavar=("EVENT", "DATA"), action="append",
                        help="bytes to send as they are; may be repeated")
    args = parser.parse_args()

    peer.exit_with_stdin()
    clients = [Client(args) for _ in range(1 if args.send else args.concurrency)]
    if all(client.is_usable() for client in clients):
        peer.ready(args.endpoint)
        succeeded = send_raw(args, clients[0]) if args.send else run_checks(args, clients)
    else:
        peer.emit({"failure": "not connected"})
        succeeded = False
    os._exit(0 if succeeded else 1)


main()
