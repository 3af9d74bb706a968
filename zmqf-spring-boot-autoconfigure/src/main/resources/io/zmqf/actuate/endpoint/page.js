// What comes from peers is only ever set as text, never parsed as HTML.
const SECONDS = 300, BUCKETS = 60, MANY = 7, ROWS = 100, PATIENCE = 5000;
const byId = (id) => document.getElementById(id);
const endpoint = location.origin + location.pathname; // without a name and password, with which nothing can be fetched
const series = new Map();
const state = { data: null, last: null, timer: null, paused: false, failures: 0, broken: false, since: 0, journal: 0, entries: [], rates: new Map(),
	sort: "event", down: false, allEvents: false, allNodes: false, fetching: false, contract: null, contracts: new Map(), form: null };

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

function count(value) {
	return value >= 10000 ? compact.format(value) : number.format(value);
}

function rate(value) {
	return value === undefined ? "–" : value === 0 ? "0" : value < 0.1 ? "<0.1" : value < 10 ? value.toFixed(1) : count(Math.round(value));
}

function millis(value) {
	if (value === undefined || value === null) {
		return "–";
	}
	return value < 1 ? value.toFixed(2) + " ms" : value < 10 ? value.toFixed(1) + " ms" : value < 1000 ? Math.round(value) + " ms" : age(value);
}

function age(value) {
	const seconds = Math.max(0, value) / 1000;
	if (seconds < 60) {
		return (seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)) + " s";
	}
	const units = [[86400, "d", 3600, "h"], [3600, "h", 60, "min"], [60, "min", 1, "s"]].find(([size]) => seconds >= size);
	const rest = Math.floor(seconds % units[0] / units[2]);
	return Math.floor(seconds / units[0]) + " " + units[1] + (rest ? " " + rest + " " + units[3] : "");
}

function plural(value, noun) {
	return count(value) + " " + noun + (value === 1 ? "" : "s");
}

function text(element, value) {
	if (element.textContent !== value) {
		element.textContent = value;
	}
}

function attribute(element, name, value) {
	if (element.getAttribute(name) !== value) {
		element.setAttribute(name, value);
	}
}

function make(name, className, ...children) {
	const element = document.createElement(name);
	if (className) {
		element.className = className;
	}
	element.append(...children);
	return element;
}

function draw(name, attributes, ...children) {
	const element = document.createElementNS("http://www.w3.org/2000/svg", name);
	Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
	element.append(...children);
	return element;
}

/** Gives each item an element of its own, which is kept as long as the item is there. */
function list(parent, items, key, create, update) {
	const known = parent.known ??= new Map();
	const seen = new Set();
	let place = parent.firstElementChild;
	for (const item of items) {
		const id = key(item);
		seen.add(id);
		let element = known.get(id);
		if (!element) {
			element = create(item);
			known.set(id, element);
		}
		if (element !== place) {
			parent.insertBefore(element, place);
		} else {
			place = place.nextElementSibling;
		}
		update(element, item);
	}
	for (const [id, element] of known) {
		if (!seen.has(id)) {
			element.remove();
			known.delete(id);
		}
	}
}

// Samples: one a second for each event, in the browser alone

function sample(data) {
	const before = state.last;
	const seconds = before ? Math.max(0.2, (data.now - before.now) / 1000) : 0;
	const slot = Math.floor(data.now / 1000);
	const known = new Map((before?.events ?? []).map((event) => [event.event, event]));
	let all = 0, problems = 0;
	for (const event of data.events) {
		event.failed = Object.values(event.errors).reduce((sum, value) => sum + value, 0);
		const earlier = known.get(event.event);
		if (seconds && (earlier || before)) {
			const then = earlier && earlier.requests <= event.requests ? earlier : { requests: 0, failed: 0 };
			event.rate = (event.requests - then.requests) / seconds;
			event.problems = Math.max(0, event.failed - then.failed) / seconds;
			all += event.rate;
			problems += event.problems;
			record(event, slot, Math.min(SECONDS, Math.max(1, slot - Math.floor(before.now / 1000))));
		}
	}
	for (const name of series.keys()) {
		if (!data.events.some((event) => event.event === name)) {
			series.delete(name);
		}
	}
	const nodes = new Map((before?.nodes ?? []).map((node) => [node.key, node]));
	for (const node of data.nodes) {
		const earlier = nodes.get(node.key);
		if (seconds && earlier && node.requests !== undefined && earlier.requests <= node.requests) {
			node.rate = (node.requests - earlier.requests) / seconds;
		}
	}
	data.rate = seconds ? all : undefined;
	data.problems = seconds ? problems : undefined;
}

function record(event, slot, length) {
	let samples = series.get(event.event);
	if (!samples) {
		samples = { rates: new Float32Array(SECONDS), problems: new Float32Array(SECONDS), first: slot - length };
		series.set(event.event, samples);
	}
	for (let i = 0; i < length; i++) {
		samples.rates[(slot - i) % SECONDS] = event.rate;
		samples.problems[(slot - i) % SECONDS] = event.problems;
	}
}

