package dev.carillon.contract.mail;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a mail, in the order of time.
 *
 * @param events the first is that it was accepted
 */
public record MailTimeline(UUID id, List<Event> events) {
  public MailTimeline {
    events = List.copyOf(events);
  }

  /**
   * One thing that happened. What an event does not have is left out.
   *
   * @param kind {@code accepted}, {@code merged} ({@code mail} says it in the end), {@code
   *     gathered} (what {@code mail} said), {@code claimed}, {@code held}, {@code waits}, {@code
   *     attempt} or {@code settled}
   * @param by the name of the key that had it sent
   * @param requestId of the request that it came with
   * @param rule what held it: a pause, a throttle or quiet hours
   * @param until until when it is held or waits
   * @param times how often it was held for this rule
   * @param node which process took it, such as {@code mail1:4711}
   * @param mail the other mail
   * @param attempt a try to send it
   * @param state its state from then on
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
      @Nullable String reply) {}

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
      List<Step> steps) {
    public Attempt {
      steps = steps == null ? List.of() : List.copyOf(steps);
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
  public record Step(String phase, long millis, @Nullable String reply) {}
}
