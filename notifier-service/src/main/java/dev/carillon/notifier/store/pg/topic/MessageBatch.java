package dev.carillon.notifier.store.pg.topic;

import dev.carillon.contract.live.NewMessage;
import dev.carillon.contract.live.Published;
import dev.carillon.contract.live.TopicMessage;
import dev.carillon.notifier.domain.topic.Publish;
import dev.carillon.notifier.domain.topic.Stored;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one commit, counted for each topic: so the statement adds and inserts, and joins
 * nothing that grows with them.
 */
final class MessageBatch {
  private final List<Publish> publishes;
  private final Map<Named, Known> known = new HashMap<>();
  private final Map<Named, Line> named = new HashMap<>();
  private final Map<String, Count> counts = new LinkedHashMap<>();
  private final List<Line> lines = new ArrayList<>();

  private record Named(String topic, String id) {}

  /** A message that is stored already. */
  private record Known(String epoch, long seq) {}

  /** What a topic gets. */
  private static final class Count {
    private long messages;
    private long bytes;
    private String epoch = "";
    private long last;
    private Instant at = Instant.EPOCH;
  }

  /** One to be stored: the how many-th of its topic here, and the bytes up to its end. */
  private record Line(
      String topic, @Nullable String id, String body, Count of, long number, long bytes) {
    long seq() {
      return of.last - of.messages + number;
    }
  }

  MessageBatch(List<Publish> publishes) {
    this.publishes = publishes;
  }

  /** Topics and ids of the messages that have one; null if none has. */
  @Nullable Tuple names() {
    List<String> topics = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (Publish publish : publishes) {
      for (NewMessage message : publish.messages()) {
        if (message.id() != null) {
          topics.add(publish.topic());
          ids.add(message.id());
        }
      }
    }
    return ids.isEmpty()
        ? null
        : Tuple.tuple()
            .addArrayOfString(topics.toArray(String[]::new))
            .addArrayOfString(ids.toArray(String[]::new));
  }

  /** Which of them are there. */
  void learn(Iterable<Row> rows) {
    for (Row row : rows) {
      known.put(
          new Named(row.getString("topic"), row.getString("id")),
          new Known(row.getString("epoch"), row.getLong("seq")));
    }
  }

  /** The values of the statement; null if nothing is to be stored. */
  @Nullable Tuple values() {
    for (Publish publish : publishes) {
      for (int i = 0; i < publish.messages().size(); i++) {
        add(publish.topic(), publish.messages().get(i).id(), publish.bodies().get(i));
      }
    }
    List<Count> all = List.copyOf(counts.values());
    return lines.isEmpty()
        ? null
        : Tuple.tuple()
            .addArrayOfString(counts.keySet().toArray(new String[0]))
            .addArrayOfLong(all.stream().map(c -> c.messages).toArray(Long[]::new))
            .addArrayOfLong(all.stream().map(c -> c.bytes).toArray(Long[]::new))
            .addArrayOfString(lines.stream().map(Line::topic).toArray(String[]::new))
            .addArrayOfLong(lines.stream().map(l -> l.of.messages - l.number).toArray(Long[]::new))
            .addArrayOfLong(lines.stream().map(l -> l.of.bytes - l.bytes).toArray(Long[]::new))
            .addArrayOfString(lines.stream().map(Line::id).toArray(String[]::new))
            .addArrayOfString(lines.stream().map(Line::body).toArray(String[]::new));
  }

  private void add(String topic, @Nullable String id, String body) {
    Named name = id == null ? null : new Named(topic, id);
    if (name != null && (known.containsKey(name) || named.containsKey(name))) {
      return;
    }
    Count count = counts.computeIfAbsent(topic, t -> new Count());
    count.messages++;
    count.bytes += body.getBytes(StandardCharsets.UTF_8).length;
    Line line = new Line(topic, id, body, count, count.messages, count.bytes);
    lines.add(line);
    if (name != null) {
      named.put(name, line);
    }
  }

  /** What became of each publish, by where the topics are now. */
  List<Stored> stored(Iterable<Row> topics) {
    for (Row row : topics) {
      Count count = Objects.requireNonNull(counts.get(row.getString("name")));
      count.epoch = row.getString("epoch");
      count.last = row.getLong("seq");
      count.at = row.getOffsetDateTime("at").toInstant();
    }
    Iterator<Line> next = lines.iterator();
    return publishes.stream().map(publish -> stored(publish, next)).toList();
  }

  private Stored stored(Publish publish, Iterator<Line> next) {
    List<Long> seqs = new ArrayList<>();
    List<TopicMessage> fresh = new ArrayList<>();
    String epoch = "";
    for (NewMessage message : publish.messages()) {
      Named name = message.id() == null ? null : new Named(publish.topic(), message.id());
      Known before = name == null ? null : known.get(name);
      Line first = name == null ? null : named.remove(name);
      if (before == null && (name == null || first != null)) {
        Line line = next.next();
        before = new Known(line.of.epoch, line.seq());
        fresh.add(new TopicMessage(line.seq(), line.of.at, message.id(), message.data()));
        if (name != null) {
          known.put(name, before); // another one with its id is this one
        }
      }
      epoch = Objects.requireNonNull(before).epoch();
      seqs.add(before.seq());
    }
    Long last = Collections.max(seqs);
    return new Stored(new Published(epoch, last, seqs.size() == 1 ? null : seqs), fresh, false);
  }
}