function buckets(samples, slot) {
	const width = SECONDS / BUCKETS, means = new Array(BUCKETS);
	for (let i = 0; i < BUCKETS; i++) {
		let sum = 0;
		for (let j = 0; j < width; j++) {
			sum += samples[(slot - SECONDS + 1 + i * width + j) % SECONDS];
		}
		means[i] = sum / width;
	}
	return means;
}

function x(i) {
	return (i * 140 / (BUCKETS - 1)).toFixed(1);
}

function y(value, top) {
	return (23 - 21 * Math.min(1, value / top)).toFixed(1);
}

function spark(svg, name, slot) {
	const samples = series.get(name);
	if (!samples) {
		return;
	}
	const rates = buckets(samples.rates, slot), problems = buckets(samples.problems, slot);
	const top = Math.max(1e-9, ...rates), first = Math.max(0, Math.min(BUCKETS - 2, Math.floor(BUCKETS - (slot - samples.first) * BUCKETS / SECONDS)));
	const [area, curve, failed] = svg.children;
	let path = "", bars = "";
	for (let i = first; i < BUCKETS; i++) {
		path += (path ? "L" : "M") + x(i) + " " + y(rates[i], top);
		bars += problems[i] > 0 ? "M" + x(i) + " 24V" + y(Math.max(problems[i], top / 8), top) : "";
	}
	attribute(curve, "d", path);
	attribute(area, "d", path && path + "L140 24L" + x(first) + " 24Z");
	attribute(failed, "d", bars);
	attribute(svg, "aria-label", "At most " + rate(Math.max(...rates)) + " a second in the last 5 minutes");
}

// The verdict

const SIGNS = { good: "M5 12.5l4.5 4.5L19 7.5", warn: "M12 4 2.8 20h18.4zM12 10v4.5M12 17.3v.1", bad: "M6 6l12 12M18 6 6 18", idle: "M5 12h14" };

function verdict(level, sentence) {
	const section = byId("verdict");
	attribute(section, "class", level);
	attribute(section.querySelector("path"), "d", SIGNS[level]);
	text(section.querySelector("p"), sentence);
	document.title = (level === "bad" ? "✖ " : level === "warn" ? "▲ " : "") + (state.data?.application.name ?? "zmqf") + " – zmqf";
}

function named(nodes) {
	return nodes.slice(0, 2).map(nameOf).join(" and ") + (nodes.length > 2 ? " and " + plural(nodes.length - 2, "other") : "");
}

function judge(data) {
	const of = (type, ...states) => data.nodes.filter((node) => node.type === type && (!states.length || states.includes(node.state)));
	const workers = of("worker", "up", "late", "leaving"), now = data.now;
	const lost = data.nodes.filter((node) => node.state === "lost");
	const trying = data.nodes.filter((node) => node.state === "trying");
	const stopped = data.nodes.filter((node) => node.here && node.state === "stopped");
	const orphans = data.events.filter((event) => event.waiting > 0 && event.workers === 0);
	const waiting = data.events.reduce((sum, event) => sum + event.waiting, 0);
	const oldest = data.requests[0];
	if (stopped.length) {
		return ["bad", "The " + stopped[0].type + " of this application is not running."];
	}
	const lostWorkers = lost.filter((node) => node.type !== "client");
	if (lostWorkers.length) {
		const node = lostWorkers[0];
		return ["bad", (node.type === "worker" ? workers.length + " of " + plural(workers.length + lostWorkers.filter((one) => one.type === "worker").length, "worker") + " answer" + (workers.length === 1 ? "s" : "") + "; " : "")
			+ named(lostWorkers) + (lostWorkers.length > 1 ? " were lost, the last one " : " was lost ") + age(now - node.since) + " ago" + (node.why ? ": " + node.why : "") + "."];
	}
	if (trying.length) {
		return ["bad", nameOf(trying[0]) + " is not connected" + (trying[0].why ? ": " + trying[0].why : "") + "."];
	}
	if (orphans.length) {
		return ["bad", "No worker handles " + orphans[0].event + ", and " + plural(orphans[0].waiting, "request") + (orphans[0].waiting === 1 ? " is" : " are") + " waiting."];
	}
	if (of("router").some((node) => node.here) && !workers.length) {
		return ["warn", "The router has no worker: requests wait for one for zmqf.router.queue-wait, and then fail."];
	}
	const late = data.nodes.filter((node) => node.state === "late");
	if (late.length) {
		return ["warn", named(late) + (late.length > 1 ? " miss" : " misses") + " heartbeats."];
	}
	if (waiting > 0 && oldest && oldest.age > 1000) {
		return ["warn", plural(waiting, "request") + (waiting === 1 ? " is" : " are") + " waiting. The oldest is a request for " + oldest.event + " and " + age(oldest.age) + " old."];
	}
	const failing = data.events.filter((event) => event.problems > 0 && event.problems > event.rate / 2).sort((a, b) => b.problems - a.problems);
	if (failing.length) {
		return ["warn", "Most requests for " + failing[0].event + " end with a problem."];
	}
	const parts = [["router", "router"], ["server", "server"], ["worker", "worker"], ["client", "client"]]
		.map(([type, noun]) => [of(type, "up", "leaving").length, noun]).filter(([size]) => size).map(([size, noun]) => plural(size, noun));
	return parts.length ? ["good", "Healthy: " + (parts.length > 1 ? parts.slice(0, -1).join(", ") + " and " + parts.at(-1) : parts[0]) + "."] : ["idle", "No zmqf role is active in this application."];
}

