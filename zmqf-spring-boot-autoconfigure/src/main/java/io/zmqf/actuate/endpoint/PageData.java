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
 * The data of the page, which it polls once a second. Times and durations are in
 * milliseconds; times are those since 1970.
 *
 * @param now the current time
 * @param application the application that serves the page
 * @param call the availability of test requests
 * @param nodes all known nodes
 * @param events all known events
 * @param requests the oldest requests
 * @param journal the new entries of the journal
 * @param refusal the reason why other nodes do not report their state, or {@code null} if
 * they do or were not queried
 */
@JsonInclude(Include.NON_NULL)
record PageData(long now, Application application, Call call, List<Node> nodes, List<Event> events,
		List<Request> requests, NewEntries journal, @Nullable String refusal) {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	byte[] toJson() {
		return MAPPER.writeValueAsBytes(this);
	}

	/**
	 * The application.
	 *
	 * @param name the name of the application
	 * @param host the name of the machine
	 * @param pid the process id
	 * @param version the version of the library
	 * @param started the time of the start
	 */
	@JsonInclude(Include.NON_NULL)
	record Application(@Nullable String name, @Nullable String host, long pid, @Nullable String version, long started) {
	}

	/**
	 * The availability of test requests.
	 *
	 * @param refusal the reason why they are not available, or {@code null} if they are
	 * @param address the address that clients connect to, or {@code null} if it is inside
	 * the process
	 */
	@JsonInclude(Include.NON_NULL)
	record Call(@Nullable String refusal, @Nullable String address) {
	}

	/**
	 * An event.
	 *
	 * @param event the name of the event, printable
	 * @param requests the number of answered requests
	 * @param errors the number of answers that are problems, by status
	 * @param p50 the recent median time from arrival to answer
	 * @param p99 the recent 99th percentile of that time
	 * @param inFlight the number of requests in flight
	 * @param waiting the number of waiting requests
	 * @param workers the number of workers that handle it, or {@code null} if unknown
	 */
	@JsonInclude(Include.NON_NULL)
	record Event(String event, long requests, Map<String, Long> errors, double p50, double p99, int inFlight,
			int waiting, @Nullable Integer workers) {
	}

	/**
	 * An unanswered request.
	 *
	 * @param event the event
	 * @param age the time since its arrival
	 * @param node the key of the node that handles it, or {@code null} while it waits
	 * @param attempts the number of times that it was sent to a worker
	 * @param trace the trace id
	 */
	@JsonInclude(Include.NON_NULL)
	record Request(String event, long age, @Nullable String node, int attempts, @Nullable String trace) {
	}

	/**
	 * The new entries of the journal.
	 *
	 * @param last the number of the last entry
	 * @param entries the entries that the page does not have
	 */
	record NewEntries(long last, List<Entry> entries) {

		/**
		 * Reads the new entries.
		 * @param journal the journal
		 * @param before the offset of the entry numbers. It differs for each start, so
		 * that a page that stays open does not confuse entries.
		 * @param after the number of the last entry that the page has
		 */
		static NewEntries of(Journal journal, long before, long after) {
			long last = journal.last();
			long known = (after > before && after <= before + last) ? after - before : 0;
			return new NewEntries(before + last,
					journal.after(known)
						.stream()
						.map((entry) -> new Entry(before + entry.number(), entry.time().toEpochMilli(),
								entry.level().name().toLowerCase(java.util.Locale.ROOT), entry.text()))
						.toList());
		}

	}

	/**
	 * An entry of the journal.
	 *
	 * @param n the number of the entry, greater than all numbers of an earlier start
	 * @param at the time of the entry
	 * @param level {@code info}, {@code warn} or {@code error}
	 * @param text the message
	 */
	record Entry(long n, long at, String level, String text) {
	}

	/** A node. Unknown properties are {@code null}. */
	@JsonInclude(Include.NON_NULL)
	@JsonAutoDetect(fieldVisibility = Visibility.NON_PRIVATE)
	static final class Node {

		/** The unique key of the node on the page. */
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

		/** The reason for its state. */
		@Nullable String why;

		@Nullable String name;

		@Nullable String host;

		@Nullable Long pid;

		@Nullable String version;

		@Nullable String address;

		@Nullable String user;

		/** The time when it appeared or left. */
		@Nullable Long since;

		/** The time since its last heartbeat. */
		@Nullable Long heartbeat;

		@Nullable Integer missed;

		@Nullable Integer inFlight;

		@Nullable Integer capacity;

		/** The number of answered requests. */
		@Nullable Long requests;

		@Nullable Long reconnects;

		/** The keys of the nodes that it is connected to, or {@code null} for all. */
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
