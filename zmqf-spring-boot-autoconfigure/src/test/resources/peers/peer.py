"""What all peers share: the frames, identities, heartbeats and manners of a Python ZeroMQFramework node."""

import argparse
import configparser
import json
import os
import sys
import threading
import time
import uuid

import zmq
from zmq.auth.thread import ThreadAuthenticator
from zmq.utils.monitor import recv_monitor_message

NODE_TYPES = ("router", "worker", "client", "server", "undefined")


def create_message(event, data):
    return [event.encode(), json.dumps(data).encode()]


def parse_message(frames):
    """Event and data. Three shapes are told apart, and frames after the data are ignored in the first and the last."""
    if len(frames) < 2:
        raise ValueError("too few frames")
    if frames[0] == b"":
        start = 1
    elif len(frames) == 4 and frames[1] == b"":
        start = 2
    else:
        start = 0
    event, data = frames[start:start + 2]
    return event.decode(), json.loads(data.decode())


def handle(node_id, event, data):
    if event == "fail":
        raise RuntimeError("asked to fail")
    if event == "slow":
        time.sleep(data["millis"] / 1000)
    return {"echo": data, "by": node_id}


def emit(line):
    sys.stdout.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
    sys.stdout.flush()


def log(text):
    sys.stderr.write(f"{text}\n")


def ready(*endpoints):
    emit("READY " + " ".join(endpoints))


def exit_with_stdin():
    """Ends this process when whoever started it is gone. SIGTERM keeps its default action."""
    def wait():
        while os.read(0, 1024):
            pass
        os._exit(0)
    threading.Thread(target=wait, daemon=True).start()


def arguments(description, *groups):
    parser = argparse.ArgumentParser(description=description, allow_abbrev=False)
    for group in groups:
        group(parser)
    return parser


def node(parser):
    parser.add_argument("--node-id")
    parser.add_argument("--session-id")
    parser.add_argument("--config", help="config.ini that keeps the node id, one section per node type")


def heartbeat_sending(parser):
    parser.add_argument("--heartbeat", help="endpoint to send heartbeats to")
    parser.add_argument("--interval", type=float, default=10, help="seconds")


def heartbeat_receiving(parser):
    parser.add_argument("--heartbeat", help="endpoint to receive heartbeats at")
    heartbeat_limits(parser)


def heartbeat_limits(parser):
    parser.add_argument("--interval", type=float, default=10, help="seconds")
    parser.add_argument("--timeout", type=float, default=30, help="seconds")
    parser.add_argument("--max-missed", type=int, default=3)


def security(parser):
    parser.add_argument("--server-key", help="CURVE, Z85: the server's public key, for a client")
    parser.add_argument("--public-key", help="CURVE, Z85: one's own")
    parser.add_argument("--secret-key", help="CURVE, Z85: one's own")
    parser.add_argument("--client-key", help="CURVE, Z85: the only client that a server lets in; default: any")
    parser.add_argument("--user", help="PLAIN")
    parser.add_argument("--password", help="PLAIN")


class Identity:
    def __init__(self, args, node_type):
        self.node_type = node_type
        self.node_id = args.node_id or (kept_node_id(args.config, node_type) if args.config else uuid.uuid4().hex)
        self.session_id = args.session_id or uuid.uuid4().hex[:16]

    def __bytes__(self):
        return f"{self.node_id}_{self.session_id}".encode()


def kept_node_id(path, section):
    config = configparser.ConfigParser()
    config.read(path)
    if not config.get(section, "node_id", fallback=""):
        if section not in config:
            config.add_section(section)
        config.set(section, "node_id", uuid.uuid4().hex)
        with open(path, "w") as file:
            config.write(file)
    return config.get(section, "node_id")


def open_socket(socket_type, identity=None):
    socket = zmq.Context.instance().socket(socket_type)
    if identity:
        socket.setsockopt(zmq.IDENTITY, bytes(identity))
    return socket


def bind(socket, endpoint):
    socket.bind(endpoint)
    return socket.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode()


class Link:
    """The state of a connecting socket's one connection, as its monitor tells."""

    def __init__(self, socket, on_handshake=lambda: None):
        self.connected = threading.Event()
        self.usable = threading.Event()
        self.on_handshake = on_handshake
        threading.Thread(target=self.watch, args=(socket.get_monitor_socket(),), daemon=True).start()

    def watch(self, monitor):
        while True:
            event = recv_monitor_message(monitor)["event"]
            if event == zmq.EVENT_CONNECTED:
                self.connected.set()
            elif event == zmq.EVENT_HANDSHAKE_SUCCEEDED:
                self.usable.set()
                self.on_handshake()
            elif event in (zmq.EVENT_DISCONNECTED, zmq.EVENT_CLOSED):
                self.connected.clear()
                self.usable.clear()
            elif event == zmq.EVENT_MONITOR_STOPPED:
                monitor.close()
                return