// The picture

const ID = /[0-9a-f]{32}_[0-9a-f]{16}/g;

function shortened(id) {
	return id.slice(0, 8) + "…";
}

function known(id) {
	const node = state.data.nodes.find((one) => one.key === id);
	return node ? nameOf(node) : shortened(id);
}

function nameOf(node) {
	return node.name ?? node.address ?? node.key.replace(ID, shortened);
}

function levelOf(node) {
	return { up: "good", late: "warn", leaving: "idle", left: "idle", idle: "idle", lost: "bad", trying: "bad", stopped: "bad" }[node.state] ?? "idle";
}

const STATES = { up: "up", late: "late", leaving: "leaving", left: "left", idle: "not connected yet", lost: "lost", trying: "not connected", stopped: "stopped" };

function describe(node) {
	const parts = [];
	if (node.state !== "up") {
		parts.push(STATES[node.state] + (["lost", "left"].includes(node.state) ? " " + age(state.data.now - node.since) + " ago" : ""));
	}
	if (node.rate !== undefined) {
		parts.push(rate(node.rate) + "/s");
	}
	if (["up", "late", "leaving"].includes(node.state)) {
		if (node.capacity) {
			parts.push(node.inFlight + " of " + node.capacity);
		} else if (node.inFlight !== undefined) {
			parts.push(node.inFlight + " in flight");
		}
	}
	if (node.heartbeat !== undefined && ["up", "late"].includes(node.state)) {
		parts.push("♥ " + age(node.heartbeat));
	}
	return parts.join(" · ");
}

function card(node) {
	const ring = draw("svg", { viewBox: "0 0 36 36", "aria-hidden": "true" }, draw("circle", { cx: 18, cy: 18, r: 14 }), draw("circle", { cx: 18, cy: 18, r: 5, class: "state" }),
		draw("circle", { cx: 18, cy: 18, r: 14, class: "load", pathLength: 100, transform: "rotate(-90 18 18)" }));
	return make("li", "node", ring, make("b"), make("span"));
}

function updateCard(element, node) {
	const share = node.capacity ? Math.min(100, 100 * node.inFlight / node.capacity) : 0;
	attribute(element, "class", "node " + levelOf(node) + (node.here && levelOf(node) === "good" ? " here" : ""));
	attribute(element, "data-key", node.key);
	const [ring, name, detail] = element.children;
	attribute(ring.lastChild, "stroke-dasharray", "100");
	attribute(ring.lastChild, "stroke-dashoffset", String(100 - (levelOf(node) === "bad" ? 100 : share)));
	text(name, nameOf(node) + (node.here ? " · here" : ""));
	text(detail, describe(node) || STATES[node.state]);
	attribute(element, "title", [nameOf(node), STATES[node.state] + (node.why ? ": " + node.why : ""), describe(node), node.address, node.user ? "user " + node.user : "", node.key]
		.filter(Boolean).join("\n"));
	element.style.setProperty("--share", Math.round(share) + "%");
}

function picture(data) {
	const columns = { clients: [], routers: [], workers: [] };
	data.nodes.forEach((node) => columns[node.type === "client" ? "clients" : node.type === "worker" ? "workers" : "routers"].push(node));
	for (const [id, nodes] of Object.entries(columns)) {
		const element = byId(id);
		attribute(element, "class", nodes.length > MANY ? "many" : "");
		list(element, nodes.length ? nodes : [{ key: "" }], (node) => node.key, (node) => node.key ? card(node) : make("li", "none", "None known to this node"),
			(item, node) => node.key && updateCard(item, node));
	}
	links(columns);
}

