package io.zmqf.message;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The announced capabilities of nodes, and the control messages that they allow. */
class CapabilitiesTests {

	@Test
	void peerSupportsOnlyItsAnnouncedCapabilities() {
		assertThat(Capabilities.of("cancel,stream,all")).isEqualTo(new Capabilities(true, true, true));
		assertThat(Capabilities.of("stream")).isEqualTo(new Capabilities(false, true, false));
		assertThat(Capabilities.of(" all , later,cancel")).isEqualTo(new Capabilities(true, false, true));
		assertThat(Capabilities.of("Cancel,,streams")).isEqualTo(Capabilities.NONE);
		assertThat(Capabilities.of("")).isEqualTo(Capabilities.NONE);
		assertThat(Capabilities.of(null)).isEqualTo(Capabilities.NONE);
	}

	@Test
	void nodeAnnouncesItsCapabilities() {
		assertThat(new Capabilities(true, true, true).properties()).isEqualTo(Map.of("X-Zmqf", "cancel,stream,all"));
		assertThat(new Capabilities(false, false, true).properties()).isEqualTo(Map.of("X-Zmqf", "all"));
		assertThat(Capabilities.NONE.properties()).isEmpty();
	}

	@Test
	void theUsualValueCreatesNothing() {
		String own = Capabilities.OWN.properties().get(Capabilities.PROPERTY);
		assertThat(Capabilities.of(own)).isSameAs((own != null) ? Capabilities.OWN : Capabilities.NONE);
	}

	@Test
	void controlMessageIsRecognisedByItsFrames() {
		byte[][] cancel = ControlMessage.CANCEL.frames(Message.NO_DATA, bytes("client"), bytes("1"));
		assertThat(cancel)
			.isDeepEqualTo(new byte[][] { bytes("client"), bytes("1"), {}, bytes("zmqf.cancel"), bytes("null") });
		for (ControlMessage control : ControlMessage.values()) {
			assertThat(ControlMessage.of(control.frames(Message.NO_DATA), 0)).isEqualTo(control);
		}
		assertThat(ControlMessage.of(new byte[][] { {}, bytes("zmqf.ready!"), bytes("1") }, 0)).isNull();
		assertThat(ControlMessage.of(new byte[][] { {}, bytes("zmqf.cancel") }, 0)).isNull();
		assertThat(ControlMessage.of(new byte[][] { {} }, 0)).isNull();
	}

	@Test
	void aRequestIsFoundByItsWholeEnvelope() {
		EnvelopeIndex<String> index = new EnvelopeIndex<>();
		byte[][] first = { bytes("client"), bytes("1"), {}, bytes("echo"), bytes("1") };
		byte[][] second = { bytes("client"), bytes("2"), {}, bytes("echo"), bytes("1") };
		index.add(first, 2, "first");
		index.add(second, 2, "second");
		assertThat(index.find(ControlMessage.CANCEL.frames(Message.NO_DATA, bytes("client"), bytes("1")), 2))
			.isEqualTo("first");
		assertThat(index.find(ControlMessage.CANCEL.frames(Message.NO_DATA, bytes("client")), 1)).isNull();
		assertThat(index.find(ControlMessage.CANCEL.frames(Message.NO_DATA, bytes("other"), bytes("1")), 2)).isNull();
		index.remove(first, 2, "another one");
		assertThat(index.find(first, 2)).isEqualTo("first");
		index.remove(first, 2, "first");
		assertThat(index.find(first, 2)).isNull();
		assertThat(index.find(second, 2)).isEqualTo("second");
	}

	private static byte[] bytes(String text) {
		return text.getBytes();
	}

}
