/** Where an application is in a topic: what it has had last. */
export interface Position {
  /** Who numbered it. Absent with `since: 0`: from the oldest message that is kept. */
  epoch?: string;
  since: number;
}

/** A message as it came. `at`, when it was published, is there on topics of one's own. */
export interface Message<T = unknown> {
  topic: string;
  epoch: string;
  seq: number;
  at?: string;
  data: T;
}

/** These numbers will not come. `from: 0`: nobody knows from where. */
export interface Gap {
  topic: string;
  epoch: string;
  from: number;
  to: number;
}

/** Who listens to a topic. */
export interface Presence {
  /** Their ids; `complete` is false where there are more than are listed. */
  users: string[];
  complete: boolean;
  /** All of them: users, and connections with an API key, which are `anonymous`. */
  count: number;
  anonymous: number;
  /** What has changed since it was told last. */
  joined: string[];
  left: string[];
}

export interface TopicListener<T = unknown> {
  message?(data: T, message: Message<T>): void;
  /** Something was missed for good: read what matters from elsewhere. */
  gap?(gap: Gap): void;
  /** The topic is listened to, for the first time or again. */
  subscribed?(position: Position | undefined): void;
  /** Who is there, at once and after each change. To give this is to ask for it. */
  presence?(presence: Presence): void;
  /** It is not told who is there, or others are not told of it (`rate-limited`, `unavailable`); messages come all the same. */
  presenceRefused?(error: LiveError): void;
  /** It is not, or no longer: 'forbidden', 'limit', ... Close the subscription; it is not tried again. */
  refused?(error: LiveError): void;
}

export interface Subscription {
  readonly topic: string;
  readonly state: 'waiting' | 'asked' | 'on' | 'refused' | 'closed';
  readonly position: Position | undefined;
  /** When it is listened to for the first time; fails when it is refused or closed before. */
  readonly ready: Promise<Position | undefined>;
  close(): void;
}

export interface Published {
  messageId: string;
  /** Both are absent on a topic that is not durable. */
  epoch?: string;
  seq?: number;
}

export interface Token {
  token: string;
  /** ISO 8601, or milliseconds since 1970. Absent: it is not refreshed. */
  expiresAt?: string | number;
}

export interface Options {
  /**
   * What is shown to the server. A function is asked for each connection, and again before the token expires: then the
   * connection goes on with the new one. Who has none any more gives null, and the client closes. Of a JWT that comes
   * alone its own `exp` counts.
   */
  token?: string | (() => Token | string | null | undefined | Promise<Token | string | null | undefined>);
  /** Instead: a one-time ticket for each connection (`POST /v1/tickets`). The connection ends with its token. */
  ticket?: () => {ticket: string} | string | null | undefined | Promise<{ticket: string} | string | null | undefined>;
  /** 'auto': WebSocket, and a stream of events after two that could not be opened. */
  transport?: 'auto' | 'websocket' | 'stream';
  /** Milliseconds after which a silent server is asked; after twice as long the client reconnects. 10,000. */
  heartbeat?: number;
  /** Milliseconds that an answer may take: of a connection, and of a publish. 10,000. */
  answer?: number;
  /** Back-off in milliseconds: each time between half and all of a bound that doubles. 500 and 30,000. */
  retry?: {first?: number; most?: number};
  /** Where there is no global one, such as in Node 20. */
  WebSocket?: new (url: string, protocol: string) => unknown;
  fetch?: typeof fetch;
  random?: () => number;
}

export interface PublishOptions {
  /** The publisher's own name of the message, to 64 characters; random if absent. While it is kept on a durable topic, it is not stored again. */
  id?: string;
  /** An idempotency key. */
  key?: string;
  /** Milliseconds, also for a connection; that of the options if absent. */
  timeout?: number;
}

export interface StateEvent {
  state: 'connecting' | 'online' | 'offline' | 'closed';
  transport?: 'websocket' | 'stream';
  /** Of the Close frame. */
  code?: number;
  reason?: string;
  retryInMs?: number;
}

/**
 * `code`: that of the server ('forbidden', 'limit', 'rate-limited', ...), or 'offline' (never sent), 'unknown' (perhaps
 * stored: publish it again with `id: error.messageId`), 'too-large', 'closed', 'conflict', 'refresh', 'bad-frame'.
 */
export class LiveError extends Error {
  readonly code: string;
  readonly unknown: boolean;
  readonly topic?: string;
  readonly messageId?: string;
}

export class Live {
  /** Begins to connect at once. `url`: `wss://host/ws`. */
  constructor(url: string | URL, options?: Options);
  readonly state: StateEvent['state'];
  readonly transport: 'websocket' | 'stream' | undefined;
  on(what: 'state', listener: (event: StateEvent) => void): () => void;
  on(what: 'silence', listener: (event: {heardNothingForMs: number}) => void): () => void;
  on(what: 'refreshed', listener: (event: {expiresAt: string}) => void): () => void;
  on(what: 'error', listener: (error: LiveError) => void): () => void;
  /** One subscription for each topic. A function is its `message`. */
  subscribe<T = unknown>(
    topic: string,
    listener: TopicListener<T> | ((data: T, message: Message<T>) => void),
    from?: Position,
  ): Subscription;
  publish(topic: string, data: unknown, options?: PublishOptions): Promise<Published>;
  close(): void;
}
