package io.zmqf.benchmarks;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

import io.zmqf.benchmarks.Settings.Cell;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SettingsTests {

	private static Settings settings(String... args) {
		return Settings.of(List.of(args), Path.of("repository"), Instant.EPOCH);
	}

	@Test
	void everythingIsMeasuredWithinTenMinutesAndGoesIntoTheGuide() {
		Settings settings = settings();
		assertThat(settings.peers())
			.containsExactlyElementsOf(Arrays.stream(Peer.values()).filter((peer) -> !peer.isBaseline()).toList());
		assertThat(settings.end()).isBefore(Instant.EPOCH.plusSeconds(600));
		assertThat(settings.results()).isEqualTo(Path.of("repository/docs"));
	}

	@Test
	void theQuickOneIsOfThisProjectAndPlainJeroMq() {
		Settings settings = settings("--quick");
		assertThat(settings.peers()).allMatch((peer) -> peer.isOurs() || peer.name().startsWith("JEROMQ"));
		assertThat(settings.cells()).allMatch((cell) -> cell.bytes() == 64);
		assertThat(settings.results()).isEqualTo(Path.of("repository/benchmarks/target"));
	}

	@Test
	void optionsAreApplied() {
		Settings settings = settings("--peers=ZMQF,GRPC", "--rounds=2", "--millis=50", "--results=elsewhere");
		assertThat(settings.peers()).containsExactly(Peer.ZMQF, Peer.GRPC);
		assertThat(settings.rounds()).isEqualTo(2);
		assertThat(settings.millis()).isEqualTo(50);
		assertThat(settings.results()).isEqualTo(Path.of("elsewhere"));
	}

	@Test
	void variantsRunOnlyTheMainCells() {
		assertThat(settings().cells(Peer.ZMQF)).isEqualTo(settings().cells());
		assertThat(settings().cells(Peer.ZMQF_IPC)).hasSize(3).allMatch(Cell::isMain);
	}

}