function links(columns) {
	const box = document.querySelector(".columns"), svg = box.querySelector(".links"), outer = box.getBoundingClientRect();
	const paths = [];
	if (columns.routers.length && columns.routers.length <= MANY && svg.getClientRects().length) {
		const place = (key) => [...byId("routers").children].find((element) => element.dataset.key === key)?.getBoundingClientRect();
		for (const [id, toLeft] of [["clients", true], ["workers", false]]) {
			const many = columns[id].length > MANY;
			const ends = many ? [[byId(id).getBoundingClientRect(), { state: "up", rate: 1 }]]
				: columns[id].map((node) => [byId(id).known.get(node.key).getBoundingClientRect(), node]);
			for (const [end, node] of ends) {
				for (const router of columns.routers) {
					if (node.peers && !node.peers.includes(router.key) && !router.peers?.includes(node.key)) {
						continue;
					}
					const middle = place(router.key);
					paths.push({ d: curve(toLeft ? end.right : end.left, end.top + end.height / 2, toLeft ? middle.left : middle.right, middle.top + middle.height / 2, outer),
						class: levelOf(node) === "bad" || levelOf(router) === "bad" ? "bad" : node.state === "late" ? "warn" : node.rate || node.inFlight ? "busy" : "", width: Math.min(6, 1.5 + Math.log10(1 + (node.rate ?? 0))) });
				}
			}
		}
	}
	list(svg, paths.map((path, i) => ({ ...path, key: i })), (path) => path.key, () => draw("path", {}), (element, path) => {
		attribute(element, "d", path.d);
		attribute(element, "class", path.class);
		attribute(element, "stroke-width", path.width.toFixed(1));
	});
}

function curve(x1, y1, x2, y2, outer) {
	const [a, b, c, d] = [x1 - outer.left, y1 - outer.top, x2 - outer.left, y2 - outer.top].map((value) => Math.round(value));
	const middle = (a + c) / 2;
	return `M${a} ${b}C${middle} ${b} ${middle} ${d} ${c} ${d}`;
}

// The tables

function cell(row, index, value, className) {
	const td = row.cells[index];
	text(td, value);
	attribute(td, "class", className);
}

function eventRow(event) {
	const button = make("button", "", event.event);
	button.type = "button";
	button.title = event.event;
	button.addEventListener("click", () => choose(event.event));
	const svg = draw("svg", { class: "spark", viewBox: "0 0 140 24", preserveAspectRatio: "none", role: "img", "aria-label": "No sample yet" },
		draw("path", { class: "area" }), draw("path", { class: "line" }), draw("path", { class: "problems" }));
	const row = make("tr", "", make("td", "name", button), make("td", "wide", svg));
	for (let i = 0; i < 7; i++) {
		row.append(make("td", "number"));
	}
	return row;
}

function updateEvent(row, event) {
	const nobody = event.workers === 0;
	attribute(row, "class", nobody ? "bad" : "");
	spark(row.cells[1].firstChild, event.event, Math.floor(state.data.now / 1000));
	cell(row, 2, rate(event.rate), event.rate ? "number" : "number zero");
	cell(row, 3, event.p50 ? millis(event.p50) : "–", event.p50 ? "number" : "number zero");
	cell(row, 4, event.p99 ? millis(event.p99) : "–", event.p99 ? "number" : "number zero");
	cell(row, 5, count(event.inFlight), event.inFlight ? "number" : "number zero");
	cell(row, 6, count(event.waiting), event.waiting ? "number warn" : "number zero");
	cell(row, 7, event.workers === undefined ? "–" : nobody ? "none" : count(event.workers), nobody ? "number bad" : "number");
	const statuses = Object.entries(event.errors).filter(([, value]) => value).sort(([a], [b]) => a < b ? -1 : 1);
	list(row.cells[8], statuses.length ? statuses : [["", 0]], ([status]) => status, () => make("span"), (chip, [status, value]) => {
		attribute(chip, "class", !status ? "muted" : status >= "500" ? "chip bad" : "chip");
		text(chip, status ? status + " × " + count(value) : "–");
	});
	attribute(row.cells[8], "class", "");
}

function sorted(events) {
	const by = state.sort, sign = state.down ? -1 : 1;
	const value = (event) => by === "event" ? event.event : by === "problems" ? event.failed : event[by] ?? -1;
	return events.sort((a, b) => {
		const [left, right] = [value(a), value(b)];
		return left < right ? -sign : left > right ? sign : a.event < b.event ? -1 : 1;
	});
}

function more(id, shown, all, flag) {
	const button = byId(id);
	button.hidden = all <= ROWS;
	text(button, state[flag] ? "Show only the first " + ROWS : "Show all " + count(all));
}

function events(data) {
	const filter = byId("filter").value.trim().toLowerCase();
	const matching = sorted(data.events.filter((event) => event.event.toLowerCase().includes(filter)));
	const shown = state.allEvents ? matching : matching.slice(0, ROWS);
	list(byId("event-rows"), shown, (event) => event.event, eventRow, updateEvent);
	text(byId("events-count"), filter ? matching.length + " of " + data.events.length : data.events.length ? String(data.events.length) : "");
	byId("events-empty").hidden = matching.length > 0;
	byId("event-rows").parentElement.hidden = matching.length === 0;
	text(byId("events-empty"), filter && data.events.length ? "No event matches the filter." : "No events yet. Events of handlers and requests appear here.");
	more("events-more", shown.length, matching.length, "allEvents");
}

