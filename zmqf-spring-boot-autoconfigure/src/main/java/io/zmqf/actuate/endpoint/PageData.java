package io.zmqf.actuate.endpoint;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.zmqf.actuate.event.Journal;
import io.zmqf.info.NodeInfo;
import io.zmqf.message.PeerName;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the page asks for each second. Times are milliseconds, since 1970 where they are
 * no durations.
 *
 * @param now the time
 * @param application the application that answers
 * @param call the availability of calls from the page
 * @param nodes all nodes that are known here
 * @param events all events that are known here
 * @param requests the oldest requests
 * @param journal the events since the last question
 * @param refusal the reason why nodes elsewhere don't report their state, {@code null} if
 * they do or were not asked
 */
@JsonInclude(Include.NON_NULL)
record PageData(long now, Application application, Call call, List<Node> nodes, List<Event> events,
		List<Request> requests, News journal, @Nullable String refusal) {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	byte[] toJson() {
		return MAPPER.writeValueAsBytes(this);
	}

	/**
	 * The application.
	 *
	 * @param name its name
	 * @param host the name of its machine
	 * @param pid the number of its process
	 * @param version the version of the library
	 * @param started the time of the start
	 */
	@JsonInclude(Include.NON_NULL)
	record Application(@Nullable String name, @Nullable String host, long pid, @Nullable String version, long started) {
	}

	/**
	 * Whether an event can be tried.
	 *
	 * @param refusal the reason why it can't, {@code null} if it can
	 * @param address the address that clients connect to, {@code null} if none outside of
	 * the process can
	 */
	@JsonInclude(Include.NON_NULL)
	record Call(@Nullable String refusal, @Nullable String address) {
	}

	/**
	 * An event.
	 *
	 * @param event its name, printable
	 * @param requests the requests that had an answer so far
	 * @param errors the number of those with a problem, by its status
	 * @param p50 the time within which half of them had their answer, lately
	 * @param p99 the same for 99 of 100
	 * @param inFlight the requests that are handled
	 * @param waiting the requests that wait
	 * @param workers the workers that handle it, {@code null} where that is not known
	 */
	@JsonInclude(Include.NON_NULL)
	record Event(String event, long requests, Map<String, Long> errors, double p50, double p99, int inFlight,
			int waiting, @Nullable Integer workers) {
	}

	/**
	 * A request without an answer.
	 *
	 * @param event its event
	 * @param age the time since its arrival
	 * @param node the key of the node that has it, {@code null} while it waits
	 * @param attempts the number of times that it was given to a worker
	 * @param trace the id of its trace
	 */
	@JsonInclude(Include.NON_NULL)
	record Request(String event, long age, @Nullable String node, int attempts, @Nullable String trace) {
	}

	/**
	 * What happened since the last question.
	 *
	 * @param last the number of the last entry
	 * @param entries the entries that the page does not have yet
	 */
	record News(long last, List<Entry> entries) {

		/**
		 * Reads what is new.
		 * @param journal the journal
		 * @param before the number before the first entry, which differs for each start:
		 * a page that is open all the while never takes one entry for another
		 * @param after the number of the last entry that the page has
		 */
		static News of(Journal journal, long before, long after) {
			long last = journal.last();
			long known = (after > before && after <= before + last) ? after - before : 0;
			return new News(before + last,
					journal.after(known)
						.stream()
						.map((entry) -> new Entry(before + entry.number(), entry.time().toEpochMilli(),
								entry.level().name().toLowerCase(java.util.Locale.ROOT), entry.text()))
						.toList());
		}

	}

	/**
	 * Something that happened.
	 *
	 * @param n its number, greater than all of an earlier start
	 * @param at the time of the event
	 * @param level {@code info}, {@code warn} or {@code error}
	 * @param text the description of the event
	 */
	record Entry(long n, long at, String level, String text) {
	}

	/** A node; what is {@code null} is not known. */
	@JsonInclude(Include.NON_NULL)
	@JsonAutoDetect(fieldVisibility = Visibility.NON_PRIVATE)
	static final class Node {

		/** Its name among all nodes of the page. */
		final String key;

		/** {@code client}, {@code router}, {@code server} or {@code worker}. */
		final String type;

		/** Whether it runs in this application. */
		boolean here;

		/**
		 * {@code up}, {@code late}, {@code leaving}, {@code left}, {@code lost},
		 * {@code trying}, {@code stopped} or {@code idle}.
		 */
		String state = "up";

		/** The reason of its state. */
		@Nullable String why;

		@Nullable String name;

		@Nullable String host;

		@Nullable Long pid;

		@Nullable String version;

		@Nullable String address;

		@Nullable String user;

		/** When it came, or went. */
		@Nullable Long since;

		/** The time since its last heartbeat. */
		@Nullable Long heartbeat;

		@Nullable Integer missed;

		@Nullable Integer inFlight;

		@Nullable Integer capacity;

		/** The requests that had an answer so far. */
		@Nullable Long requests;

		@Nullable Long reconnects;

		/** The keys of the nodes that it is connected to, {@code null} for all. */
		@Nullable Set<String> peers;

		Node(String key, String type) {
			this.key = key;
			this.type = type;
		}

		void named(PeerName peer) {
			this.name = peer.name();
			this.user = peer.user();
			this.address = peer.address();
		}

		void describe(NodeInfo info) {
			this.name = (this.name != null) ? this.name : info.application();
			this.host = info.host();
			this.pid = info.pid();
			this.version = info.versions().get("zmqf");
			this.since = info.started().toEpochMilli();
		}

		Node state(String now, @Nullable String reason) {
			this.state = now;
			this.why = reason;
			return this;
		}

		void connectedTo(String peer) {
			if (this.peers == null) {
				this.peers = new TreeSet<>();
			}
			this.peers.add(peer);
		}

	}

}
