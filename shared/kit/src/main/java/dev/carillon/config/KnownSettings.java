package dev.carillon.config;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The catalogue of settings: what is not in it is refused by name, so that a misspelt setting is
 * not silently its default. A setting has a line here and a row in {@code deploy/docs/settings.md};
 * tests compare both with each other and with what the code reads.
 */
public final class KnownSettings {
  private static final String PREFIX = "CARILLON_";

  /** One a line, in the order of the document. */
  private static final Set<String> NAMES =
      Set.copyOf(
          List.of(
              // all processes
              "CARILLON_CONFIG",
              "CARILLON_NODE",
              "CARILLON_MANAGEMENT_HOST",
              "CARILLON_MANAGEMENT_PORT",
              "CARILLON_MANAGEMENT_NAMES",
              "CARILLON_MANAGEMENT_CONNECTIONS",
              "CARILLON_INSTANCES",
              "CARILLON_BLOCKED_LOOP",
              "CARILLON_DEBUG",
              "CARILLON_LOG_LEVEL",
              "CARILLON_LOG_LEVELS",
              "CARILLON_LOG_FORMAT",
              "CARILLON_OTLP_ENDPOINT",
              "CARILLON_OTLP_SHARE",
              // databases
              "CARILLON_PG_URL",
              "CARILLON_USERS_PG_URL",
              "CARILLON_NOTIFIER_PG_URL",
              "CARILLON_MIGRATION_URL",
              "CARILLON_USERS_MIGRATION_URL",
              "CARILLON_NOTIFIER_MIGRATION_URL",
              "CARILLON_MIGRATION_WAIT",
              "CARILLON_MONGO_URL",
              "CARILLON_PG_REACH",
              "CARILLON_PG_SILENCE",
              "CARILLON_POOL_WAITING",
              "CARILLON_POOL_WAIT",
              // users-service
              "CARILLON_USERS_PG_CONNECTIONS",
              "CARILLON_USERS_PG_READ_CONNECTIONS",
              "CARILLON_USERS_PG_QUERY_CONNECTIONS",
              "CARILLON_MONGO_CONNECTIONS",
              "CARILLON_PROFILE_INDEXES",
              "CARILLON_USERS_CONSUMERS",
              "CARILLON_ERASURE_JOURNAL",
              // notifier-service
              "CARILLON_SMTP_URL",
              "CARILLON_SMTP_CONNECTIONS",
              "CARILLON_SMTP_TIMEOUT",
              "CARILLON_SMTP_VERDICT",
              "CARILLON_SMTP_HELO",
              "CARILLON_SMTP_TRUST",
              "CARILLON_DKIM_KEY",
              "CARILLON_DKIM_SELECTOR",
              "CARILLON_MAIL_FROM",
              "CARILLON_MAIL_SENDERS",
              "CARILLON_MAIL_PERMITS",
              "CARILLON_MAIL_PERMITS_MOST",
              "CARILLON_MAIL_MEMORY_MIB",
              "CARILLON_MAIL_CONTENT_RETENTION",
              "CARILLON_MAIL_RECORD_RETENTION",
              "CARILLON_MAIL_HOLD_UNKNOWN",
              "CARILLON_MAIL_RETRIES",
              "CARILLON_MAIL_RETRIES_REFUSED",
              "CARILLON_MAIL_RETRIES_UNKNOWN",
              "CARILLON_MAIL_LIFETIME",
              "CARILLON_MAIL_CRASHES",
              "CARILLON_MAIL_CRASHES_ALONE",
              "CARILLON_QUIET_HOURS",
              "CARILLON_WELCOME",
              "CARILLON_PUBLIC_URL",
              // gateway
              "CARILLON_HTTP_HOST",
              "CARILLON_HOSTS",
              "CARILLON_HTTP_PORT",
              "CARILLON_HTTP_IDLE",
              "CARILLON_HTTP_TIMEOUT",
              "CARILLON_HTTP_STALLED",
              "CARILLON_DRAIN",
              "CARILLON_ACCESS_LOG",
              "CARILLON_PROXIES",
              "CARILLON_TLS_CERTIFICATE",
              "CARILLON_TLS_KEY",
              "CARILLON_CONNECTIONS_PER_ADDRESS",
              "CARILLON_REQUESTS_PER_KEY",
              "CARILLON_REQUESTS",
              "CARILLON_TASKS_PER_KEY",
              "CARILLON_OPEN_RATE_LIMIT",
              "CARILLON_API_KEYS_FILE",
              "CARILLON_KEYS_STALE",
              "CARILLON_KEYS_PER_ADDRESS",
              "CARILLON_KEYS_AT_ONCE",
              "CARILLON_KEYS_MAX",
              "CARILLON_TOKEN_TTL",
              "CARILLON_TOKEN_TTL_MAX",
              "CARILLON_TOKEN_REVOCATIONS",
              "CARILLON_TOKENS_PER_KEY",
              "CARILLON_TICKETS_PER_KEY",
              "CARILLON_JWKS_URL",
              "CARILLON_JWT_ISSUER",
              "CARILLON_JWT_AUDIENCE",
              "CARILLON_JWT_ALGORITHMS",
              "CARILLON_JWT_USER",
              "CARILLON_JWT_USER_CLAIM",
              "CARILLON_ORIGINS",
              "CARILLON_RATE_LIMIT",
              "CARILLON_INBOX",
              "CARILLON_PLAYGROUND",
              "CARILLON_UPSTREAMS",
              // live events
              "CARILLON_LIVE_SOCKETS",
              "CARILLON_LIVE_SOCKETS_PER_KEY",
              "CARILLON_LIVE_STRANGERS",
              "CARILLON_LIVE_STRANGERS_PER_ADDRESS",
              "CARILLON_LIVE_STRANGER_FRAMES",
              "CARILLON_LIVE_HELLO",
              "CARILLON_LIVE_TOPICS",
              "CARILLON_LIVE_FRAMES",
              "CARILLON_LIVE_MESSAGE_BYTES",
              "CARILLON_LIVE_SOCKET_BYTES",
              "CARILLON_LIVE_KEY_BYTES",
              "CARILLON_LIVE_PROCESS_BYTES",
              "CARILLON_LIVE_PING",
              "CARILLON_LIVE_RETRY",
              "CARILLON_LIVE_READS_WAITING",
              "CARILLON_LIVE_READS_PER_KEY",
              "CARILLON_LIVE_PRESENCE_GRACE",
              "CARILLON_LIVE_PRESENCE_LEASE",
              "CARILLON_LIVE_PRESENCE_MEMBERS",
              "CARILLON_LIVE_PRESENCE_PER_TOPIC",
              "CARILLON_LIVE_PRESENCE_PER_KEY",
              "CARILLON_LIVE_PRESENCE_PER_USER",
              "CARILLON_NOTIFICATION_RETENTION",
              "CARILLON_NOTIFICATIONS_PER_USER",
              "CARILLON_TOPIC_RULES",
              "CARILLON_TOPICS",
              "CARILLON_TOPICS_PER_KEY",
              "CARILLON_TOPIC_HISTORY_MIB",
              "CARILLON_TOPIC_WAITING_MIB",
              "CARILLON_TOPIC_WAITING_MIB_PER_KEY",
              // clients of the bus
              "CARILLON_BRIDGE_HOST",
              "CARILLON_BRIDGE_PORT",
              "CARILLON_BRIDGE_REQUESTS",
              "CARILLON_BRIDGE_IDLE",
              // cluster
              "CARILLON_CLUSTER_NAME",
              "CARILLON_CLUSTER_HOST",
              "CARILLON_CLUSTER_PORT",
              "CARILLON_CLUSTER_BUS_PORT",
              "CARILLON_CLUSTER_MEMBERS",
              "CARILLON_CLUSTER_TLS_CERTIFICATE",
              "CARILLON_CLUSTER_TLS_KEY",
              "CARILLON_CLUSTER_TLS_CA",
              "CARILLON_CLUSTER_TLS_NAME",
              // the script
              "CARILLON_HEAP",
              "CARILLON_AOT",
              "CARILLON_JAVA_OPTS",
              "CARILLON_JDK_MIN"));