function nodes(data) {
	const order = { bad: 0, warn: 1, good: 2, idle: 3 };
	const all = [...data.nodes].sort((a, b) => order[levelOf(a)] - order[levelOf(b)] || (nameOf(a) < nameOf(b) ? -1 : 1));
	const shown = state.allNodes ? all : all.slice(0, ROWS);
	list(byId("node-rows"), shown, (node) => node.key, () => {
		const row = make("tr", "", make("td", "name"), make("td", "", make("span")));
		for (let i = 0; i < 6; i++) {
			row.append(make("td"));
		}
		return row;
	}, (row, node) => {
		cell(row, 0, nameOf(node) + " ", "name");
		if (row.cells[0].childElementCount === 0) {
			row.cells[0].append(make("span", "muted", node.type));
		}
		attribute(row.cells[0], "title", node.key);
		text(row.cells[1].firstChild, STATES[node.state] + (node.why ? ": " + node.why : ""));
		attribute(row.cells[1].firstChild, "class", "chip " + { good: "good", warn: "", bad: "bad", idle: "idle" }[levelOf(node)]);
		attribute(row.cells[1], "class", "long");
		attribute(row.cells[1], "title", node.why ?? "");
		const where = [node.host, node.pid ? "pid " + node.pid : "", node.address, node.user ? "user " + node.user : ""].filter(Boolean).join(", ");
		cell(row, 2, where || "–", where ? "long" : "long zero");
		attribute(row.cells[2], "title", where);
		const heartbeat = (node.heartbeat === undefined ? "–" : age(node.heartbeat)) + (node.missed ? ", " + count(node.missed) + " missed" : "");
		cell(row, 3, heartbeat, node.missed ? "number warn" : heartbeat === "–" ? "number zero" : "number");
		cell(row, 4, node.capacity ? node.inFlight + " of " + node.capacity : node.inFlight === undefined ? "–" : count(node.inFlight), "number");
		cell(row, 5, rate(node.rate), node.rate ? "number" : "number zero");
		cell(row, 6, (node.since ? age(data.now - node.since) : "–") + (node.reconnects ? ", " + plural(node.reconnects, "reconnect") : ""), "");
		cell(row, 7, node.version ?? "–", node.version ? "" : "zero");
	});
	text(byId("nodes-count"), String(data.nodes.length));
	byId("nodes-refusal").hidden = !data.refusal;
	text(byId("nodes-refusal"), "Statistics of other nodes are not available. " + (data.refusal ?? ""));
	more("nodes-more", shown.length, all.length, "allNodes");
}

function requests(data) {
	list(byId("request-rows"), data.requests.map((request, i) => ({ ...request, i })), (request) => request.i,
		() => make("li", "", make("time"), make("b"), make("span")), (row, request) => {
			const [time, event, detail] = row.children;
			const node = request.node && data.nodes.find((one) => one.key === request.node);
			text(time, age(request.age));
			attribute(time, "class", request.age > 1000 ? "warn" : "");
			text(event, request.event);
			const parts = [request.node ? "in " + (node ? nameOf(node) : request.node.replace(ID, shortened)) : "waiting", request.attempts > 1 ? "attempt " + request.attempts : "", request.trace ? "trace " + request.trace : ""];
			text(detail, parts.filter(Boolean).join(" · "));
			attribute(row, "title", [request.event, ...parts].filter(Boolean).join("\n"));
		});
	byId("requests-empty").hidden = data.requests.length > 0;
}

function journal(data) {
	const fresh = data.journal.entries;
	if (data.journal.last < state.journal) {
		state.entries = [];
	}
	if (fresh.length) {
		state.entries = [...fresh.reverse(), ...state.entries].slice(0, 200);
	}
	state.journal = data.journal.last;
	list(byId("journal-rows"), state.entries, (entry) => entry.n, (entry) => {
		const time = new Date(entry.at), element = make("time", "", time.toLocaleTimeString("en-GB"));
		element.dateTime = time.toISOString();
		element.title = time.toLocaleString("en-GB");
		const paragraph = make("p", "", entry.text.replace(ID, known));
		paragraph.title = entry.text;
		return make("li", entry.level, element, paragraph);
	}, () => {});
	byId("journal-empty").hidden = state.entries.length > 0;
	text(byId("journal-count"), state.entries.length ? String(state.entries.length) : "");
}

