"""REP server: binds and answers echo, slow and fail. Every other event is echoed, too."""

import zmq

import peer

parser = peer.arguments(__doc__, peer.node, peer.heartbeat_receiving, peer.security)
parser.add_argument("--endpoint", required=True)
args = parser.parse_args()

peer.exit_with_stdin()
identity = peer.Identity(args, "server")
socket = peer.open_socket(zmq.REP, identity)
authenticator = peer.secure_server(socket, args)
endpoint = peer.bind(socket, args.endpoint)
peer.ready(endpoint, *peer.start_receiving_heartbeats(args))

while True:
    # A REP socket that owes a reply is never readable: after one request that fails, this waits for ever.
    socket.poll()
    try:
        event, data = peer.parse_message(socket.recv_multipart())
        socket.send_multipart(peer.create_message(event, peer.handle(identity.node_id, event, data)))
    except Exception as ex:
        peer.log(f"unanswered: {ex!r}")
