"""DEALER that sends heartbeats and nothing else."""

import peer

parser = peer.arguments(__doc__, peer.node, peer.security)
parser.add_argument("--endpoint", required=True)
parser.add_argument("--interval", type=float, default=10, help="seconds")
parser.add_argument("--node-type", choices=("client", "worker"), default="worker")
args = parser.parse_args()

peer.exit_with_stdin()
peer.send_heartbeats(args.endpoint, args.interval, peer.Identity(args, args.node_type),
                     peer.Once(lambda: peer.ready(args.endpoint)),
                     lambda socket: peer.secure_client(socket, args))