function figures(data) {
	const here = data.nodes.filter((node) => node.here);
	const flight = data.events.reduce((sum, event) => sum + event.inFlight, 0);
	const waiting = data.events.reduce((sum, event) => sum + event.waiting, 0);
	const capacity = data.nodes.filter((node) => ["worker", "server"].includes(node.type) && ["up", "late"].includes(node.state)).reduce((sum, node) => sum + (node.capacity ?? 0), 0);
	figure("rate", rate(data.rate));
	figure("flight", count(flight), capacity ? "of " + count(capacity) : "", capacity && flight >= capacity ? "warn" : "");
	figure("waiting", count(waiting), "", waiting ? "warn" : "");
	figure("oldest", data.requests.length ? age(data.requests[0].age) : "–", "", data.requests[0]?.age > 5000 ? "warn" : "");
	figure("problems", rate(data.problems), "", data.problems > 0 ? "bad" : "");
	const about = [here.map((node) => node.type).filter((type, i, all) => all.indexOf(type) === i).join(", "), data.application.host, data.application.pid ? "pid " + data.application.pid : "",
		data.application.started ? "up " + age(data.now - data.application.started) : "", data.application.version ? "zmqf " + data.application.version : ""];
	text(byId("application"), data.application.name ?? "zmqf");
	text(byId("about"), about.filter(Boolean).join(" · "));
}

function figure(name, value, small = "", level = "") {
	const element = byId("figure-" + name);
	if (element.dataset.value !== value + "|" + small) {
		element.dataset.value = value + "|" + small;
		element.replaceChildren(value, ...(small ? [make("small", "", small)] : []));
	}
	attribute(element, "class", level);
}

function show(data) {
	state.data = data;
	sample(data);
	figures(data);
	verdict(...judge(data));
	picture(data);
	events(data);
	nodes(data);
	requests(data);
	journal(data);
	trying(data);
	state.last = data;
}

// Once a second, while somebody looks

/** Asks the endpoint. The header keeps Spring Security from having the browser ask for a password. The page follows no redirect: it may lead to a form for one. */
async function ask(path, patience, { headers, ...options } = {}) {
	const response = await fetch(endpoint + path, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest", ...headers },
		cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(patience), ...options });
	return { response, status: response.type === "opaqueredirect" ? "redirect" : response.status };
}

/** Why there is no answer. */
function unanswered(failure) {
	return failure.name === "TimeoutError" ? "this application does not respond" : failure instanceof SyntaxError ? "its response is not JSON" : "this application can't be reached";
}

/** What is new, or why nothing is known. */
async function news() {
	try {
		const { response, status } = await ask("?view=page&after=" + state.journal, PATIENCE);
		if (response.ok) {
			return { data: await response.json() };
		}
		if (status === "redirect") {
			return { why: "The response is a redirect. Your session may have ended: reload the page" };
		}
		return { why: status === 401 || status === 403 ? "You are no longer signed in (HTTP " + status + "): reload the page" : "HTTP " + status };
	} catch (failure) {
		return { why: unanswered(failure) };
	}
}

async function refresh() {
	if (state.fetching) {
		return;
	}
	state.fetching = true;
	const begin = performance.now(), { data, why } = await news();
	try {
		state.broken = false;
		if (data) {
			const start = performance.now(), back = state.failures > 0;
			show(data);
			state.failures = 0;
			performance.measure("zmqf-refresh", { start, end: performance.now() });
			if (back) {
				state.contracts.clear(); // it may be another version
				learn();
			}
		} else {
			if (!state.failures++) {
				state.since = Date.now();
			}
			verdict("bad", "No data for " + age(Date.now() - state.since) + ": " + why + ".");
		}
	} catch (failure) {
		state.broken = true;
		verdict("bad", "This page failed: " + failure.message);
		throw failure;
	} finally {
		state.fetching = false;
		document.body.classList.toggle("broken", state.broken || state.failures > 0);
		document.body.dataset.refreshes = Number(document.body.dataset.refreshes ?? 0) + 1;
		updated();
		schedule(Math.max(100, 1000 - (performance.now() - begin)));
	}
}

function schedule(delay) {
	clearTimeout(state.timer);
	if (!state.paused && !document.hidden) {
		state.timer = setTimeout(refresh, delay);
	}
}

function updated() {
	text(byId("updated"), state.paused ? "Paused" : state.broken ? "Failed" : state.failures ? "No response" : "Live");
}

function pause() {
	state.paused = !state.paused;
	document.body.classList.toggle("paused", state.paused);
	attribute(byId("pause"), "aria-pressed", String(state.paused));
	text(byId("pause"), state.paused ? "Resume" : "Pause");
	updated();
	schedule(0);
}

// Try it

function trying(data) {
	const off = byId("try-off"), form = byId("try-form");
	const refused = window.top !== window.self ? "Test requests are disabled in an embedded page." : data.call.refusal;
	off.hidden = !refused;
	form.hidden = Boolean(refused);
	text(off, refused ?? "");
	const names = data.events.map((event) => event.event).sort().join("\n");
	const options = byId("try-events");
	if (options.dataset.names !== names) {
		options.dataset.names = names;
		options.replaceChildren(...names.split("\n").map((name) => new Option(name)));
		if (!refused) {
			learn();
		}
	}
	if (!state.tried && data.events.length && !refused) {
		state.tried = true;
		byId("try-event").value = data.events.map((event) => event.event).sort()[0];
	}
}

/** Reads a contract, null for none: then there is JSON. */
async function contract(query) {
	try {
		const { response } = await ask("/asyncapi" + query, PATIENCE);
		return response.ok ? await response.json() : null;
	} catch {
		return null;
	}
}

