package dev.carillon.notifier.meter;

import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.WireState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A mailer of which is known what its servers said, by class of their replies, and how much room
 * they have. That is noted when the worker asks for it, on the mailer's own context, and read from
 * any.
 */
public final class MeteredMailer implements Mailer {
  /** Nothing was said: the connection was not there, or was lost. */
  private static final String SILENT = "none";

  private static final List<String> CLASSES = List.of("2xx", "4xx", "5xx", SILENT);

  private final Mailer mailer;
  private final MeterRegistry registry;
  private final List<Meter> gauges = new ArrayList<>();
  private volatile int room;
  private volatile Set<String> paused = Set.of();

  /**
   * Nothing was said.
   *
   * @param servers the names of those that it may use
   */
  public MeteredMailer(Mailer mailer, List<String> servers, MeterRegistry registry) {
    this.mailer = mailer;
    this.registry = registry;
    for (String server : servers) {
      CLASSES.forEach(kind -> replies(server, kind).increment(0));
      gauges.add(
          Gauge.builder("carillon.smtp.server.paused", this, m -> m.paused.contains(server) ? 1 : 0)
              .description("1 while a server is paused, by somebody or by the service itself")
              .tag("server", server)
              .register(registry));
    }
    gauges.add(
        Gauge.builder("carillon.smtp.room", this, m -> m.room)
            .description("Mails that the servers would take now; 0 while all are away or busy")
            .register(registry));
  }

  private Counter replies(String server, String kind) {
    return Counter.builder("carillon.smtp.replies")
        .description("How attempts ended on the wire: the class of the last reply, or none")
        .tag("server", server)
        .tag("class", kind)
        .register(registry);
  }

  /** The rules about servers, as they are at present. */
  public void rules(List<SmtpServerRule> rules) {
    paused =
        rules.stream()
            .filter(rule -> Boolean.TRUE.equals(rule.paused()))
            .map(SmtpServerRule::name)
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Future<Delivery> send(Outgoing mail, WireState wireState) {
    return mailer.send(mail, wireState).onSuccess(done -> count(done, wireState.server()));
  }

  /** What cannot be written at all, no server has heard of. */
  private void count(Delivery done, @Nullable String server) {
    if (server == null) {
      return;
    }
    switch (done.result()) {
      case POSTPONED, CANCELLED -> {}
      default -> replies(server, kind(done.reply())).increment();
    }
  }

  /** The first digit of a reply of three; what the network says begins with words. */
  private static String kind(String reply) {
    boolean isCode =
        reply.length() >= 3 && reply.chars().limit(3).allMatch(c -> c >= '0' && c <= '9');
    String kind = isCode ? reply.charAt(0) + "xx" : SILENT;
    return CLASSES.contains(kind) ? kind : SILENT;
  }

  @Override
  public int room() {
    int now = mailer.room();
    room = now;
    return now;
  }

  @Override
  public int width() {
    return mailer.width();
  }

  @Override
  public Future<Void> close() {
    gauges.forEach(registry::remove);
    return mailer.close();
  }
}
