package dev.carillon.notifier.store.pg.timeline;

import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.trace.MailTrace;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.text.DurationText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes a timeline of rows. */
public final class TimelineRows {
  private TimelineRows() {}

  /** What happened to a mail. NOT_FOUND. */
  public static Future<MailTimeline> of(UUID id, GuardedClient<SqlClient> reads) {
    return reads.run(TimelineSql.EVENTS, Tuple.of(id)).map(rows -> timeline(id, rows));
  }

  private static MailTimeline timeline(UUID id, RowSet<Row> rows) {
    if (rows.size() == 0) {
      throw Failure.notFound("mail", id);
    }
    List<MailTimeline.Event> events = new ArrayList<>();
    rows.forEach(row -> events.add(event(row)));
    String traceId =
        events.stream()
            .map(MailTimeline.Event::requestId)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return new MailTimeline(id, traceId, events);
  }

  private static MailTimeline.Event event(Row row) {
    UUID request = row.getUUID("request");
    String state = row.getString("state");
    return new MailTimeline.Event(
        row.getOffsetDateTime("at").toInstant(),
        row.getString("kind"),
        row.getString("by"),
        request == null ? null : request.toString().replace("-", ""),
        rule(row),
        time(row, "until"),
        row.getInteger("times"),
        "claimed".equals(row.getString("kind")) ? row.getString("node") : null,
        row.getUUID("mail"),
        row.getShort("n") == null ? null : attempt(row),
        state == null ? null : MailState.valueOf(state.toUpperCase(Locale.ROOT)),
        row.getString("reply"));
  }

  private static @Nullable String rule(Row row) {
    String rule = row.getString("rule");
    return rule != null && "shifted".equals(row.getString("kind"))
        ? DurationText.parse(rule).toString()
        : rule;
  }

  private static MailTimeline.Attempt attempt(Row row) {
    String trace = row.getString("trace");
    List<MailTrace.Step> steps =
        MailTrace.steps(trace, row.getString("recipient"), row.getString("reply"));
    Instant began = time(row, "began");
    long millis = steps.stream().mapToLong(MailTrace.Step::millis).sum();
    return new MailTimeline.Attempt(
        row.getShort("n"),
        began != null || steps.isEmpty()
            ? began
            : row.getOffsetDateTime("at").toInstant().minusMillis(millis),
        row.getString("node"),
        MailTrace.server(trace),
        row.getString("outcome"),
        steps.stream().map(TimelineRows::step).toList());
  }

  private static MailTimeline.Step step(MailTrace.Step step) {
    return new MailTimeline.Step(
        step.phase(), step.millis(), step.reply().isEmpty() ? null : step.reply());
  }

  private static @Nullable Instant time(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
