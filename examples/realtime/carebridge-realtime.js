// CareBridge, realtime client. Built from static/src/realtime by `npm run build:realtime`; MIT licence.
// src/realtime/browser.ts
/** Until the returned function is called. */
function followBrowser(client) {
	const until = new AbortController();
	const on = (target, type, react) => target.addEventListener(type, react, { signal: until.signal });
	const look = () => {
		if (document.visibilityState === "visible") client.shown();
		else client.hidden();
	};
	on(window, "online", () => client.networkBack());
	on(window, "offline", () => client.networkGone());
	on(document, "visibilitychange", look);
	on(window, "focus", () => {
		if (client.status.state === "yielded") client.shown();
	});
	on(window, "pagehide", () => client.rest());
	on(window, "pageshow", (event) => {
		if (event.persisted) look();
	});
	if (document.visibilityState === "hidden") client.hidden();
	return () => until.abort();
}
// src/realtime/close-codes.ts
/** The credential that opened the socket has ended: come back with another. */
var CREDENTIAL_EXPIRED = 3005;
/** No valid credential. */
var UNAUTHENTICATED = 3500;
/** From this close code up to 3999 the client may not come back. */
var FIRST_FINAL = 3500;
var LAST_FINAL = 3999;
/** Whether a connection that was closed with this code may be opened again. */
function mayReconnect(code) {
	return code < FIRST_FINAL || code > LAST_FINAL;
}
// src/realtime/frames.ts
/** The subprotocol that both sides speak. */
var SUBPROTOCOL = "carebridge.v1";
/** Reads one frame; null for what is not an object with an `op`, which a newer server might send. */
function parseFrame(text) {
	try {
		const frame = JSON.parse(text);
		return typeof frame === "object" && frame !== null && "op" in frame ? frame : null;
	} catch {
		return null;
	}
}
function isPlaced(event) {
	return typeof event.offset === "number";
}
// src/realtime/line.ts
/** The code of a close without a close frame (RFC 6455 §7.1.5): the connection broke, or never stood. */
var BROKEN = 1006;
/** Opens a WebSocket; `ticket` signs it in where no cookie does. */
function openSocketLine(open, url, ticket, listener) {
	const socket = open(url, ticket === null ? [SUBPROTOCOL] : [SUBPROTOCOL, `carebridge.ticket.${ticket}`]);
	socket.onmessage = ({ data }) => {
		if (typeof data === "string") listener.onFrame(data);
	};
	socket.onclose = ({ code }) => listener.onClose(code);
	return {
		over: "socket",
		send: (text) => {
			if (socket.readyState === 1) socket.send(text);
		},
		close: () => {
			socket.onmessage = null;
			socket.onclose = null;
			socket.close();
		}
	};
}
// src/realtime/sign-in.ts
/** To be thrown by a `ticket` or `token` function when nobody is signed in any more: the client stops. */
var SignInEnded = class extends Error {
	name = "SignInEnded";
};
/** A token is renewed this long before it expires, or after four fifths of its life where that is later. */
var MARGIN_MS = 6e4;
var OF_ITS_LIFE = .8;
var SignIn = class {
	credential;
	ticketUrl;
	fetch;
	known = null;
	constructor(credential, ticketUrl, fetch) {
		this.credential = credential;
		this.ticketUrl = ticketUrl;
		this.fetch = fetch;
	}
	/** Whether opening takes no request beforehand. */
	get isByCookie() {
		return this.credential === "cookie";
	}
	/** A ticket is good for a socket, and for no stream. */
	get opensStreams() {
		return this.credential === "cookie" || "token" in this.credential;
	}
	/** A ticket for one socket; null where a cookie says who it is. Fails where none is to be had now. */
	async ticket() {
		if (this.credential === "cookie") return null;
		if ("ticket" in this.credential) return this.credential.ticket();
		const headers = { Authorization: `Bearer ${await this.token()}` };
		const answer = await this.fetch(this.ticketUrl, {
			method: "POST",
			headers,
			credentials: "omit"
		});
		if (answer.status === 401) this.forget();
		if (!answer.ok) throw new Error(`no ticket: ${answer.status}`);
		return (await answer.json()).ticket;
	}
	/** An access token that is not about to expire; null where there are none. */
	async token() {
		if (this.credential === "cookie" || "ticket" in this.credential) return null;
		if (this.known === null || this.known.renewAt <= Date.now()) {
			const { access, expires_in } = await this.credential.token();
			const lifeMs = expires_in * 1e3;
			this.known = {
				access,
				renewAt: Date.now() + Math.max(lifeMs - MARGIN_MS, lifeMs * OF_ITS_LIFE)
			};
		}
		return this.known.access;
	}
	/** Milliseconds until the token in use must be followed by another; null where there is none. */
	get renewInMs() {
		return this.known === null ? null : Math.max(0, this.known.renewAt - Date.now());
	}
	/** What was known is refused: the next one is asked for anew. */
	forget() {
		this.known = null;
	}
};
// src/realtime/event-stream.ts
var EventStreamReader = class {
	onEvent;
	rest = "";
	name = "";
	data = [];
	constructor(onEvent) {
		this.onEvent = onEvent;
	}
	push(piece) {
		const text = this.rest + piece;
		const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
		const lines = whole.split(/\r\n|\n|\r/);
		this.rest = (lines.pop() ?? "") + text.slice(whole.length);
		for (const line of lines) this.line(line);
	}
	line(line) {
		if (line === "") return this.dispatch();
		const [, field, value = ""] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? [];
		if (field === "data") this.data.push(value);
		if (field === "event") this.name = value;
	}
	dispatch() {
		const { name, data } = this;
		this.name = "";
		this.data = [];
		if (data.length > 0) this.onEvent(name === "" ? "message" : name, data.join("\n"));
	}
};
// src/realtime/stream-line.ts
function openStreamLine(fetch, request, listener) {
	const aborted = new AbortController();
	read(fetch, request, aborted.signal, listener).catch(() => BROKEN).then((code) => {
		if (!aborted.signal.aborted) listener.onClose(code);
	});
	return {
		over: "stream",
		send: () => void 0,
		close: () => aborted.abort()
	};
}
/** Reads to the end, and answers why it is one: with the close code of a socket. */
async function read(fetch, { url, topics, lastEventId, token }, signal, listener) {
	const query = new URLSearchParams(topics.map((topic) => ["topic", topic]));
	const headers = { Accept: "text/event-stream" };
	if (lastEventId !== "") headers["Last-Event-ID"] = lastEventId;
	if (token !== null) headers.Authorization = `Bearer ${token}`;
	const credentials = token === null ? "same-origin" : "omit";
	const answer = await fetch(`${url}?${query}`, {
		headers,
		credentials,
		signal,
		cache: "no-store"
	});
	if (answer.status === 401) return CREDENTIAL_EXPIRED;
	if (!answer.ok || answer.body === null) return BROKEN;
	let code = BROKEN;
	const reader = answer.body.getReader();
	const text = new TextDecoder();
	const events = new EventStreamReader((name, data) => {
		if (name === "close") code = JSON.parse(data).code;
		else if (!signal.aborted) listener.onFrame(data);
	});
	for (;;) {
		const { done, value } = await reader.read();
		if (done || signal.aborted) return code;
		listener.onSign();
		events.push(text.decode(value, { stream: true }));
	}
}
// src/realtime/dialer.ts
var Dialer = class {
	origin;
	signIn;
	openSocket;
	fetch;
	constructor(origin, signIn, openSocket, fetch) {
		this.origin = origin;
		this.signIn = signIn;
		this.openSocket = openSocket;
		this.fetch = fetch;
	}
	dial(over, wanted, listener) {
		const open = (pass) => this.open(over, pass, wanted, listener);
		if (this.signIn.isByCookie) return open(null);
		return signedIn(over, over === "socket" ? this.signIn.ticket() : this.signIn.token(), open, listener);
	}
	open(over, pass, wanted, listener) {
		if (over === "socket") return openSocketLine(this.openSocket, `${this.origin.replace(/^http/, "ws")}/api/v1/realtime/ws`, pass, listener);
		const { names, lastEventId } = wanted;
		const url = `${this.origin}/api/v1/realtime/events`;
		return openStreamLine(this.fetch, {
			url,
			topics: names,
			lastEventId,
			token: pass
		}, listener);
	}
};
/** A line that is opened once there is something to sign it in with. */
function signedIn(over, pass, open, listener) {
	let line = null;
	let closed = false;
	pass.then((pass) => {
		if (!closed) line = open(pass);
	}, (error) => {
		if (!closed) listener.onClose(error instanceof SignInEnded ? UNAUTHENTICATED : BROKEN);
	});
	return {
		over,
		send: (text) => line?.send(text),
		close: () => {
			closed = true;
			line?.close();
		}
	};
}
// src/realtime/heartbeat.ts
/** What a server asks for that does not say. */
var DEFAULT_EVERY_S = 25;
/** How long an answer may take. */
var ANSWER_WITHIN_MS = 1e4;
/** How long it may take when somebody has just come back to the page and waits. */
var SOON_MS = 4e3;
var Heartbeat = class {
	ask;
	giveUp;
	everyMs = DEFAULT_EVERY_S * 1e3;
	paused = false;
	quiet;
	unanswered;
	constructor(ask, giveUp) {
		this.ask = ask;
		this.giveUp = giveUp;
	}
	/** A connection stands; `everyS` as its hello says. */
	start(everyS) {
		this.everyMs = (everyS ?? DEFAULT_EVERY_S) * 1e3;
		this.heard();
	}
	/** Something was heard, whatever it was. */
	heard() {
		this.stop();
		if (!this.paused) this.quiet = setTimeout(() => this.askWithin(ANSWER_WITHIN_MS), this.everyMs);
	}
	/** Nobody looks. Timers of a hidden page come late, and would judge a peer by that; the server asks by itself. */
	pause() {
		this.paused = true;
		this.stop();
	}
	/** Somebody looks again. */
	resume() {
		this.paused = false;
	}
	/** Asks now, and wants to know soon: somebody waits. */
	probe() {
		this.stop();
		this.askWithin(SOON_MS);
	}
	stop() {
		clearTimeout(this.quiet);
		clearTimeout(this.unanswered);
		this.unanswered = void 0;
	}
	askWithin(withinMs) {
		this.unanswered = setTimeout(this.giveUp, withinMs);
		this.ask();
	}
};
// src/realtime/options.ts
/** A hidden page gives its connection up after this while: half of the time for which history is kept. */
var REST_AFTER_MS = 3e5;
function withDefaults(options) {
	return {
		credential: "cookie",
		restAfterMs: REST_AFTER_MS,
		openSocket: (url, protocols) => new WebSocket(url, protocols),
		fetch: (input, init) => globalThis.fetch(input, init),
		random: Math.random,
		isOnline: () => navigator.onLine,
		...options
	};
}
// src/realtime/renewal.ts
/** The least between two tries, whatever a token says of itself. */
var AT_LEAST_MS = 5e3;
var Renewal = class {
	signIn;
	nextId;
	send;
	timer;
	run = 0;
	constructor(signIn, nextId, send) {
		this.signIn = signIn;
		this.nextId = nextId;
		this.send = send;
	}
	/** A connection stands. */
	start() {
		this.stop();
		const inMs = this.signIn.renewInMs;
		if (inMs !== null) this.later(Math.max(inMs, AT_LEAST_MS));
	}
	stop() {
		this.run += 1;
		clearTimeout(this.timer);
	}
	later(ms) {
		const run = this.run;
		this.timer = setTimeout(() => void this.renew(run), ms);
	}
	async renew(run) {
		const token = await this.signIn.token().catch(() => null);
		if (run !== this.run) return;
		if (token === null) return this.later(AT_LEAST_MS);
		this.send({
			id: this.nextId(),
			op: "refresh",
			token
		});
		this.start();
	}
};
var CAP_MS = 3e4;
/**
* Milliseconds before attempt number `attempt` (0 is the first retry), drawn evenly from zero to the ceiling.
* `random` answers a number in [0, 1).
*/
function backoffMs(attempt, random) {
	const ceiling = Math.min(CAP_MS, 500 * 2 ** Math.min(attempt, 16));
	return Math.floor(random() * ceiling);
}
// src/realtime/retries.ts
/** A connection that lived this long was a good one: the next break starts at the first backoff again. */
var STABLE_AFTER_MS = 5e3;
/** After this many failed attempts in a row it is *offline*, no longer *reconnecting*. */
var ATTEMPTS_BEFORE_OFFLINE = 3;
var Retries = class {
	random;
	/** Attempts in a row that came to nothing. */
	failures = 0;
	liveSince = null;
	byeDelayMs = null;
	constructor(random) {
		this.random = random;
	}
	get takeLong() {
		return this.failures > ATTEMPTS_BEFORE_OFFLINE;
	}
	/** An attempt begins. */
	began() {
		this.byeDelayMs = null;
	}
	/** A connection stands. */
	stands() {
		this.liveSince = Date.now();
	}
	/** The server named the delay that the next attempt must wait. */
	bye(reconnectAfterMs) {
		this.byeDelayMs = reconnectAfterMs ?? null;
	}
	/** The connection is gone, or the attempt over. */
	ended() {
		if (this.liveSince !== null && Date.now() - this.liveSince >= STABLE_AFTER_MS) this.failures = 0;
		this.liveSince = null;
	}
	forget() {
		this.failures = 0;
	}
	/** Milliseconds until the next attempt, which counts as one more. A browser without a network is not asked often. */
	next(online) {
		const delay = this.byeDelayMs ?? (online ? backoffMs(this.failures, this.random) : 3e4);
		this.byeDelayMs = null;
		this.failures += 1;
		return delay;
	}
};
// src/realtime/status.ts
var StatusBoard = class {
	status = { state: "connecting" };
	listeners = /* @__PURE__ */ new Set();
	listen(listener) {
		this.listeners.add(listener);
		return () => this.listeners.delete(listener);
	}
	show(status) {
		this.status = status;
		for (const listener of this.listeners) listener.onStatus?.(status);
	}
	hello(hello) {
		for (const listener of this.listeners) listener.onHello?.(hello);
	}
	refused() {
		for (const listener of this.listeners) listener.onRefused?.();
	}
};
// src/realtime/topic.ts
var Topic = class {
	listeners = /* @__PURE__ */ new Set();
	/** It was refused for good to who is signed in now. */
	isForbidden = false;
	position = null;
	/** What comes before live events: the answer to a subscribe, or the rest of a replay, up to this offset. */
	expects = null;
	/** Live events that overtook these. */
	early = [];
	present = /* @__PURE__ */ new Set();
	/** What to ask for: null when nothing of this topic was seen yet. */
	get since() {
		return this.position;
	}
	/** One more listener hears; who is here it is told at once. */
	join(listener) {
		this.listeners.add(listener);
		if (this.present.size > 0) listener.onPresent?.([...this.present]);
	}
	/** A subscribe was sent; until its answer, events are kept back. */
	awaitAnswer() {
		this.expects = "answer";
		this.early = [];
	}
	/** The server's answer: either what was missed follows, or it is lost. */
	subscribed(frame) {
		const asked = this.position;
		this.isForbidden = false;
		if (frame.present !== void 0) this.nowPresent(frame.present);
		if (frame.recovered && asked?.epoch === frame.epoch && asked.offset < frame.offset) {
			this.expects = frame.offset;
			return;
		}
		if (!frame.recovered || asked?.epoch !== frame.epoch) {
			this.position = {
				epoch: frame.epoch,
				offset: frame.offset
			};
			this.resync();
		}
		this.takeEarly();
	}
	/** The connection broke: the next resume asks from where this one came to, and nobody is known to be here. */
	broke() {
		this.expects = null;
		this.early = [];
		if (this.present.size > 0) this.nowPresent([]);
	}
	/**
	* The subscribe was refused: what came meanwhile counts, and what is missing shows as a hole. For good, the reader finds
	* out by reading what is theirs.
	*/
	refused(isForbidden) {
		this.isForbidden = isForbidden;
		this.takeEarly();
		if (isForbidden) this.resync();
	}
	/** It was taken from this reader, who finds out by reading what is theirs still. */
	taken() {
		this.isForbidden = true;
		this.broke();
		this.resync();
	}
	/** Forgets what was seen: the next subscription starts afresh. */
	forget() {
		this.position = null;
		this.isForbidden = false;
	}
	/** The server subscribed this topic by itself and said where it stands. True when a resume is needed. */
	announced(position) {
		const known = this.position;
		if (known === null) {
			this.position = position;
			this.resync();
			return false;
		}
		if (known.epoch !== position.epoch || known.offset > position.offset) {
			this.position = position;
			this.resync();
			return false;
		}
		return known.offset < position.offset;
	}
	/** One event: repeats are dropped, a hole is told; what has no place is handed through and moves nothing. */
	receive(event) {
		if (!isPlaced(event)) return this.pass(event);
		const { expects } = this;
		if (expects === null) return this.take(event);
		if (expects === "answer") {
			this.early.push(event);
			return;
		}
		const isReplayed = event.offset <= expects && this.isOfThisEpoch(event);
		if (isReplayed) this.take(event);
		if (!isReplayed || event.offset === expects) this.takeEarly();
		if (!isReplayed) this.take(event);
	}
	typing(frame) {
		for (const listener of this.listeners) listener.onTyping?.(frame);
	}
	resync() {
		for (const listener of this.listeners) listener.onResync();
	}
	isOfThisEpoch({ epoch }) {
		return this.position !== null && (epoch ?? this.position.epoch) === this.position.epoch;
	}
	takeEarly() {
		const { early } = this;
		this.expects = null;
		this.early = [];
		for (const event of early) this.take(event);
	}
	take(event) {
		const known = this.position;
		const sameEpoch = this.isOfThisEpoch(event);
		if (known !== null && sameEpoch && event.offset <= known.offset) return;
		const hole = known !== null && (!sameEpoch || event.offset > known.offset + 1);
		this.position = {
			epoch: event.epoch ?? known?.epoch ?? "",
			offset: event.offset
		};
		for (const listener of this.listeners) listener.onEvent(event);
		if (hole) this.resync();
	}
	pass(event) {
		for (const listener of this.listeners) listener.onEvent(event);
		if (event.type !== "presence.changed") return;
		const { user_id, present } = event.data;
		if (present === this.present.has(user_id)) return;
		this.nowPresent(present ? [...this.present, user_id] : [...this.present].filter((id) => id !== user_id));
	}
	nowPresent(userIds) {
		this.present.clear();
		for (const id of userIds) this.present.add(id);
		for (const listener of this.listeners) listener.onPresent?.([...this.present]);
	}
};
// src/realtime/subscriptions.ts
/** A temporary refusal of a subscribe is tried again after a delay as of this attempt. */
var REFUSED_ATTEMPT = 3;
/** Over a stream all of it has to be opened anew: that waits longer. */
var REFUSED_BY_STREAM_ATTEMPT = 6;
var Subscriptions = class {
	asking;
	topics = /* @__PURE__ */ new Map();
	/** Subscribes that wait for their answer, by the id that the answer repeats. */
	asked = /* @__PURE__ */ new Map();
	/** What the server subscribes by itself. */
	automatic = /* @__PURE__ */ new Set();
	/** Over a stream nothing can be asked for: its topics are in its address. */
	asks = false;
	/** Who is signed in, as the server said. */
	self = null;
	retries = /* @__PURE__ */ new Set();
	constructor(asking) {
		this.asking = asking;
	}
	/** What to ask a stream for. */
	get names() {
		return [...this.topics].filter(([, topic]) => !topic.isForbidden).map(([name]) => name);
	}
	/** Where each topic stands, as a stream resumes: `topic=epoch:offset`, joined by `&`; empty before anything was seen. */
	get lastEventId() {
		const places = [];
		for (const [name, { since, isForbidden }] of this.topics) if (since !== null && !isForbidden) places.push(`${name}=${since.epoch}:${since.offset}`);
		return places.join("&");
	}
	/** Adds a listener. True where its topic is a new one. */
	join(name, listener) {
		const known = this.topics.get(name);
		const topic = known ?? new Topic();
		topic.join(listener);
		if (known !== void 0) return false;
		this.topics.set(name, topic);
		if (this.asks && !this.automatic.has(name)) this.askFor(name, topic);
		return true;
	}
	/** Takes a listener away. True where it was the topic's last. */
	leave(name, listener) {
		const topic = this.topics.get(name);
		if (topic === void 0 || !topic.listeners.delete(listener) || topic.listeners.size > 0) return false;
		this.topics.delete(name);
		if (this.asks && !this.automatic.has(name)) this.asking.send({
			id: this.asking.nextId(),
			op: "unsubscribe",
			topic: name
		});
		return true;
	}
	/** A connection stands: asks for what the server has not subscribed by itself, and for what was missed of that. */
	greet(hello, asks) {
		this.asks = asks;
		this.self = hello.user ?? null;
		const announced = new Map((hello.topics ?? []).map((topic) => [topic.topic, topic]));
		this.automatic = new Set(announced.keys());
		if (!asks) return;
		for (const [name, topic] of this.topics) {
			const position = announced.get(name);
			if (position === void 0 || topic.announced({
				epoch: position.epoch,
				offset: position.offset
			})) this.askFor(name, topic);
		}
	}
	heard(frame) {
		switch (frame.op) {
			case "subscribed": return this.answered(frame);
			case "error": return this.refused(frame);
			case "event": return this.topics.get(frame.topic)?.receive(frame);
			case "typing":
				if (frame.user_id !== this.self) this.topics.get(frame.topic)?.typing(frame);
				return;
			case "gap": return this.topics.get(frame.topic)?.resync();
			case "unsubscribed": if (frame.reason === "forbidden") this.topics.get(frame.topic)?.taken();
		}
	}
	/** The connection is gone, and with it every question. */
	broke() {
		this.asks = false;
		this.asked.clear();
		for (const retry of this.retries) clearTimeout(retry);
		this.retries.clear();
		for (const topic of this.topics.values()) topic.broke();
	}
	/** Somebody else is signed in: what was seen says nothing any more. */
	forget() {
		for (const topic of this.topics.values()) topic.forget();
	}
	answered(frame) {
		const topic = this.topics.get(frame.topic);
		const asked = this.asked.get(frame.re);
		this.asked.delete(frame.re);
		if (!this.asks || asked?.topic === topic) topic?.subscribed(frame);
	}
	refused(frame) {
		const refused = this.asks ? this.takeAsked(frame.re) : this.named(frame.topic);
		if (refused === void 0) return;
		refused.topic.refused(!frame.temporary);
		if (!frame.temporary) return;
		const retry = setTimeout(() => {
			this.retries.delete(retry);
			if (this.topics.get(refused.name) !== refused.topic) return;
			if (this.asks) this.askFor(refused.name, refused.topic);
			else this.asking.askAnew();
		}, backoffMs(this.asks ? REFUSED_ATTEMPT : REFUSED_BY_STREAM_ATTEMPT, this.asking.random));
		this.retries.add(retry);
	}
	/** The question that an answer of the socket is to. */
	takeAsked(re) {
		const asked = re === void 0 ? void 0 : this.asked.get(re);
		if (re !== void 0) this.asked.delete(re);
		return asked;
	}
	named(name) {
		const topic = name === void 0 ? void 0 : this.topics.get(name);
		return name === void 0 || topic === void 0 ? void 0 : {
			name,
			topic
		};
	}
	askFor(name, topic) {
		const id = this.asking.nextId();
		this.asked.set(id, {
			name,
			topic
		});
		const since = topic.since;
		topic.awaitAnswer();
		this.asking.send({
			id,
			op: "subscribe",
			topic: name,
			...since !== null && { since }
		});
	}
};
var TypingThrottle = class {
	toldAt = /* @__PURE__ */ new Map();
	/** Whether it is to be told now; if so, it counts as told. */
	due(conversation, now) {
		const toldAt = this.toldAt.get(conversation);
		if (toldAt !== void 0 && now - toldAt < 3e3) return false;
		this.toldAt.set(conversation, now);
		return true;
	}
	/** What was typed is said: the next key begins something else. */
	said(conversation) {
		this.toldAt.delete(conversation);
	}
};
// src/realtime/client.ts
/** How long opening may take. */
var OPEN_WITHIN_MS = 1e4;
/** So many sockets in a row that do not open, and a stream is tried after each. */
var SOCKETS_BEFORE_STREAM = 3;
/** A stream is given up for a socket after this while: the network may be another by then. */
var SOCKET_AGAIN_AFTER_MS = 6e5;
/** Topics that are asked for within this while make one new stream. */
var STREAM_AFTER_MS = 50;
var RealtimeClient = class {
	options;
	signIn;
	dialer;
	retries;
	subscriptions;
	renewal;
	board = new StatusBoard();
	typing = new TypingThrottle();
	heartbeat = new Heartbeat(() => this.send({
		id: this.nextId(),
		op: "ping"
	}), () => this.closed(BROKEN));
	wanted = false;
	/** Why it does not come back before somebody turns to the page. */
	paused = null;
	/** Open, or being opened. */
	line = null;
	/** The server has said hello. */
	ready = false;
	socketsFailed = 0;
	lastHeard = /* @__PURE__ */ new Date();
	lastId = 0;
	/** Until the next attempt. */
	retryTimer;
	/** How long opening may take; of an open stream, until it is opened anew. */
	lineTimer;
	restTimer;
	nextId = () => ++this.lastId;
	send = (frame) => this.line?.send(JSON.stringify(frame));
	constructor(options) {
		this.options = withDefaults(options);
		const { origin, credential, openSocket, fetch, random } = this.options;
		this.signIn = new SignIn(credential, `${origin}/api/v1/realtime/ticket/`, fetch);
		this.dialer = new Dialer(origin, this.signIn, openSocket, fetch);
		this.retries = new Retries(random);
		this.subscriptions = new Subscriptions({
			nextId: this.nextId,
			send: this.send,
			askAnew: () => this.topicsChanged(),
			random
		});
		this.renewal = new Renewal(this.signIn, this.nextId, this.send);
	}
	get status() {
		return this.board.status;
	}
	/** Hears about the connection until the returned function is called. */
	listen(listener) {
		return this.board.listen(listener);
	}
	/** Subscribes to a topic until the returned function is called; many listeners share one subscription. */
	subscribe(name, listener) {
		if (this.subscriptions.join(name, listener)) this.topicsChanged();
		return () => {
			if (this.subscriptions.leave(name, listener)) this.topicsChanged();
		};
	}
	/** Tells the others of a conversation that one types in it; may be called at every key. */
	sendTyping(conversation) {
		if (this.ready && this.line?.over === "socket" && this.typing.due(conversation, Date.now())) this.send({
			op: "typing",
			conversation
		});
	}
	/** What was typed in a conversation is sent: at the next key the others are told again. */
	doneTyping(conversation) {
		this.typing.said(conversation);
	}
	/** Tells the server that an event has done its work here. */
	ack(event) {
		if (this.ready && isPlaced(event)) this.send({
			op: "ack",
			topic: event.topic,
			offset: event.offset
		});
	}
	/** Connects, and stays connected until `stop`. */
	start() {
		if (this.wanted) return;
		this.wanted = true;
		if (this.paused === null) this.open("socket");
	}
	stop() {
		this.wanted = false;
		this.drop();
		clearTimeout(this.retryTimer);
	}
	/** Connects afresh under another identity, after signing in or out; what was seen under the old one is forgotten. */
	restart() {
		this.stop();
		this.subscriptions.forget();
		this.signIn.forget();
		this.retries.forget();
		if (this.paused === "yielded") this.paused = null;
		if (this.status.state === "ended") this.board.show({ state: "connecting" });
		this.start();
	}
	/** The browser says that the network is back: no need to wait for the backoff. */
	networkBack() {
		if (!this.wanted || this.line !== null || this.paused !== null) return;
		this.retries.forget();
		this.open("socket");
	}
	/** The browser says that the network is gone. */
	networkGone() {
		if (!this.wanted || this.paused !== null) return;
		this.drop();
		this.retryLater();
	}
	/** Nobody looks at the page. After a while the connection is given up. */
	hidden() {
		this.heartbeat.pause();
		clearTimeout(this.restTimer);
		this.restTimer = setTimeout(() => this.rest(), this.options.restAfterMs);
	}
	/** Gives the connection up until somebody looks at the page. */
	rest() {
		this.pause("resting");
	}
	/** Somebody looks at the page, or turns to it: whether the connection still stands is asked now. */
	shown() {
		clearTimeout(this.restTimer);
		this.heartbeat.resume();
		this.paused = null;
		if (!this.wanted) return;
		if (this.line === null) this.open("socket");
		else if (this.ready && this.line.over === "socket") this.heartbeat.probe();
		else if (this.ready) this.openAnew("stream");
	}
	open(over) {
		clearTimeout(this.retryTimer);
		this.retries.began();
		this.lineTimer = setTimeout(() => this.closed(BROKEN), OPEN_WITHIN_MS);
		this.line = this.dialer.dial(over, this.subscriptions, {
			onFrame: (text) => this.heard(text),
			onSign: () => this.alive(),
			onClose: (code) => this.closed(code)
		});
	}
	openAnew(over) {
		this.drop();
		this.open(over);
	}
	alive() {
		this.lastHeard = /* @__PURE__ */ new Date();
		if (this.ready) this.heartbeat.heard();
	}
	heard(text) {
		this.alive();
		const frame = parseFrame(text);
		if (frame?.op === "hello") this.greet(frame);
		else if (frame?.op === "bye") this.retries.bye(frame.reconnect_after_ms);
		else if (frame !== null) this.subscriptions.heard(frame);
	}
	greet(hello) {
		const over = this.line?.over ?? "socket";
		const isSocket = over === "socket";
		clearTimeout(this.lineTimer);
		if (!isSocket) this.lineTimer = setTimeout(() => this.openAnew("socket"), SOCKET_AGAIN_AFTER_MS);
		if (isSocket) this.socketsFailed = 0;
		this.ready = true;
		this.retries.stands();
		this.heartbeat.start(hello.heartbeat_s);
		this.subscriptions.greet(hello, isSocket);
		if (isSocket) this.renewal.start();
		this.board.show({
			state: "live",
			over
		});
		this.board.hello(hello);
	}
	/** A stream has its topics in its address. */
	topicsChanged() {
		if (this.line?.over !== "stream") return;
		clearTimeout(this.lineTimer);
		this.lineTimer = setTimeout(() => this.openAnew("stream"), STREAM_AFTER_MS);
	}
	closed(code) {
		const greeted = this.ready;
		const over = this.line?.over;
		this.drop();
		if (!mayReconnect(code)) return this.end(code);
		if (code === 3009) return this.pause("yielded");
		if (code === 3005) this.signIn.forget();
		if (over === "socket" && !greeted) {
			this.socketsFailed += 1;
			if (this.socketsFailed >= SOCKETS_BEFORE_STREAM && this.signIn.opensStreams) return this.open("stream");
		}
		this.retryLater();
		if (code === 3005 || !greeted && this.retries.failures === 2) this.board.refused();
	}
	end(code) {
		this.wanted = false;
		this.board.show({
			state: "ended",
			code
		});
		this.board.refused();
	}
	pause(why) {
		this.paused = why;
		this.drop();
		clearTimeout(this.retryTimer);
		if (this.wanted) this.board.show({ state: why });
	}
	/** Forgets the line, so that nothing it still says is heard. */
	drop() {
		clearTimeout(this.lineTimer);
		this.heartbeat.stop();
		this.renewal.stop();
		this.retries.ended();
		const line = this.line;
		this.line = null;
		this.ready = false;
		this.subscriptions.broke();
		line?.close();
	}
	retryLater() {
		if (!this.wanted) return;
		const online = this.options.isOnline();
		const delay = this.retries.next(online);
		this.board.show(online && !this.retries.takeLong ? { state: "reconnecting" } : {
			state: "offline",
			since: this.lastHeard
		});
		clearTimeout(this.retryTimer);
		this.retryTimer = setTimeout(() => this.open("socket"), delay);
	}
};
export { RealtimeClient, SignInEnded, followBrowser };
