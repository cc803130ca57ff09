package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.contract.Id;
import dev.carillon.contract.users.Users;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.notifier.domain.accept.Addressee;
import dev.carillon.notifier.domain.accept.RecipientDirectory;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The users of users-service, asked for on behalf of a call. */
record UserDirectory(Bus bus, Call call) implements RecipientDirectory {
  @Override
  public Future<@Nullable Addressee> find(UUID id) {
    return bus.request(Users.GET, call.asService(), new Id(id))
        .<@Nullable Addressee>map(
            user -> new Addressee(user.email(), user.name(), user.zone(), user.active()))
        .recover(
            e ->
                e instanceof Failure failure && failure.code() == FailureCode.NOT_FOUND
                    ? Future.succeededFuture(null)
                    : Future.failedFuture(e));
  }

  @Override
  public String caller() {
    return call.actor().principal();
  }

  @Override
  public String requestId() {
    return call.actor().requestId();
  }
}
