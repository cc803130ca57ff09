package dev.carillon.users;

import dev.carillon.config.ConfigSource;
import dev.carillon.config.Secret;
import dev.carillon.contract.tokens.TokenBounds;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.failure.Failure;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgUrls;
import dev.carillon.users.domain.tokens.TokenRules;
import dev.carillon.users.store.mongo.MongoProfileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings of users-service.
 *
 * @param pg where the schema {@code users} lives
 * @param mongoUrl the document store, with its database's name
 * @param instances how many event loops serve; the gateway in the same process has as many
 * @param readConnections pipelined connections for reads by id, per event loop, and as many for
 *     pages of lists
 * @param queries connections for lists and searches, and who may wait for one
 * @param writes the same for changes
 * @param documents the same for the document store
 * @param indexed the fields of profiles that have an index
 * @param mostKeys how many API keys may be good at a time
 * @param tokens the bounds of tokens and tickets of end users
 * @param consumers who gets every event for good: names that UserEventRouting knows
 * @param auditKept how long it is known who did what
 * @param erasureJournal where erasures are written down outside of the database; null for nowhere
 */
record UsersConfig(
    PgUrls pg,
    Secret mongoUrl,
    int instances,
    int readConnections,
    Bulkhead.Capacity queries,
    Bulkhead.Capacity writes,
    Bulkhead.Capacity documents,
    List<ProfilePath> indexed,
    int mostKeys,
    TokenRules tokens,
    List<String> consumers,
    Duration auditKept,
    @Nullable Path erasureJournal) {
  /** Each a little shorter than its contracts wait for an answer. */
  private static final Duration READ = Duration.ofMillis(1_800);

  private static final Duration CHANGE = Duration.ofMillis(4_500);
  private static final Duration BATCH = Duration.ofSeconds(29);
  private static final int BATCHES = 4;
  private static final int DEFAULT_QUERIES = 8;
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(2);
  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final int DEFAULT_CONNECTIONS = 20;
  private static final int DEFAULT_WAITING = 1_000;
  private static final int MAX_CONNECTIONS = 500;
  private static final int MAX_WAITING = 100_000;
  private static final Duration AUDIT_KEPT = Duration.ofDays(396);
  private static final Duration FOR_EVER = Duration.ofDays(36_500);
  private static final int DEFAULT_KEYS = 10_000;
  private static final int MAX_KEYS = 100_000;
  private static final Duration TOKEN = Duration.ofMinutes(15);
  private static final Duration LONGEST_TOKEN = Duration.ofHours(1);
  private static final int TICKETS = 1_000;
  private static final int TOKENS_PER_SECOND = 1_000;
  private static final int REVOCATIONS = 100_000;

  /** What gateways ask about keys is short, or of no use. */
  private static final Bulkhead.Capacity KEYS =
      new Bulkhead.Capacity(2, 256, Duration.ofMillis(600), Duration.ofMillis(600));

  /** How many reads a pipelined connection takes before the next must wait. */
  private static final int PIPELINE = 256;

  /** The same for pages, each of which is some work and many bytes. */
  private static final int PIPELINED_PAGES = 16;

  UsersConfig {
    indexed = List.copyOf(indexed);
    consumers = List.copyOf(consumers);
  }

  static UsersConfig read(ConfigSource config, int eventLoops) {
    Duration wait =
        config.duration("CARILLON_POOL_WAIT", DEFAULT_WAIT, SHORTEST_WAIT, LONGEST_WAIT);
    int waiting = config.integer("CARILLON_POOL_WAITING", DEFAULT_WAITING, 0, MAX_WAITING);
    int queries = connections(config, "CARILLON_USERS_PG_QUERY_CONNECTIONS", DEFAULT_QUERIES);
    int writes = connections(config, "CARILLON_USERS_PG_CONNECTIONS", DEFAULT_CONNECTIONS);
    int documents = connections(config, "CARILLON_MONGO_CONNECTIONS", DEFAULT_CONNECTIONS);
    return new UsersConfig(
        PgUrls.read(config, "users"),
        mongo(config),
        config.integer("CARILLON_INSTANCES", eventLoops, 1, 256),
        connections(config, "CARILLON_USERS_PG_READ_CONNECTIONS", 2),
        new Bulkhead.Capacity(queries, waiting, wait, CHANGE),
        new Bulkhead.Capacity(writes, waiting, wait, CHANGE),
        new Bulkhead.Capacity(documents, waiting, wait, READ),
        indexed(config),
        config.integer("CARILLON_KEYS_MAX", DEFAULT_KEYS, 1, MAX_KEYS),
        tokens(config),
        config.find("CARILLON_USERS_CONSUMERS") == null
            ? List.of("mail")
            : config.list("CARILLON_USERS_CONSUMERS"),
        config.duration("CARILLON_MAIL_RECORD_RETENTION", AUDIT_KEPT, Duration.ofDays(1), FOR_EVER),
        journal(config));
  }

  /**
   * What cannot be written would only be noticed by the first erasure, weeks later. A file that is
   * not there is not made here: whoever checks the settings may be another user than the service.
   */
  private static @Nullable Path journal(ConfigSource config) {
    String name = config.find("CARILLON_ERASURE_JOURNAL");
    if (name == null) {
      return null;
    }
    Path file = Path.of(name).toAbsolutePath();
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      config.reject("CARILLON_ERASURE_JOURNAL", "must be a file in a folder that is there");
    } else if (!ErasureJournal.isWritable(file)) {
      config.reject(
          "CARILLON_ERASURE_JOURNAL",
          "must be a file to which this user and this unit of systemd may write (ReadWritePaths=)");
    }
    return Path.of(name);
  }

  /** Users by id, of all event loops. */
  Bulkhead.Capacity reads() {
    return writes.inside(readConnections * PIPELINE * instances).staying(READ);
  }

  /** Pages of lists, of all event loops. */
  Bulkhead.Capacity pages() {
    return queries.inside(readConnections * PIPELINED_PAGES * instances);
  }

  /** A few batches at a time, so that there are always connections for single changes. */
  Bulkhead.Capacity batches() {
    return writes.inside(Math.max(1, Math.min(BATCHES, writes.inside() / 2))).staying(BATCH);
  }

  /** Searches and statistics of documents. */
  Bulkhead.Capacity documentQueries() {
    return documents.inside(Math.max(1, documents.inside() / 2)).staying(CHANGE);
  }

  /** The checks of keys, which have connections of their own: nobody's search delays them. */
  Bulkhead.Capacity keys() {
    return KEYS;
  }

  private static TokenRules tokens(ConfigSource config) {
    Duration longest =
        config.duration(
            "CARILLON_TOKEN_TTL_MAX", LONGEST_TOKEN, TokenBounds.SHORTEST, TokenBounds.LONGEST);
    Duration usual =
        config.duration(
            "CARILLON_TOKEN_TTL",
            TOKEN.compareTo(longest) < 0 ? TOKEN : longest,
            TokenBounds.SHORTEST,
            TokenBounds.LONGEST);
    if (usual.compareTo(longest) > 0) {
      config.reject("CARILLON_TOKEN_TTL", "must not be longer than CARILLON_TOKEN_TTL_MAX");
    }
    return new TokenRules(
        usual,
        longest,
        config.integer("CARILLON_TOKENS_PER_KEY", TOKENS_PER_SECOND, 1, MAX_WAITING),
        config.integer("CARILLON_TICKETS_PER_KEY", TICKETS, 1, MAX_WAITING),
        config.integer("CARILLON_TOKEN_REVOCATIONS", REVOCATIONS, 1, 1_000_000));
  }

  private static int connections(ConfigSource config, String name, int fallback) {
    return config.integer(name, fallback, 1, MAX_CONNECTIONS);
  }

  /** What the driver says of a URL may repeat its password. */
  private static Secret mongo(ConfigSource config) {
    String url = config.required("CARILLON_MONGO_URL");
    if (!url.isEmpty() && !MongoProfileStore.isUrl(url)) {
      config.reject(
          "CARILLON_MONGO_URL",
          "must look like mongodb://user:password@host:port/database (special characters of the"
              + " password as %40 and so on)");
    }
    return new Secret(url);
  }

  private static List<ProfilePath> indexed(ConfigSource config) {
    List<ProfilePath> fields = new ArrayList<>();
    for (String field : config.list("CARILLON_PROFILE_INDEXES")) {
      try {
        fields.add(new ProfilePath(field));
      } catch (Failure refused) {
        config.reject("CARILLON_PROFILE_INDEXES", refused.message());
      }
    }
    return fields;
  }
}
