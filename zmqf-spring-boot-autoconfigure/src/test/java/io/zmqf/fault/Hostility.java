package io.zmqf.fault;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Random;

import io.zmqf.support.Zmtp;
import io.zmqf.transport.Endpoint;

/** Kinds of connections that mean no good. */
enum Hostility {

	/** Bytes without any sense. */
	RANDOM_BYTES {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			byte[] bytes = new byte[1 + random.nextInt(500)];
			random.nextBytes(bytes);
			output.write(bytes);
		}
	},
	/** Another protocol. */
	HTTP {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			output.write(Zmtp.ascii("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
		}
	},
	/** A greeting of another version and mechanism. */
	WRONG_GREETING {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			byte[] greeting = Zmtp.greeting();
			greeting[10 + random.nextInt(22)] ^= (byte) (1 + random.nextInt(255));
			output.write(greeting);
		}
	},
	/** A greeting, and nothing more. */
	SILENCE {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			output.write(Zmtp.greeting());
		}
	},
	/** A handshake that is none. */
	BAD_READY {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			byte[] properties = new byte[random.nextInt(60)];
			random.nextBytes(properties);
			output.write(Zmtp.concat(Zmtp.greeting(), Zmtp.command("READY", properties)));
		}
	},
	/** The length of a frame is 2 GB, before the handshake. */
	HUGE_LENGTH {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			output.write(Zmtp.concat(Zmtp.greeting(), new byte[] { 2, 0, 0, 0, 0, 0x7f, -1, -1, -1 }));
		}
	},
	/** The same behind a bit too many. */
	HUGE_LENGTH_WITH_HIGH_BIT {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			output.write(Zmtp.concat(Zmtp.greeting(), new byte[] { 2, (byte) 0x80, 0, 0, 0, 0x7f, -1, -1, -1 }));
		}
	},
	/** The length of a frame is less than nothing. */
	NEGATIVE_LENGTH {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			output.write(Zmtp.concat(Zmtp.greeting(), new byte[] { 2, -1, -1, -1, -1, -1, -1, -1, -1 }));
		}
	},
	/** A message that does not end, by a peer that has shaken hands. */
	ENDLESS_FRAMES {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			output.write(Zmtp.concat(Zmtp.greeting(), Zmtp.readyCommand()));
			byte[] frame = Zmtp.frame(new byte[1000], true);
			for (int i = 0; i < 200; i++) {
				output.write(frame);
			}
		}
	},
	/** A command of ZMTP itself that is too short. */
	TRUNCATED_PING {
		@Override
		void write(OutputStream output, Random random) throws IOException {
			output.write(Zmtp.concat(Zmtp.greeting(), Zmtp.readyCommand(), Zmtp.command("PING", new byte[0])));
		}
	},
	/** Closes the connection without a goodbye. */
	RESET {
		@Override
		void write(OutputStream output, Random random) {
			// nothing
		}
	};

	abstract void write(OutputStream output, Random random) throws IOException;

	/** Connects, does its worst, and resets the connection. */
	void attack(Endpoint endpoint, Random random) throws IOException {
		try (Socket socket = Zmtp.connect(endpoint)) {
			socket.setSoLinger(true, 0);
			socket.setSoTimeout(1000);
			if (this != RESET) {
				tryToWrite(socket, random);
			}
		}
	}

	private void tryToWrite(Socket socket, Random random) {
		try {
			write(socket.getOutputStream(), random);
			InputStream input = socket.getInputStream();
			byte[] answer = new byte[64];
			while (input.read(answer) > 0 && this != SILENCE && this != RANDOM_BYTES) {
				// the peer has read, or will read, all that was written
				socket.setSoTimeout(5);
			}
		}
		catch (IOException ex) {
			// the peer has closed first, which is its right
		}
	}

}
