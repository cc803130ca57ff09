package dev.carillon.notifier.store.pg.mail;

import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.KeptMail;
import dev.carillon.contract.mail.KeptPage;
import dev.carillon.contract.mail.ListKept;
import dev.carillon.contract.mail.MailTraces;
import dev.carillon.contract.suppressions.Suppression;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.notifier.store.pg.GuardedClient;
import dev.carillon.text.IntegerText;
import dev.carillon.text.UuidText;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a person, in pieces of some mails and of a megabyte: first the mail to the user,
 * then that to each address. A cursor is the number of the source and the last id of it.
 */
final class KeptMails {
  private static final int MAILS = 100;
  private static final long BYTES = 1_000_000;
  private static final UUID FIRST = new UUID(0, 0);

  private final GuardedClient<SqlClient> reads;
  private final ListKept asked;
  private final int source;
  private final UUID after;

  KeptMails(GuardedClient<SqlClient> reads, ListKept asked) {
    this.reads = reads;
    this.asked = asked;
    String cursor = asked.cursor();
    try {
      int split = cursor == null ? 0 : cursor.indexOf('_');
      this.source =
          cursor == null
              ? 0
              : IntegerText.parse(cursor.substring(0, split), 0, asked.addresses().size());
      this.after = cursor == null ? FIRST : UuidText.parse(cursor.substring(split + 1));
    } catch (RuntimeException notOurs) {
      throw Failure.invalid("cursor", PageRequest.FOREIGN_CURSOR);
    }
  }

  Future<KeptPage> page() {
    Future<RowSet<Row>> found =
        source == 0
            ? reads.run(MailSql.KEPT_OF_USER, Tuple.of(asked.userId(), after, MAILS))
            : reads.run(
                MailSql.KEPT_OF_ADDRESS, Tuple.of(asked.addresses().get(source - 1), after, MAILS));
    return found.compose(this::page);
  }

  private Future<KeptPage> page(RowSet<Row> found) {
    List<Row> mails = new ArrayList<>();
    found.forEach(mails::add);
    if (mails.isEmpty()) {
      return Future.succeededFuture(new KeptPage(List.of(), nextSource()));
    }
    UUID[] ids = mails.stream().map(row -> row.getUUID("id")).toArray(UUID[]::new);
    Tuple all = Tuple.tuple().addArrayOfUUID(ids);
    return reads
        .run(MailSql.KEPT_ATTEMPTS, all)
        .map(KeptMails::byMail)
        .compose(
            attempts ->
                reads
                    .run(MailSql.KEPT_CONTENT, Tuple.of(ids, BYTES))
                    .map(contents -> page(mails, contents, attempts)));
  }

  private static Map<UUID, List<Row>> byMail(RowSet<Row> rows) {
    Map<UUID, List<Row>> byMail = new HashMap<>();
    for (Row row : rows) {
      byMail.computeIfAbsent(row.getUUID("mail_id"), id -> new ArrayList<>()).add(row);
    }
    return byMail;
  }

  private KeptPage page(List<Row> mails, RowSet<Row> contents, Map<UUID, List<Row>> attempts) {
    List<KeptMail> kept = new ArrayList<>();
    UUID last = after;
    for (Row content : contents) {
      last = content.getUUID("id");
      kept.add(
          new KeptMail(
              MailRows.withAttempts(mails.get(kept.size()), attempts.getOrDefault(last, List.of())),
              content(content.getString("body")),
              content.getString("sender")));
    }
    boolean more = kept.size() < mails.size() || mails.size() == MAILS;
    return new KeptPage(kept, more ? source + "_" + last : nextSource());
  }

  private @Nullable String nextSource() {
    return source < asked.addresses().size() ? source + 1 + "_" + FIRST : null;
  }

  private static @Nullable Doc content(@Nullable String body) {
    return body == null ? null : Doc.asWritten(body.getBytes(StandardCharsets.UTF_8));
  }

  static Future<MailTraces> traces(GuardedClient<SqlClient> reads, String[] addresses) {
    Tuple values = Tuple.tuple().addArrayOfString(addresses);
    return reads
        .run(MailSql.SUPPRESSIONS_OF, values)
        .compose(
            unwanted ->
                reads
                    .run(MailSql.WINDOWS_OF, values)
                    .map(windows -> new MailTraces(suppressions(unwanted), windows(windows))));
  }

  private static List<Suppression> suppressions(RowSet<Row> rows) {
    List<Suppression> all = new ArrayList<>();
    for (Row row : rows) {
      String topic = row.getString("topic");
      OffsetDateTime until = row.getOffsetDateTime("until");
      all.add(
          new Suppression(
              row.getString("address"),
              topic.isEmpty() ? null : topic,
              row.getString("reason"),
              row.getOffsetDateTime("since").toInstant(),
              null, // who of the house did it is not the person's
              until == null ? null : until.toInstant(),
              null));
    }
    return all;
  }

  private static List<MailTraces.Window> windows(RowSet<Row> rows) {
    List<MailTraces.Window> all = new ArrayList<>();
    for (Row row : rows) {
      all.add(
          new MailTraces.Window(
              row.getString("kind"),
              row.getString("name"),
              row.getString("recipient"),
              row.getInteger("mails"),
              row.getOffsetDateTime("since").toInstant(),
              Doc.asWritten(row.getString("items").getBytes(StandardCharsets.UTF_8))));
    }
    return all;
  }
}