/** Reads the schemas of the events that this application handles, and may ask others again. */
async function learn() {
	state.contract = await contract("");
	state.contracts.forEach((known, event) => known || state.contracts.delete(event));
	fit();
}

function has(known, event) {
	return Object.hasOwn(known?.channels ?? {}, event);
}

/** The contract with the schemas of an event: of this application, or of another one, which is asked for it once. */
function contractOf(event) {
	if (has(state.contract, event)) {
		return state.contract;
	}
	if (!state.contracts.has(event) && state.data?.events.some((known) => known.event === event)) {
		state.contracts.set(event, null);
		contract("?event=" + encodeURIComponent(event)).then((known) => {
			state.contracts.set(event, has(known, event) ? known : null);
			fit();
		});
	}
	return state.contracts.get(event);
}

/** Makes the form of the event, unless it is there. What was written as JSON before there was a form stays. */
function fit() {
	const event = byId("try-event").value.trim(), all = contractOf(event);
	const schema = all?.channels[event].messages?.request?.payload, known = JSON.stringify([event, schema]);
	if (known === state.form?.known) {
		return;
	}
	const some = isObject(schema) && Object.keys(schema).length > 0, kept = !state.form && byId("try-data").value;
	state.form = { known, field: some ? field(schema, { name: "Data", all, required: true }) : null };
	byId("try-views").hidden = !some;
	byId("try-fields").replaceChildren(...(some ? [state.form.field.element] : []));
	if (some && !kept) {
		inStep();
	}
	view(some && (!kept || filled()));
}

/** What is in the form, as JSON. */
function inStep() {
	byId("try-data").value = JSON.stringify(state.form.field.read(), null, 2) ?? "";
}

/** Puts the JSON into the form. */
function filled() {
	try {
		const data = written();
		state.form.field.write(data ? parse(data) : undefined);
		return true;
	} catch (failure) {
		problem(failure.message);
		return false;
	}
}

function view(form) {
	byId("try-fields").disabled = byId("try-fields").hidden = !form;
	byId("try-json").hidden = form;
	attribute(byId("view-form"), "aria-pressed", String(form));
	attribute(byId("view-json"), "aria-pressed", String(!form));
}

function choose(event) {
	byId("try").scrollIntoView({ block: "nearest" });
	if (!byId("try-form").hidden) {
		byId("try-event").value = event;
		state.contracts.get(event) || state.contracts.delete(event); // who did not answer in time is asked again
		fit();
		(byId("try-fields").hidden ? byId("try-data") : byId("try-fields").querySelector("input, select, textarea, button") ?? byId("try-send")).focus({ preventScroll: true });
	}
}

function written() {
	const data = byId("try-data").value.trim();
	try {
		return data && JSON.stringify(parse(data));
	} catch (failure) {
		byId("try-data").focus();
		throw new SyntaxError("The data is not valid JSON: " + failure.message);
	}
}

function problem(message) {
	text(byId("try-error"), message);
	byId("try-error").hidden = !message;
}

/** Where Spring Security keeps its token in a cookie, as csrf().spa() makes it do. */
function csrf() {
	const cookie = document.cookie.split("; ").find((one) => one.startsWith("XSRF-TOKEN="));
	return cookie ? { "X-XSRF-TOKEN": decodeURIComponent(cookie.slice("XSRF-TOKEN=".length)) } : {};
}

const REFUSALS = {
	redirect: "The response is a redirect. Your session may have ended: reload the page.",
	401: "You are not signed in.",
	403: "Rejected with 403. If Spring Security protects against CSRF, its token must be in a cookie: http.csrf(csrf -> csrf.spa()).",
	405: "Rejected with 405: management.endpoint.zmqf.access is read-only.",
	415: "Rejected with 415: this application accepts no JSON at this address."
};

async function send() {
	const button = byId("try-send");
	problem("");
	byId("reply").hidden = true;
	let body;
	try {
		body = { event: byId("try-event").value.trim(), data: written(), timeout: byId("try-timeout").value };
	} catch (failure) {
		problem(failure.message);
		return;
	}
	button.disabled = true;
	try {
		const { response, status } = await ask("", Number(body.timeout || 5000) + PATIENCE,
			{ method: "POST", headers: { "Content-Type": "application/json", ...csrf() }, body: JSON.stringify(body) });
		const result = (response.headers.get("Content-Type") ?? "").startsWith("application/json") ? await response.json() : {};
		if (result.outcome) {
			reply(result);
		} else {
			problem(result.refusal ?? REFUSALS[status] ?? "Rejected with " + status + ".");
		}
	} catch (failure) {
		problem("No response: " + unanswered(failure) + ".");
	}
	button.disabled = false;
}

