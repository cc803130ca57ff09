package dev.carillon.notifier.store.pg.timeline;

import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.MailTimeline;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.delivery.MailTrace;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.text.IntegerText;
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
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a timeline of rows. */
public final class TimelineRows {
  private static final String PHASES = MailTrace.PHASES;
  private static final Pattern STEP = Pattern.compile("([" + PHASES + "])(\\d+)");

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
    return new MailTimeline(id, events);
  }

  private static MailTimeline.Event event(Row row) {
    UUID request = row.getUUID("request");
    String state = row.getString("state");
    return new MailTimeline.Event(
        row.getOffsetDateTime("at").toInstant(),
        row.getString("kind"),
        row.getString("by"),
        request == null ? null : request.toString().replace("-", ""),
        row.getString("rule"),
        time(row, "until"),
        row.getInteger("times"),
        row.getUUID("mail"),
        row.getShort("n") == null ? null : attempt(row),
        state == null ? null : MailState.valueOf(state.toUpperCase(Locale.ROOT)),
        row.getString("reply"));
  }

  private static MailTimeline.Attempt attempt(Row row) {
    String trace = row.getString("trace");
    String[] parts = trace == null ? new String[0] : trace.split("\\|", -1);
    boolean sent = "sent".equals(row.getString("outcome"));
    List<MailTimeline.Step> steps = new ArrayList<>();
    if (sent && parts.length > 2) {
      steps.addAll(agreed(parts[2]));
    }
    for (int i = 2; i < parts.length && !sent; i++) {
      steps.add(step(parts[i]));
    }
    if (!steps.isEmpty()) {
      steps.set(steps.size() - 1, last(steps.get(steps.size() - 1), row));
    }
    Instant began = time(row, "began");
    long millis = steps.stream().mapToLong(MailTimeline.Step::millis).sum();
    return new MailTimeline.Attempt(
        row.getShort("n"),
        began != null || steps.isEmpty()
            ? began
            : row.getOffsetDateTime("at").toInstant().minusMillis(millis),
        parts.length > 0 ? IntegerText.parseLong(parts[0], 0, Long.MAX_VALUE) : null,
        parts.length > 1 ? parts[1] : null,
        row.getString("outcome"),
        steps);
  }

  /** What was said last is kept beside the trace. */
  private static MailTimeline.Step last(MailTimeline.Step step, Row row) {
    boolean isVerdict = step.phase().equals(Phase.REPLIED.lower());
    return isVerdict
        ? new MailTimeline.Step(step.phase(), step.millis(), row.getString("reply"))
        : step;
  }

  /** All of them, such as {@code c2m20.400}: those that are missing took no millisecond. */
  private static List<MailTimeline.Step> agreed(String text) {
    long[] millis = new long[PHASES.length()];
    Matcher each = STEP.matcher(text);
    while (each.find()) {
      millis[PHASES.indexOf(each.group(1))] =
          IntegerText.parseLong(each.group(2), 0, Long.MAX_VALUE);
    }
    List<MailTimeline.Step> steps = new ArrayList<>();
    for (int i = 0; i < millis.length; i++) {
      steps.add(new MailTimeline.Step(phase(PHASES.charAt(i)), millis[i], null));
    }
    return steps;
  }

  /** Such as {@code m12 450 later}. */
  private static MailTimeline.Step step(String text) {
    int space = text.indexOf(' ');
    String millis = text.substring(1, space < 0 ? text.length() : space);
    return new MailTimeline.Step(
        phase(text.charAt(0)),
        IntegerText.parseLong(millis, 0, Long.MAX_VALUE),
        space < 0 ? null : text.substring(space + 1));
  }

  private static String phase(char letter) {
    Phase[] ended = {Phase.CONNECT, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.REPLIED};
    int index = PHASES.indexOf(letter);
    return ended[Math.max(0, index)].lower();
  }

  private static @Nullable Instant time(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
