package dev.carillon.bench.chaos;

import dev.carillon.bench.chaos.traffic.Api;
import dev.carillon.bench.chaos.witness.History;
import dev.carillon.bench.chaos.witness.Span;
import dev.carillon.embedded.LocalStack;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** What the processes of a run are told: the product's settings, with its waits a sixtieth. */
final class ChaosSettings {
  static final long VERDICT_MILLIS = 12_000;

  private static final List<String> UNKNOWN_WAITS = List.of("5s", "15s");
  private static final List<String> SHORT_UNKNOWN_WAITS = List.of("1s", "2s");

  /** So often a mail is tried whose server says nothing to it, before it is left to people. */
  static final int UNKNOWN_TRIES = UNKNOWN_WAITS.size() + 1;

  /** Some of them wait for verdicts that take long; while one server is away there are half. */
  private static final int LINKS = 16;

  private static final Duration NIGHT = Duration.ofMinutes(1);

  private final ChaosPlan plan;
  private final History history;

  ChaosSettings(ChaosPlan plan, History history) {
    this.plan = plan;
    this.history = history;
  }

  /** Those of one run, whose night begins in two minutes. */
  JsonObject of(JsonObject servers, Path folder, List<String> smtp) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), Api.keyLine());
    return servers
        .copy()
        .mergeIn(settings())
        .mergeIn(quietHours())
        .put("CARILLON_SMTP_URL", String.join(",", smtp))
        .put("CARILLON_SMTP_CONNECTIONS", LINKS)
        .put("CARILLON_API_KEYS_FILE", keys.toString());
  }

  /** What is not needed here. */
  static LocalStack.External external(ChaosPlan plan) {
    return plan.hasUsers()
        ? LocalStack.External.SMTP
        : new LocalStack.External(true, false, true, true);
  }

  /** A minute of the run is night, where there are users. */
  private JsonObject quietHours() {
    if (!plan.hasUsers()) {
      return new JsonObject();
    }
    OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC);
    OffsetDateTime from = now.truncatedTo(ChronoUnit.MINUTES).plusMinutes(2);
    long begins = history.now() + Duration.between(now, from).toMillis();
    long ends = begins + NIGHT.toMillis();
    history.add(new Span(Span.Kind.QUIET_HOURS, "", begins, ends));
    DateTimeFormatter minutes = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    return new JsonObject()
        .put("CARILLON_QUIET_HOURS", minutes.format(from) + "-" + minutes.format(from.plus(NIGHT)));
  }

  /** Waits of minutes are seconds; a short run has shorter ones still. */
  private JsonObject settings() {
    return new JsonObject()
        .put("CARILLON_SMTP_TIMEOUT", "1s")
        .put("CARILLON_SMTP_VERDICT", VERDICT_MILLIS + "ms")
        .put("CARILLON_MAIL_RETRIES", plan.isShort() ? "1s,2s,3s" : "1s,5s,15s,30s")
        .put("CARILLON_MAIL_RETRIES_REFUSED", plan.isShort() ? "1s,1s,1s" : "1s,4s,12s")
        .put(
            "CARILLON_MAIL_RETRIES_UNKNOWN",
            String.join(",", plan.isShort() ? SHORT_UNKNOWN_WAITS : UNKNOWN_WAITS))
        .put("CARILLON_MANAGEMENT_PORT", 0);
  }
}
