package dev.carillon.gateway.users;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.async.task.Gather;
import dev.carillon.async.task.Outcome;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.Id;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.mail.ListMails;
import dev.carillon.contract.mail.MailPage;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.ApiRequest;
import dev.carillon.gateway.http.Reply;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads a user, its profile and its recent mail at the same time. Each part succeeds or fails by
 * itself; only an unknown user fails the whole.
 */
record UserOverview(Bus bus) {
  /** What {@link #read} answers. */
  static final Class<?> ANSWER = Overview.class;

  private static final PageRequest RECENT = new PageRequest(10, null);

  /** The answer. */
  private record Overview(Part user, Part profile, Part mail) {}

  /**
   * One part.
   *
   * @param data what was asked for
   * @param error why it is not there
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Part(boolean success, @Nullable Object data, @Nullable PartError error) {
    static Part of(Outcome<Object> outcome) {
      return switch (outcome) {
        case Outcome.Success<Object>(Object data) -> new Part(true, data, null);
        case Outcome.Failure<Object>(Throwable cause) -> new Part(false, null, PartError.of(cause));
      };
    }
  }

  /** Why a part is not there. */
  private record PartError(String code, String detail, boolean retryable) {
    static PartError of(Throwable cause) {
      Failure failure =
          cause instanceof Failure known
              ? known
              : Failure.of(FailureCode.INTERNAL, "Internal error of the service");
      return new PartError(failure.code().label(), failure.message(), failure.code().retryable());
    }
  }

  Future<Reply> read(ApiRequest request) {
    UUID id = request.path(UserRoutes.ID);
    Call call = request.call();
    Future<User> user = bus.request(Users.GET, call, new Id(id));
    Future<Object> profile = bus.request(Users.GET_PROFILE, call, new Id(id)).map(p -> p);
    Future<Object> mail =
        bus.request(Mails.LIST, call, new ListMails(null, null, id, RECENT)).map(MailPage::items);
    return Gather.settled(List.of(user.map(u -> (Object) u), profile, mail))
        .map(
            parts -> {
              if (user.failed() && isUnknown(user.cause())) {
                throw (Failure) user.cause();
              }
              return Reply.ok(
                  new Overview(
                      Part.of(parts.get(0)), Part.of(parts.get(1)), Part.of(parts.get(2))));
            });
  }

  private static boolean isUnknown(Throwable cause) {
    return cause instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND;
  }
}
