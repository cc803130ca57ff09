package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.json.write.JsonOut;
import dev.carillon.json.write.JsonOut.Field;
import dev.carillon.json.write.JsonWritable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a mail, in the order of time.
 *
 * @param traceId the trace of the request that it came with, in which the rest of its way is too;
 *     null where that is not known
 * @param events the first is that it was accepted
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MailTimeline(UUID id, @Nullable String traceId, List<Event> events)
    implements JsonWritable {
  private static final Field ID = JsonOut.name("id");
  private static final Field TRACE_ID = JsonOut.name("traceId");
  private static final Field EVENTS = JsonOut.name("events");
  private static final Field AT = JsonOut.name("at");
  private static final Field KIND = JsonOut.name("kind");
  private static final Field BY = JsonOut.name("by");
  private static final Field REQUEST_ID = JsonOut.name("requestId");
  private static final Field RULE = JsonOut.name("rule");
  private static final Field UNTIL = JsonOut.name("until");
  private static final Field TIMES = JsonOut.name("times");
  private static final Field NODE = JsonOut.name("node");
  private static final Field MAIL = JsonOut.name("mail");
  private static final Field ATTEMPT = JsonOut.name("attempt");
  private static final Field STATE = JsonOut.name("state");
  private static final Field REPLY = JsonOut.name("reply");
  private static final Field NUMBER = JsonOut.name("number");
  private static final Field BEGAN = JsonOut.name("began");
  private static final Field SERVER = JsonOut.name("server");
  private static final Field OUTCOME = JsonOut.name("outcome");
  private static final Field STEPS = JsonOut.name("steps");
  private static final Field PHASE = JsonOut.name("phase");
  private static final Field MILLIS = JsonOut.name("millis");

  public MailTimeline {
    events = List.copyOf(events);
  }

  @Override
  public void writeTo(JsonOut out) {
    out.beginObject().field(ID).uuid(id).textIfAny(TRACE_ID, traceId);
    out.field(EVENTS).array(events).endObject();
  }

  /**
   * One thing that happened. What an event does not have is left out.
   *
   * @param kind {@code accepted}, {@code scheduled} (it was not to go before {@code until}), {@code
   *     merged} ({@code mail} says it in the end), {@code gathered} (what {@code mail} said),
   *     {@code claimed}, {@code held}, {@code waits}, {@code attempt}, {@code settled}, {@code
   *     retried} (somebody had it tried again) or {@code rescheduled} (to {@code until}), {@code
   *     paused} or {@code resumed} (mail of its template, or all: {@code rule}), {@code shifted}
   *     (the clock of schedules was moved forward by {@code rule}, to {@code until})
   * @param by the name of the key that had it sent, tried again or moved, or that moved time
   * @param requestId of the request that it came with, or that changed it
   * @param rule what held it: a pause, a throttle or quiet hours; or how far time was moved
   * @param until until when it is held, waits or waited
   * @param times how often it was held for this rule
   * @param node which process took it, such as {@code mail1:4711}
   * @param mail the other mail
   * @param attempt a try to send it
   * @param state its state from then on; {@code ready} where the time that was asked for was over
   * @param reply what was said last
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Event(
      Instant at,
      String kind,
      @Nullable String by,
      @Nullable String requestId,
      @Nullable String rule,
      @Nullable Instant until,
      @Nullable Integer times,
      @Nullable String node,
      @Nullable UUID mail,
      @Nullable Attempt attempt,
      @Nullable MailState state,
      @Nullable String reply)
      implements JsonWritable {
    @Override
    public void writeTo(JsonOut out) {
      out.beginObject().field(AT).time(at).field(KIND).text(kind).textIfAny(BY, by);
      out.textIfAny(REQUEST_ID, requestId).textIfAny(RULE, rule);
      if (until != null) {
        out.field(UNTIL).time(until);
      }
      if (times != null) {
        out.field(TIMES).number(times);
      }
      out.textIfAny(NODE, node);
      if (mail != null) {
        out.field(MAIL).uuid(mail);
      }
      if (attempt != null) {
        out.field(ATTEMPT).record(attempt);
      }
      out.textIfAny(STATE, state == null ? null : state.lower());
      out.textIfAny(REPLY, reply).endObject();
    }
  }

  /**
   * One try to send the mail.
   *
   * @param began when it was taken; null where an earlier version sent it
   * @param node which process sent it, such as {@code mail1:4711}
   * @param server which server it was sent through
   * @param outcome as in {@link MailAttempt}
   * @param steps what was said, in the order of time
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Attempt(
      int number,
      @Nullable Instant began,
      @Nullable String node,
      @Nullable String server,
      String outcome,
      List<Step> steps)
      implements JsonWritable {
    public Attempt {
      steps = steps == null ? List.of() : List.copyOf(steps);
    }

    @Override
    public void writeTo(JsonOut out) {
      out.beginObject().field(NUMBER).number(number);
      if (began != null) {
        out.field(BEGAN).time(began);
      }
      out.textIfAny(NODE, node).textIfAny(SERVER, server).field(OUTCOME).text(outcome);
      out.field(STEPS).array(steps).endObject();
    }
  }

  /**
   * A step of the conversation with the server.
   *
   * @param phase {@code connect}, {@code ehlo}, {@code starttls} and {@code auth} (of the mail for
   *     which the connection was opened; of another {@code connect} is the wait for it), {@code
   *     mail}, {@code rcpt}, {@code data} or {@code replied}
   * @param millis since the step before, or since the mail was taken
   * @param reply what the server said, its first 512 characters; null where nothing was said
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Step(String phase, long millis, @Nullable String reply) implements JsonWritable {
    @Override
    public void writeTo(JsonOut out) {
      out.beginObject().field(PHASE).text(phase).field(MILLIS).number(millis);
      out.textIfAny(REPLY, reply).endObject();
    }
  }
}
