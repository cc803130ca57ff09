package dev.carillon.contract.broadcasts;

import dev.carillon.contract.live.Live;
import dev.carillon.failure.Checks;
import dev.carillon.failure.VisibleText;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.text.CronText;
import dev.carillon.text.ZoneNames;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is broadcast, and when.
 *
 * @param topic where to; {@code plain} reaches plain WebSocket clients with the text of {@code
 *     payload.text}, which must be there then
 * @param payload what; an object of at most 64 KiB
 * @param every how often, from 100 milliseconds to 366 days; then {@code cron} is absent
 * @param cron five fields, or six with seconds first; then {@code every} is absent
 * @param zone whose clock {@code cron} means; UTC if absent
 * @param misfire what becomes of ticks that were missed; {@code skip} if absent
 * @param maxAge ticks that are older do not fire any more, to 366 days; a day if absent
 * @param enabled false stops it; true if absent
 */
public record BroadcastSpec(
    String topic,
    Doc payload,
    @Nullable Duration every,
    @Nullable String cron,
    @Nullable String zone,
    @Nullable Misfire misfire,
    @Nullable Duration maxAge,
    @Nullable Boolean enabled) {
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,99}");
  private static final String TOPIC_RULE =
      "must be 1 to 100 letters, digits or . _ : -, and begin with a letter or digit";

  private static final Duration SHORTEST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int MAX_PAYLOAD = 64 << 10;
  private static final int MAX_CRON = 200;

  public BroadcastSpec {
    Checks.start()
        .matches("/topic", topic, TOPIC, TOPIC_RULE)
        .object("/payload", payload != null && payload.isObject(), "must be an object")
        .that(
            payload == null || Json.bytes(payload).length <= MAX_PAYLOAD,
            "/payload",
            "is larger than 64 KiB")
        .that(
            payload == null || !Json.text(payload).contains("\\u0000"),
            "/payload",
            "holds a NUL character")
        .that(
            topic == null || !topic.equals(Live.PLAIN_TOPIC) || payload == null || hasText(payload),
            "/payload/text",
            "must be a text that is not empty: it is all that plain clients get")
        .that((every == null) != (cron == null), "/every", "or cron must be given, and not both")
        .that(isBetween(every, SHORTEST), "/every", "must be between PT0.1S and 366 days")
        .lineIfPresent("/cron", cron, 1, MAX_CRON)
        .that(cron == null || CronText.hasFields(cron), "/cron", CronText.FIELDS_RULE)
        .that(cron == null || CronText.hasNumbers(cron), "/cron", CronText.NUMBERS_RULE)
        .that(cron == null || CronText.hasRanges(cron), "/cron", CronText.RANGES_RULE)
        .that(zone == null || ZoneNames.isKnown(zone), "/zone", "is not a known time zone")
        .that(zone == null || cron != null, "/zone", "can only be used with cron")
        .that(isBetween(maxAge, Duration.ZERO), "/maxAge", "must be between 0 and 366 days")
        .verify();
  }

  private static boolean hasText(Doc payload) {
    String text = payload.isObject() ? payload.text("text") : null;
    return text != null && VisibleText.isVisible(text);
  }

  private static boolean isBetween(@Nullable Duration duration, Duration least) {
    return duration == null || (duration.compareTo(least) >= 0 && duration.compareTo(LONGEST) <= 0);
  }
}
