package dev.carillon.gateway.notifications;

import dev.carillon.contract.mail.AcceptMail;
import dev.carillon.contract.notifications.CreateNotification;
import dev.carillon.contract.notifications.Escalate;
import dev.carillon.contract.notifications.Mark;
import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The body of a new notification; the user is in the path.
 *
 * @param escalate as in {@link CreateNotification}, but that its mail may leave out {@code to}
 */
record NewNotification(
    String title,
    @Nullable String body,
    @Doc.AsWritten @Nullable Doc data,
    @Nullable Escalation escalate) {

  /**
   * The mail that goes out if nobody is in time.
   *
   * @param mail what {@code POST /v1/emails} takes; without {@code to} it is for the user
   */
  record Escalation(
      @Nullable Duration after, @Nullable Mark unless, @Doc.AsWritten @Nullable Doc mail) {
    Escalation {
      Escalate.checkAfter(Checks.start(), after)
          .present("/unless", unless)
          .object("/mail", mail != null && mail.isObject(), "must be a JSON object")
          .verify();
    }

    private Escalate to(UUID user) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("to", Doc.object("userId", user.toString()));
      members.putAll(Objects.requireNonNull(mail).members());
      return new Escalate(
          Objects.requireNonNull(after),
          Objects.requireNonNull(unless),
          mail(Json.bytes(Doc.of(members))));
    }

    private static AcceptMail mail(byte[] json) {
      try {
        return Json.read(json, AcceptMail.class);
      } catch (Failure refused) {
        throw refused.within("/mail");
      }
    }
  }

  /** What is checked of a body as soon as its user is known. */
  static void check() {
    new CreateNotification(new UUID(0, 0), "", null, null, null);
  }

  CreateNotification to(UUID user) {
    return new CreateNotification(
        user, title, body, data, escalate == null ? null : escalated(escalate, user));
  }

  private static Escalate escalated(Escalation escalation, UUID user) {
    try {
      return escalation.to(user);
    } catch (Failure refused) {
      throw refused.within("/escalate");
    }
  }
}
