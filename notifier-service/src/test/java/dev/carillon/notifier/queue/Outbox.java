package dev.carillon.notifier.queue;

import dev.carillon.notifier.domain.delivery.Delivery;
import dev.carillon.notifier.domain.delivery.Mailer;
import dev.carillon.notifier.domain.delivery.Outgoing;
import dev.carillon.notifier.domain.delivery.Phase;
import dev.carillon.notifier.domain.delivery.WireState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A server whose answers the test gives. */
final class Outbox implements Mailer {
  private final Map<UUID, Promise<Delivery>> sending = new HashMap<>();
  final Map<UUID, WireState> wireStates = new HashMap<>();
  int room = 64;
  int width = 64;

  @Override
  public Future<Delivery> send(Outgoing mail, WireState wireState) {
    wireStates.put(mail.id(), wireState);
    return sending.computeIfAbsent(mail.id(), id -> Promise.promise()).future();
  }

  void end(Outgoing mail, Delivery.Result result) {
    sending.get(mail.id()).complete(new Delivery(result, Phase.DOT, "said"));
  }

  @Override
  public int room() {
    return room;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
