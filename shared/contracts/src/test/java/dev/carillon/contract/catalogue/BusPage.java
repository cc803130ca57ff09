package dev.carillon.contract.catalogue;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.contract.Answered;
import dev.carillon.contract.DomainEvent;
import dev.carillon.contract.broadcasts.Broadcasts;
import dev.carillon.contract.cluster.NodeRows;
import dev.carillon.contract.events.ParkedEvents;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.contract.keys.Keys;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.live.LiveTopics;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.notifications.Notifications;
import dev.carillon.contract.presence.Presences;
import dev.carillon.contract.suppressions.Suppressions;
import dev.carillon.contract.tasks.NodeTasks;
import dev.carillon.contract.templates.Templates;
import dev.carillon.contract.throttles.Flow;
import dev.carillon.contract.tokens.Tokens;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.JsonType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The catalogue as a page: what constants, their comments and their records say. */
final class BusPage {
  private static final Map<Class<?>, String> SERVED = new LinkedHashMap<>();

  static {
    SERVED.put(Users.class, "served by users-service");
    SERVED.put(Mails.class, "served by notifier-service");
    SERVED.put(Templates.class, "served by notifier-service");
    SERVED.put(Suppressions.class, "served by notifier-service");
    SERVED.put(Flow.class, "served by notifier-service");
    SERVED.put(Broadcasts.class, "served by notifier-service");
    SERVED.put(Live.class, "told to live clients");
    SERVED.put(
        LiveTopics.class,
        "served by notifier-service. A scope with `?` is asked for the topic of the request");
    SERVED.put(Presences.class, "served by gateways, about all of them");
    SERVED.put(Notifications.class, "served by notifier-service");
    SERVED.put(Inbox.class, "served by the launcher of `up`");
    SERVED.put(ParkedEvents.class, "served by each service with an outbox");
    SERVED.put(
        Keys.class,
        "served by users-service: hashes of keys, never a key. Every gateway asks for `VERSION`"
            + " each second; `CHANGED` says that it is worth asking at once");
    SERVED.put(Tokens.class, "served by users-service: tokens of end users and tickets");
    SERVED.put(NodeTasks.class, "served by every node and asked with `requestEach`");
    SERVED.put(NodeRows.class, "served by every node and asked with `requestEach`");
  }

  private final Path sources;
  private final RecordLines records = new RecordLines();

  BusPage(Path sources) {
    this.sources = sources;
  }

  String text() {
    StringBuilder page = new StringBuilder();
    for (Class<?> holder : Catalogue.HOLDERS) {
      page.append(
          "\n### `%s`, %s%n%n"
              .formatted(holder.getSimpleName(), Objects.requireNonNull(SERVED.get(holder))));
      contracts(page, holder);
      topics(page, holder);
    }
    page.append("\n### Records\n\nWhat has a question mark may be absent.\n\n");
    return page.append(records.text()).append('\n').toString();
  }

  private void contracts(StringBuilder page, Class<?> holder) {
    Map<String, String> comments = comments(holder);
    List<Field> fields = of(holder, Contract.class);
    if (fields.isEmpty()) {
      return;
    }
    page.append(
        "| Constant | Address | Request | Answer | Time-out | Scope | Tries | Failures |\n");
    page.append("|---|---|---|---|---|---|---|---|\n");
    for (Field field : fields) {
      Contract<?, ?> contract = (Contract<?, ?>) value(field);
      page.append(
          "| `%s` | `%s` | %s | %s | %s | %s | %s | %s |%n"
              .formatted(
                  field.getName(),
                  contract.address(),
                  name(contract.request()),
                  name(contract.response()),
                  time(contract.timeout()),
                  contract.isExposed() ? "`" + contract.scope() + "`" : "-",
                  tries(contract),
                  codes(comments.getOrDefault(field.getName(), ""))));
    }
  }

  /** Of a read or of a write with a key. */
  private static String tries(Contract<?, ?> contract) {
    if (contract.tries().times() == 1) {
      return "";
    }
    return contract.tries().needsKey() ? "k" : "r";
  }

  private void topics(StringBuilder page, Class<?> holder) {
    List<Field> fields = of(holder, Topic.class);
    if (fields.isEmpty()) {
      return;
    }
    page.append(of(holder, Contract.class).isEmpty() ? "" : "\n");
    page.append("| Topic | Address | Record | Scopes of a listener |\n|---|---|---|---|\n");
    for (Field field : fields) {
      Topic<?> topic = (Topic<?>) value(field);
      page.append(
          "| `%s` | `%s` | %s | %s |%n"
              .formatted(
                  field.getName(),
                  topic.address(),
                  name(topic.event()),
                  topic.isExposed()
                      ? topic.scopes().texts().stream()
                          .map(scope -> "`" + scope + "`")
                          .collect(Collectors.joining(", "))
                      : "-"));
    }
  }

  private String name(JsonType<?> type) {
    records.add(type.raw());
    Class<?> argument =
        type.raw() == DomainEvent.class || type.raw() == Answered.class ? argument(type) : null;
    if (argument == null) {
      return "`" + type.raw().getSimpleName() + "`";
    }
    records.add(argument);
    return "`" + type.raw().getSimpleName() + "<" + argument.getSimpleName() + ">`";
  }

  private static Class<?> argument(JsonType<?> type) {
    Matcher named = Pattern.compile("<([^<>]+)>").matcher(type.toString());
    if (!named.find()) {
      throw new AssertionError("Without its argument: " + type);
    }
    try {
      return Class.forName(named.group(1));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Field> of(Class<?> holder, Class<?> type) {
    return Arrays.stream(holder.getFields()).filter(f -> f.getType() == type).toList();
  }

  private static Object value(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  private static String time(Duration timeout) {
    return timeout.toMillis() % 1_000 == 0
        ? timeout.toSeconds() + " s"
        : timeout.toMillis() + " ms";
  }

  private static String codes(String comment) {
    return Arrays.stream(FailureCode.values())
        .map(Enum::name)
        .filter(code -> Pattern.compile("\\b" + code + "\\b").matcher(comment).find())
        .map(code -> "`" + code + "`")
        .collect(Collectors.joining(", "));
  }

  /** The comment right before each constant. */
  private Map<String, String> comments(Class<?> holder) {
    Path file = sources.resolve(holder.getName().replace('.', '/') + ".java");
    Map<String, String> comments = new LinkedHashMap<>();
    try {
      Matcher found =
          Pattern.compile(
                  "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+public static final \\S.*? ([A-Z_]+) =",
                  Pattern.DOTALL)
              .matcher(Files.readString(file));
      while (found.find()) {
        comments.put(found.group(2), found.group(1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return comments;
  }
}