function reply(result) {
	const chip = make("span", "chip " + (result.outcome === "reply" ? "good" : "bad"), result.outcome === "reply" ? "Reply" : result.status ? "Problem " + result.status : "No reply");
	const parts = [chip, make("span", "", millis(result.millis))];
	if (result.trace) {
		parts.push(make("span", "mono muted", "trace " + result.trace));
	}
	byId("reply-status").replaceChildren(...parts);
	let shown = result.data ?? result.detail ?? "";
	try {
		shown = JSON.stringify(parse(shown), null, 2);
	} catch {
		// then it is shown as it is
	}
	text(byId("reply-data"), shown || "No data");
	byId("reply").hidden = false;
}

const COPIES = {
	java: (event, data) => `JsonNode reply = zmq.request(${JSON.stringify(event)}, """\n\t\t${data.replace(/\\/g, "\\\\").replace(/"""/g, "\\\"\"\"")}""".getBytes(StandardCharsets.UTF_8), JsonNode.class);`,
	python: (event, data, address, timeout) => `import json, zmq\nsocket = zmq.Context().socket(zmq.REQ)\nsocket.rcvtimeo = ${timeout}\nsocket.connect(${JSON.stringify(address)})\nsocket.send_multipart([${JSON.stringify(event)}.encode(), json.dumps(json.loads(${JSON.stringify(data)})).encode()])\nprint(*[frame.decode() for frame in socket.recv_multipart()[:2]])`,
	shell: (event, data, address, timeout) => `zmqf call ${quoted(address)} ${quoted(event)} ${quoted(data)} --timeout ${timeout}ms`
};

function quoted(value) {
	return /^[\w.:/@%+-]+$/.test(value) ? value : "'" + value.replace(/'/g, "'\\''") + "'";
}

async function copy(as) {
	try {
		const data = written() || "null";
		const code = COPIES[as](byId("try-event").value.trim(), data, state.data.call.address ?? "tcp://127.0.0.1:5555", Number(byId("try-timeout").value) || 5000);
		problem("");
		if (navigator.clipboard) {
			await navigator.clipboard.writeText(code);
			text(byId("copied"), "Copied");
		} else {
			text(byId("reply-data"), code); // without HTTPS there is no clipboard
			byId("reply-status").replaceChildren(make("span", "muted", "Browsers copy only on HTTPS and localhost; select the text"));
			byId("reply").hidden = false;
		}
	} catch (failure) {
		problem(failure.message);
	}
	setTimeout(() => text(byId("copied"), ""), 2000);
}

// Keys and clicks

document.addEventListener("keydown", (event) => {
	if (event.ctrlKey && event.key === "Enter" && byId("try").contains(event.target)) {
		event.preventDefault();
		byId("try-form").requestSubmit();
		return;
	}
	if (event.key === "Escape" && event.target === byId("filter")) {
		byId("filter").value = "";
		byId("filter").dispatchEvent(new Event("input"));
		byId("filter").blur();
	}
	if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) {
		return;
	}
	const action = { "/": () => byId("filter").focus(), p: pause, "?": () => byId("help").showModal(), t: () => focusOn("try", byId("try-form").hidden ? "#try-off" : "#try-event"),
		j: () => focusOn("journal", ".scroll"), n: () => focusOn("nodes", ".scroll") }[event.key];
	if (action) {
		event.preventDefault();
		action();
	}
});

function focusOn(section, inside) {
	byId(section).scrollIntoView({ block: "nearest" });
	byId(section).querySelector(inside).focus({ preventScroll: true });
}

byId("pause").addEventListener("click", pause);
byId("keys").addEventListener("click", () => byId("help").showModal());
byId("filter").addEventListener("input", () => state.data && events(state.data));
byId("events-more").addEventListener("click", () => { state.allEvents = !state.allEvents; events(state.data); });
byId("nodes-more").addEventListener("click", () => { state.allNodes = !state.allNodes; nodes(state.data); });
byId("try-event").addEventListener("input", fit);
byId("try-fields").addEventListener("input", inStep);
byId("view-json").addEventListener("click", () => { problem(""); view(false); });
byId("view-form").addEventListener("click", () => { problem(""); view(filled()); });
byId("try-form").addEventListener("submit", (event) => { event.preventDefault(); send(); });
document.querySelectorAll("[data-copy]").forEach((button) => button.addEventListener("click", () => copy(button.dataset.copy)));
document.querySelectorAll("[data-sort]").forEach((button) => button.addEventListener("click", () => {
	const by = button.dataset.sort;
	state.down = state.sort === by ? !state.down : by !== "event";
	state.sort = by;
	document.querySelectorAll("#events th[aria-sort]").forEach((header) => header.removeAttribute("aria-sort"));
	button.closest("th").setAttribute("aria-sort", state.down ? "descending" : "ascending");
	if (state.data) {
		events(state.data);
	}
}));
document.addEventListener("visibilitychange", () => schedule(0));
addEventListener("resize", () => state.data && picture(state.data));
verdict("idle", "Loading…");
updated();
refresh();
