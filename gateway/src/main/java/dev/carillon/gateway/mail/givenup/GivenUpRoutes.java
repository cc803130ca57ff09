package dev.carillon.gateway.mail.givenup;

import dev.carillon.bus.Bus;
import dev.carillon.contract.mail.ListReasons;
import dev.carillon.contract.mail.MailReasons;
import dev.carillon.contract.mail.MailState;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.mail.Retried;
import dev.carillon.contract.mail.RetryMails;
import dev.carillon.contract.mail.RetryReason;
import dev.carillon.failure.Failure;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Param;
import dev.carillon.gateway.http.Reply;
import dev.carillon.gateway.http.Route;
import dev.carillon.gateway.http.Routes;
import dev.carillon.gateway.http.told.Told;
import dev.carillon.request.Scope;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes of all mail that was given up, or of all that is of one reason. */
public final class GivenUpRoutes implements Routes {
  private static final Param<MailState> STATE =
      Param.parsed("state", GivenUpRoutes::deadState)
          .shaped(Map.of("type", "string", "enum", List.of("dead", "unknown")));
  private static final Param<Integer> LIMIT = Param.integer("limit", 1, 10_000);
  private static final Param<String> REASON =
      Param.text(
              "reason",
              "must have 1 to " + RetryReason.LONGEST + " characters",
              text -> !text.isEmpty() && text.length() <= RetryReason.LONGEST)
          .shaped(Map.of("type", "string", "minLength", 1, "maxLength", RetryReason.LONGEST));
  private static final int AT_ONCE = 1_000;

  private final Bus bus;

  /** Asks the service through {@code bus}. */
  public GivenUpRoutes(Bus bus) {
    this.bus = bus;
  }

  @Override
  public List<Route> table() {
    return List.of(
        Route.get("/v1/emails/reasons", Scope.MAIL_READ, List.of(STATE), this::reasons)
            .telling(
                Told.ok("Groups mail that is dead or unknown by its reasons", MailReasons.class)),
        Route.postWithoutBody(
                "/v1/emails/retry",
                Scope.MAIL_SEND,
                List.of(STATE.needed(), LIMIT, REASON, ApiRequest.CURSOR),
                this::retry)
            .telling(Told.ok("Tries mail again that is dead or unknown", Retried.class)));
  }

  private Future<Reply> reasons(ApiRequest request) {
    ListReasons asked = new ListReasons(request.query(STATE, MailState.DEAD));
    return bus.request(Mails.REASONS, request.call(), asked).map(Reply::ok);
  }

  private Future<Reply> retry(ApiRequest request) {
    MailState state = request.required(STATE.needed());
    Integer limit = request.query(LIMIT);
    String reason = request.query(REASON);
    String cursor = request.query(ApiRequest.CURSOR);
    if (reason == null) {
      if (cursor != null) {
        throw Failure.invalid("cursor", "is for mail of one reason");
      }
      RetryMails all = new RetryMails(null, state, limit == null ? AT_ONCE : limit);
      return bus.request(Mails.RETRY, request.call(), all).map(Reply::ok);
    }
    if (limit != null) {
      throw Failure.invalid("limit", "cannot be combined with reason");
    }
    RetryReason asked = new RetryReason(state, reason, cursor);
    return bus.request(Mails.RETRY_REASON, request.call(), asked).map(Reply::ok);
  }

  private static @Nullable MailState deadState(String text) {
    return Stream.of(MailState.DEAD, MailState.UNKNOWN)
        .filter(state -> state.lower().equals(text))
        .findFirst()
        .orElse(null);
  }
}
