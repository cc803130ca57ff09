package dev.carillon.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.json.JsonType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as the outbox hands it on. The members are those of CloudEvents 1.0.
 *
 * @param specversion {@value #SPEC_VERSION}
 * @param id unique within the source; a consumer that saw it ignores the next copy
 * @param source the schema that it comes from, such as {@code users}
 * @param type its topic, such as {@code users.changed.v1}
 * @param subject what it is about; events of one subject arrive in order
 * @param time when it happened, by the database's clock
 * @param data the particulars
 * @param traceparent the span in which the event is handed to its durable consumers, as the
 *     distributed tracing extension of CloudEvents has it; null where nothing is recorded. It
 *     differs from one attempt to the next, and is no part of what the event is
 */
public record DomainEvent<E>(
    String specversion,
    UUID id,
    String source,
    String type,
    String subject,
    Instant time,
    E data,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String traceparent) {
  /** The version of CloudEvents whose members these are. */
  public static final String SPEC_VERSION = "1.0";

  /** An event that says nothing of a trace. */
  public DomainEvent(
      String specversion,
      UUID id,
      String source,
      String type,
      String subject,
      Instant time,
      E data) {
    this(specversion, id, source, type, subject, time, data, null);
  }

  /** The type of events with these particulars. */
  public static <E> JsonType<DomainEvent<E>> of(Class<E> data) {
    return JsonType.of(DomainEvent.class, data);
  }

  /** The same event with other particulars. */
  public DomainEvent<E> with(E other) {
    return new DomainEvent<>(specversion, id, source, type, subject, time, other, traceparent);
  }

  /** The same event, handed over in another span; null for none. */
  public DomainEvent<E> withTraceparent(@Nullable String span) {
    return new DomainEvent<>(specversion, id, source, type, subject, time, data, span);
  }
}
