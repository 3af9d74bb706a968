"""Connects again and again with keys that nobody knows, sends a request each time, and counts what comes back."""

import collections
import time

import zmq

import peer

parser = peer.arguments(__doc__)
parser.add_argument("--endpoint", required=True)
parser.add_argument("--server-key", required=True)
parser.add_argument("--rate", type=int, required=True, help="attempts in a second")
parser.add_argument("--seconds", type=float, required=True)
parser.add_argument("--patience", type=float, default=0.5, help="seconds that each attempt listens")
args = parser.parse_args()

peer.exit_with_stdin()
context = zmq.Context.instance()
context.max_sockets = 10000
waiting = collections.deque()
attempts = replies = 0


def attempt():
    socket = context.socket(zmq.DEALER)
    socket.linger = 0
    socket.curve_serverkey = args.server_key.encode()
    socket.curve_publickey, socket.curve_secretkey = zmq.curve_keypair()
    socket.connect(args.endpoint)
    socket.send_multipart([b"", b"echo", b"1"])
    return socket


def listen(socket):
    heard = socket.poll(0) != 0
    socket.close()
    return heard


peer.ready(args.endpoint)
start = time.monotonic()
while time.monotonic() - start < args.seconds or waiting:
    now = time.monotonic()
    while attempts < (now - start) * args.rate and now - start < args.seconds:
        waiting.append((now + args.patience, attempt()))
        attempts += 1
    while waiting and waiting[0][0] <= now:
        replies += listen(waiting.popleft()[1])
    time.sleep(0.002)
peer.emit({"attempts": attempts, "replies": replies})
