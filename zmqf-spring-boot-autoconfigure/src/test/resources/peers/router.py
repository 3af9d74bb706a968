"""ROUTER/DEALER proxy: binds both ends. Without a worker it blocks in sending, as a DEALER does."""

import zmq

import peer

parser = peer.arguments(__doc__, peer.node, peer.heartbeat_receiving)
parser.add_argument("--frontend", required=True)
parser.add_argument("--backend", required=True)
args = parser.parse_args()

peer.exit_with_stdin()
identity = peer.Identity(args, "router")
frontend = peer.open_socket(zmq.ROUTER, identity)
backend = peer.open_socket(zmq.DEALER, identity)
endpoints = [peer.bind(frontend, args.frontend), peer.bind(backend, args.backend)]
peer.ready(*endpoints, *peer.start_receiving_heartbeats(args))

other = {frontend: backend, backend: frontend}
poller = zmq.Poller()
for socket in other:
    poller.register(socket, zmq.POLLIN)
while True:
    for socket, _ in poller.poll():
        other[socket].send_multipart(socket.recv_multipart())
