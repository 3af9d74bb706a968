"""Echoes each message on a socket of any type, and prints the announced properties of its sender."""

import zmq

import peer

parser = peer.arguments(__doc__, peer.security)
parser.add_argument("--type", required=True, help="DEALER, ROUTER, REQ or REP")
parser.add_argument("--bind")
parser.add_argument("--connect")
parser.add_argument("--identity")
parser.add_argument("--metadata", help="as in X-Name:value")
parser.add_argument("--ping", type=int, default=0, help="milliseconds between heartbeats")
parser.add_argument("--send", help="the first message of one who connects")
args = parser.parse_args()

peer.exit_with_stdin()
socket = zmq.Context.instance().socket(getattr(zmq, args.type))
if args.identity:
    socket.setsockopt(zmq.IDENTITY, args.identity.encode())
if args.metadata:
    socket.setsockopt(zmq.METADATA, args.metadata.encode())
if args.ping:
    socket.setsockopt(zmq.HEARTBEAT_IVL, args.ping)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 20000)
if args.bind:
    authenticator = peer.secure_server(socket, args)
    peer.ready(peer.bind(socket, args.bind))
else:
    peer.secure_client(socket, args)
    socket.connect(args.connect)
    peer.ready(args.connect)
if args.send is not None:
    socket.send_multipart([args.send.encode()])
while True:
    socket.poll()  # for ever with a REQ socket that has sent nothing, whose recv would fail
    frames = socket.recv_multipart(copy=False)
    properties = {}
    for name in ("Socket-Type", "Identity", "X-Zmqf"):
        try:
            properties[name] = frames[-1].get(name)
        except zmq.ZMQError:
            pass  # not announced
    peer.emit(properties)
    if args.type != "REQ":
        socket.send_multipart(frames)
