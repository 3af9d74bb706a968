package io.zmqf.transport.session;

import zmq.Options;
import zmq.SocketBase;
import zmq.ZMQ;
import zmq.ZObject;
import zmq.io.SessionBase;
import zmq.pipe.Pipe;

/** Makes the pipes between sockets and their sessions as JeroMQ does. */
final class Pipes {

	private Pipes() {
	}

	/** The socket's end and the session's end. */
	static Pipe[] between(SocketBase socket, SessionBase session, Options options) {
		boolean conflate = options.conflate && switch (options.type) {
			case ZMQ.ZMQ_DEALER, ZMQ.ZMQ_PULL, ZMQ.ZMQ_PUSH, ZMQ.ZMQ_PUB, ZMQ.ZMQ_SUB -> true;
			default -> false;
		};
		int[] highWaterMarks = conflate ? new int[] { -1, -1 } : new int[] { options.sendHwm, options.recvHwm };
		return Pipe.pair(new ZObject[] { socket, session }, highWaterMarks, new boolean[] { conflate, conflate });
	}

}