class Once:
    def __init__(self, action):
        self.action = action

    def __call__(self):
        action, self.action = self.action, lambda: None
        action()


def secure_client(socket, args):
    if args.server_key:
        socket.curve_serverkey = args.server_key.encode()
        socket.curve_publickey = args.public_key.encode()
        socket.curve_secretkey = args.secret_key.encode()
    elif args.user:
        socket.plain_username = args.user.encode()
        socket.plain_password = args.password.encode()


def secure_server(socket, args):
    """The authenticator, if any, which works for as long as it is referred to."""
    if args.secret_key:
        socket.curve_server = True
        socket.curve_publickey = args.public_key.encode()
        socket.curve_secretkey = args.secret_key.encode()
        if args.client_key:
            authenticator = start_authenticator(socket.context)
            authenticator.configure_curve_callback("*", OnlyClient(args.client_key))
            return authenticator
    elif args.user:
        socket.plain_server = True
        authenticator = start_authenticator(socket.context)
        authenticator.configure_plain("*", {args.user: args.password})
        return authenticator
    return None


def start_authenticator(context):
    authenticator = ThreadAuthenticator(context)
    authenticator.start()
    return authenticator


class OnlyClient:
    def __init__(self, key):
        self.key = key.encode()

    def callback(self, domain, key):
        return key == self.key


def insecure(socket):
    """What secures a socket where nothing is asked for."""


def send_heartbeats(endpoint, interval, identity, on_handshake=lambda: None, secure=insecure):
    """The first heartbeat leaves after one interval; without a connection none is sent, nor kept for later."""
    socket = open_socket(zmq.DEALER)
    secure(socket)
    link = Link(socket, on_handshake)
    socket.connect(endpoint)
    while True:
        time.sleep(interval)
        if link.connected.is_set():
            socket.send_multipart([b""] + create_message("heartbeat", {
                "node_id": identity.node_id, "session_id": identity.session_id, "node_type": identity.node_type,
                "last_heartbeat": now(), "missed_count": 0}))


def start_sending_heartbeats(args, identity):
    if args.heartbeat:
        threading.Thread(target=send_heartbeats, args=(args.heartbeat, args.interval, identity), daemon=True).start()


class HeartbeatReceiver:
    """Looks for missed heartbeats whenever a poll ends: after each message and after each silent interval."""

    def __init__(self, endpoint, args, secure=insecure):
        self.interval, self.timeout, self.max_missed = args.interval, args.timeout, args.max_missed
        self.socket = open_socket(zmq.ROUTER)
        self.authenticator = secure(self.socket)
        self.endpoint = bind(self.socket, endpoint)
        self.nodes = {}

    def run(self):
        while True:
            try:
                if self.socket.poll(self.interval * 1000):
                    self.receive(*parse_message(self.socket.recv_multipart()))
                self.look()
            except Exception as ex:
                log(f"heartbeat dropped: {ex!r}")

    def receive(self, event, data):
        if event != "heartbeat":
            return
        node = {name: data[name] for name in ("node_id", "session_id", "node_type")}
        if node["node_type"] not in NODE_TYPES or "last_heartbeat" not in data:
            raise ValueError(data)
        key = f"{node['node_id']}_{node['session_id']}"
        if key not in self.nodes:
            emit({"state": "connected", **node, "time": now()})
        self.nodes[key] = {**node, "last_heartbeat": now(), "missed": 0}

    def look(self):
        for key, node in list(self.nodes.items()):
            if now() - node["last_heartbeat"] > self.timeout * 1000:
                node["missed"] += 1
                if node["missed"] > self.max_missed:
                    del self.nodes[key]
                    emit({"state": "disconnected", **node, "time": now()})


def start_receiving_heartbeats(args):
    """The real endpoint, in a list, or nothing where none is asked for."""
    if not args.heartbeat:
        return []
    receiver = HeartbeatReceiver(args.heartbeat, args)
    threading.Thread(target=receiver.run, daemon=True).start()
    return [receiver.endpoint]


def now():
    return int(time.time() * 1000)
