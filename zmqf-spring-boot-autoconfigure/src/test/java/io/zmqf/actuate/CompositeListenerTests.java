package io.zmqf.actuate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.zmqf.client.RequestObserver;
import io.zmqf.transport.DropReason;
import io.zmqf.transport.TransportListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class CompositeListenerTests {

	private final List<String> told = new ArrayList<>();

	@Test
	void callsAllInOrderAndLogsTheFirstFailureOfEach(CapturedOutput output) {
		TransportListener all = CompositeListener.of(TransportListener.class,
				List.of(telling("first"), new TransportListener() {

					@Override
					public void dropped(String socket, DropReason reason) {
						CompositeListenerTests.<RuntimeException>sneak(new IOException("on purpose"));
					}

				}, telling("last")));
		all.dropped("socket", DropReason.LATE_REPLY);
		all.dropped("socket", DropReason.MALFORMED);
		assertThat(this.told).containsExactly("first LATE_REPLY", "last LATE_REPLY", "first MALFORMED",
				"last MALFORMED");
		assertThat(output.getAll().lines().filter((line) -> line.contains("on purpose"))).hasSize(1);
	}

	@Test
	void notifiesListenersOfEachTypeByMethodsThatReturnNothing() {
		assertThat(CompositeListener.TYPES).allSatisfy((type) -> {
			assertThat(CompositeListener.of(type, List.of())).isInstanceOf(type).hasToString("[]");
			assertThat(type.getMethods()).allMatch((notice) -> notice.getReturnType() == void.class);
		});
	}

	/** As Kotlin throws it. */
	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneak(Throwable failure) throws E {
		throw (E) failure;
	}

	@Test
	void observersBeginInOrderAndEndTheOtherWayRound() {
		RequestObserver all = CompositeRequestObserver.of(List.of(observer("first"), observer("last")));
		all.begin("client", "event", Map.of()).end(null);
		assertThat(this.told).containsExactly("first begins", "last begins", "last ends", "first ends");
		assertThat(CompositeRequestObserver.of(List.of())).isSameAs(RequestObserver.NONE);
	}

	@Test
	void anObserverThatThrowsHarmsNeitherTheOthersNorTheRequest(CapturedOutput output) {
		RequestObserver all = CompositeRequestObserver.of(List.of(throwing("begin"), observer("first"), throwing("end"),
				throwing("callBack"), throwing("after"), observer("last")));
		RequestObserver.Observed observed = all.begin("client", "event", Map.of());
		observed.items(1);
		observed.end(null);
		observed.callBack(() -> this.told.add("called back"));
		assertThat(this.told).containsExactly("first begins", "last begins", "last ends", "first ends", "called back");
		assertThat(output.getAll().lines().filter((line) -> line.contains("on purpose"))).hasSize(1);
	}

	private static RequestObserver throwing(String place) {
		return (client, event, headers) -> {
			throwIf(place.equals("begin"));
			return new RequestObserver.Observed() {

				@Override
				public void end(@Nullable Throwable failure) {
					throwIf(place.equals("end"));
				}

				@Override
				public void items(long count) {
					throwIf(place.equals("end"));
				}

				@Override
				public void callBack(Runnable callbacks) {
					throwIf(place.equals("callBack"));
					callbacks.run();
					throwIf(place.equals("after"));
				}

			};
		};
	}

	private static void throwIf(boolean now) {
		if (now) {
			throw new IllegalStateException("on purpose");
		}
	}

	private TransportListener telling(String name) {
		return new TransportListener() {

			@Override
			public void dropped(String socket, DropReason reason) {
				CompositeListenerTests.this.told.add(name + " " + reason);
			}

		};
	}

	private RequestObserver observer(String name) {
		return (client, event, headers) -> {
			this.told.add(name + " begins");
			return (failure) -> this.told.add(name + " ends");
		};
	}

}