  /**
   * What Kubernetes puts into the environment of every container for a service that is called
   * {@code carillon} or {@code carillon-...}: nobody set it.
   */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "CARILLON(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_[A-Z]+(_\\w+)?)");

  private static final Pattern SERVICE_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

  /** A slip in the first word, or in its case. */
  private static final int SLIP = 2;

  private KnownSettings() {}

  /** All names. */
  public static Set<String> names() {
    return new TreeSet<>(NAMES);
  }

  /** What is wrong with a name that was given a value, or empty. The value is not repeated. */
  static Optional<String> problem(String name, String value) {
    if (NAMES.contains(name) || !isMeantForUs(name) || isServiceLink(name, value)) {
      return Optional.empty();
    }
    return Optional.of(name + " is not a setting; did you mean " + nearest(name) + "?");
  }

  private static boolean isMeantForUs(String name) {
    int end = name.indexOf('_');
    return end > 0 && distance(name.substring(0, end + 1).toUpperCase(Locale.ROOT), PREFIX) <= SLIP;
  }

  private static boolean isServiceLink(String name, String value) {
    return SERVICE_LINK.matcher(name).matches()
        || (name.endsWith("_PORT") && SERVICE_ADDRESS.matcher(value).matches());
  }

  private static String nearest(String name) {
    String wanted = name.toUpperCase(Locale.ROOT);
    return names().stream()
        .min(Comparator.comparingInt(known -> distance(wanted, known)))
        .orElseThrow();
  }

  /** Levenshtein's: how many characters are to be inserted, left out or exchanged. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int exchanged = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(exchanged, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
