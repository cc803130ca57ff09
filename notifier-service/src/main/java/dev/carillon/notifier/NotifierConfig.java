package dev.carillon.notifier;

import dev.carillon.config.ConfigSource;
import dev.carillon.notifier.domain.notification.NotificationBounds;
import dev.carillon.notifier.domain.queue.CrashRules;
import dev.carillon.notifier.domain.queue.QueueCapacity;
import dev.carillon.notifier.domain.queue.QuietHours;
import dev.carillon.notifier.domain.queue.RetrySchedule;
import dev.carillon.notifier.domain.topic.bounds.TopicBounds;
import dev.carillon.notifier.smtp.SmtpConfig;
import dev.carillon.store.bulkhead.Bulkhead;
import dev.carillon.store.pg.PgUrls;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * The settings of notifier-service.
 *
 * @param pg where the schema {@code notifier} lives
 * @param accepting connections for accepts, and who may wait for one
 * @param smtp the server that mail goes to
 * @param welcome whether new users are welcomed
 * @param capacity what mail may be in this process's hands at a time
 * @param publicUrl where the gateway is reached from outside, for links in mails; null for none
 * @param retries when mail is tried again
 * @param crashes what becomes of mail that was begun by a process that then died
 * @param quiet when recipients whose zone is known get no mail that is not critical
 * @param contentKept how long a settled mail can be read
 * @param recordKept how long its states, times and attempts are known
 * @param topics what live messages may take
 * @param notifications how much of them is kept
 */
