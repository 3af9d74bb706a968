"""DEALER worker: connects to a router's backend and answers echo, slow and fail. Every other event is echoed, too."""

import zmq

import peer

parser = peer.arguments(__doc__, peer.node, peer.heartbeat_sending)
parser.add_argument("--endpoint", required=True)
args = parser.parse_args()

peer.exit_with_stdin()
identity = peer.Identity(args, "worker")
socket = peer.open_socket(zmq.DEALER, identity)
peer.Link(socket, peer.Once(lambda: peer.ready(args.endpoint)))
socket.connect(args.endpoint)
peer.start_sending_heartbeats(args, identity)

while True:
    frames = socket.recv_multipart()
    try:
        if len(frames) < 4:
            raise ValueError("too few frames")
        event, data = peer.parse_message(frames[1:])
        reply = peer.create_message(event, peer.handle(identity.node_id, event, data))
        socket.send_multipart([frames[0], b""] + reply)
    except Exception as ex:
        peer.log(f"unanswered: {ex!r}")
