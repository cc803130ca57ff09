package dev.carillon.gateway.ws.limits;

import dev.carillon.config.ConfigSource;
import java.time.Duration;

/**
 * The limits of live clients. Those of addresses, keys and the process count over all event loops.
 *
 * @param sockets WebSockets of the process
 * @param socketsPerKey WebSockets of one key
 * @param strangers sockets that have not shown a key yet
 * @param strangersPerAddress such sockets of one address
 * @param strangerFrames frames that such a socket may send
 * @param hello how long a client may take to say hello
 * @param topics subscriptions of one session
 * @param framesPerSecond frames of one socket, with bursts of one second's worth
 * @param messageBytes the longest message, and the longest frame
 * @param socketBytes what may wait for one socket
 * @param keyBytes what may wait for all sockets of one key
 * @param processBytes what may wait for all sockets
 * @param ping how often a client is pinged
 * @param retry over what time clients are asked to come back when the server stops
 * @param readsWaiting reads of stored messages that wait on one event loop
 * @param readsOfKey such reads of one key, those under way among them
 */
public record LiveSettings(
    int sockets,
    int socketsPerKey,
    int strangers,
    int strangersPerAddress,
    int strangerFrames,
    Duration hello,
    int topics,
    int framesPerSecond,
    int messageBytes,
    int socketBytes,
    int keyBytes,
    int processBytes,
    Duration ping,
    Duration retry,
    int readsWaiting,
    int readsOfKey) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final int MAX_SOCKETS = 1_000_000;
  private static final int MAX_WAITING = 1 << 30;
  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** Reads {@code CARILLON_LIVE_...}; what is wrong is reported with the other settings. */
  public static LiveSettings read(ConfigSource config) {
    return new LiveSettings(
        config.integer("CARILLON_LIVE_SOCKETS", 50_000, 1, MAX_SOCKETS),
        config.integer("CARILLON_LIVE_SOCKETS_PER_KEY", 10_000, 1, MAX_SOCKETS),
        config.integer("CARILLON_LIVE_STRANGERS", 256, 0, MAX_SOCKETS),
        config.integer("CARILLON_LIVE_STRANGERS_PER_ADDRESS", 32, 1, MAX_SOCKETS),
        config.integer("CARILLON_LIVE_STRANGER_FRAMES", 16, 1, 1_000),
        config.duration("CARILLON_LIVE_HELLO", Duration.ofSeconds(5), SHORTEST, LONGEST),
        config.integer("CARILLON_LIVE_TOPICS", 100, 1, 10_000),
        config.integer("CARILLON_LIVE_FRAMES", 1_000, 1, 1_000_000),
        config.integer("CARILLON_LIVE_MESSAGE_BYTES", 64 * KIB, KIB, MIB),
        config.integer("CARILLON_LIVE_SOCKET_BYTES", MIB, 128 * KIB, MAX_WAITING),
        config.integer("CARILLON_LIVE_KEY_BYTES", 16 * MIB, 128 * KIB, MAX_WAITING),
        config.integer("CARILLON_LIVE_PROCESS_BYTES", 64 * MIB, 128 * KIB, MAX_WAITING),
        config.duration("CARILLON_LIVE_PING", Duration.ofSeconds(10), SHORTEST, LONGEST),
        config.duration("CARILLON_LIVE_RETRY", Duration.ofSeconds(15), Duration.ZERO, LONGEST),
        config.integer("CARILLON_LIVE_READS_WAITING", 10_000, 1, MAX_SOCKETS),
        config.integer("CARILLON_LIVE_READS_PER_KEY", 1_000, 1, MAX_SOCKETS));
  }
}