record NotifierConfig(
    PgUrls pg,
    Bulkhead.Capacity accepting,
    SmtpConfig smtp,
    boolean welcome,
    QueueCapacity capacity,
    @Nullable String publicUrl,
    RetrySchedule retries,
    CrashRules crashes,
    @Nullable QuietHours quiet,
    Duration contentKept,
    Duration recordKept,
    TopicBounds topics,
    NotificationBounds notifications) {
  private static final int MIN_PERMITS = 32;
  private static final int MAX_PERMITS = 10_000;

  /** In MiB; a row of the queue may have four and one mail more. */
  private static final int MIN_MIB = 8;

  private static final int MAX_MIB = 65_536;
  private static final int MIB = 20;

  private static final Duration CONTENT_KEPT = Duration.ofDays(30);
  private static final Duration RECORD_KEPT = Duration.ofDays(396);
  private static final Duration SHORTEST_KEPT = Duration.ofDays(1);
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private static final Duration NOTIFICATIONS_KEPT = Duration.ofDays(90);
  private static final int NOTIFICATIONS_OF_USER = 1_000;
  private static final int MAX_NOTIFICATIONS_OF_USER = 10_000;

  private static final int MAX_RULES = 5_000;
  private static final int MAX_TOPICS = 10_000_000;
  private static final int MAX_HISTORY_MIB = 1 << 20;

  private static final int MAX_WAITING = 100_000;
  private static final int MAX_RETRIES = 20;
  private static final int MAX_CRASHES = 100;

  /** Each repeat is perhaps a copy. */
  private static final int MAX_REPEATS = 2;

  private static final Duration SHORTEST_WAIT = Duration.ofMillis(1);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  static NotifierConfig read(ConfigSource config) {
    SmtpConfig smtp = SmtpConfig.read(config);
    return new NotifierConfig(
        PgUrls.read(config, "notifier"),
        accepting(config),
        smtp,
        config.isOn("CARILLON_WELCOME", true),
        capacity(config),
        publicUrl(config),
        retries(config),
        crashes(config, smtp.holdUnknown()),
        quiet(config),
        contentKept(config),
        recordKept(config),
        topics(config),
        notifications(config));
  }

  private static TopicBounds topics(ConfigSource config) {
    TopicBounds usual = TopicBounds.DEFAULT;
    int topics = config.integer("CARILLON_TOPICS", usual.topics(), 1, MAX_TOPICS);
    int mib = (int) (usual.waitingBytes() >> MIB);
    int waiting = config.integer("CARILLON_TOPIC_WAITING_MIB", mib, MIN_MIB, MAX_MIB);
    return new TopicBounds(
        config.integer("CARILLON_TOPIC_RULES", usual.rules(), 1, MAX_RULES),
        topics,
        config.integer(
            "CARILLON_TOPICS_PER_KEY", Math.min(topics, usual.topicsOfKey()), 1, MAX_TOPICS),
        (long)
                config.integer(
                    "CARILLON_TOPIC_HISTORY_MIB",
                    (int) (usual.historyBytes() >> MIB),
                    1,
                    MAX_HISTORY_MIB)
            << MIB,
        (long) waiting << MIB,
        (long)
                config.integer(
                    "CARILLON_TOPIC_WAITING_MIB_PER_KEY", Math.max(2, waiting / 4), 2, MAX_MIB)
            << MIB);
  }

  private static NotificationBounds notifications(ConfigSource config) {
    return new NotificationBounds(
        config.duration(
            "CARILLON_NOTIFICATION_RETENTION", NOTIFICATIONS_KEPT, SHORTEST_KEPT, FOR_EVER),
        config.integer(
            "CARILLON_NOTIFICATIONS_PER_USER",
            NOTIFICATIONS_OF_USER,
            1,
            MAX_NOTIFICATIONS_OF_USER));
  }

  private static QueueCapacity capacity(ConfigSource config) {
    QueueCapacity usual = QueueCapacity.DEFAULT;
    int mib = (int) (usual.bytes() >> MIB);
    int mails = config.integer("CARILLON_MAIL_PERMITS", usual.mails(), MIN_PERMITS, MAX_PERMITS);
    return new QueueCapacity(
        mails,
        config.integer(
            "CARILLON_MAIL_PERMITS_MOST", Math.max(mails, usual.most()), mails, MAX_PERMITS),
        (long) config.integer("CARILLON_MAIL_MEMORY_MIB", mib, MIN_MIB, MAX_MIB) << MIB);
  }

  private static Bulkhead.Capacity accepting(ConfigSource config) {
    Bulkhead.Capacity usual = NotifierStores.ACCEPTING;
    return new Bulkhead.Capacity(
        usual.inside(),
        config.integer("CARILLON_POOL_WAITING", usual.waiting(), 0, MAX_WAITING),
        config.duration("CARILLON_POOL_WAIT", usual.longestWait(), SHORTEST_WAIT, LONGEST_WAIT),
        usual.longestStay());
  }

  private static Duration contentKept(ConfigSource config) {
    return config.duration(
        "CARILLON_MAIL_CONTENT_RETENTION", CONTENT_KEPT, SHORTEST_KEPT, FOR_EVER);
  }

  /** What is known of a mail cannot leave before what it says. */
  private static Duration recordKept(ConfigSource config) {
    return config.duration(
        "CARILLON_MAIL_RECORD_RETENTION", RECORD_KEPT, contentKept(config), FOR_EVER);
  }

  private static RetrySchedule retries(ConfigSource config) {
    RetrySchedule usual = RetrySchedule.DEFAULT;
    Duration longest = Duration.ofDays(1);
    return new RetrySchedule(
        config.durations("CARILLON_MAIL_RETRIES", usual.failed(), 1, MAX_RETRIES, longest),
        config.durations(
            "CARILLON_MAIL_RETRIES_REFUSED", usual.declined(), 0, MAX_RETRIES, longest),
        config.durations("CARILLON_MAIL_RETRIES_UNKNOWN", usual.unknown(), 0, MAX_REPEATS, longest),
        config.duration(
            "CARILLON_MAIL_LIFETIME",
            usual.lifetime(),
            Duration.ofMinutes(1),
            Duration.ofDays(30)));
  }

  private static CrashRules crashes(ConfigSource config, boolean holdUnknown) {
    CrashRules usual = CrashRules.DEFAULT;
    int most = config.integer("CARILLON_MAIL_CRASHES", usual.most(), 1, MAX_CRASHES);
    int alone =
        config.integer(
            "CARILLON_MAIL_CRASHES_ALONE", Math.min(usual.alone(), most), 1, MAX_CRASHES);
    return new CrashRules(holdUnknown, alone, most);
  }

  private static @Nullable String publicUrl(ConfigSource config) {
    String url = config.find("CARILLON_PUBLIC_URL");
    if (url != null && !url.matches("https?://[!-~&&[^<>]]{1,200}")) {
      config.reject("CARILLON_PUBLIC_URL", "must look like https://example.org");
    }
    return url == null ? null : url.replaceAll("/+$", "");
  }

  /** Such as {@code 22:00-07:00}. */
  private static @Nullable QuietHours quiet(ConfigSource config) {
    String hours = config.find("CARILLON_QUIET_HOURS");
    if (hours == null) {
      return null;
    }
    try {
      String[] parts = hours.split("-", 2);
      QuietHours quiet = new QuietHours(LocalTime.parse(parts[0]), LocalTime.parse(parts[1]));
      if (!quiet.from().equals(quiet.to())) {
        return quiet;
      }
    } catch (DateTimeException | ArrayIndexOutOfBoundsException e) {
      // said below
    }
    config.reject("CARILLON_QUIET_HOURS", "must look like 22:00-07:00");
    return null;
  }
}
