"""ROUTER that binds, receives heartbeats and prints a JSON line for each node that is connected or disconnected."""

import peer

parser = peer.arguments(__doc__, peer.heartbeat_limits, peer.security)
parser.add_argument("--endpoint", required=True)
args = parser.parse_args()

peer.exit_with_stdin()
receiver = peer.HeartbeatReceiver(args.endpoint, args, lambda socket: peer.secure_server(socket, args))
peer.ready(receiver.endpoint)
receiver.run()
