package dev.carillon.users.domain;

import dev.carillon.contract.users.ErasurePage;
import dev.carillon.contract.users.ListErasures;
import dev.carillon.contract.users.UserAddresses;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Nobody was erased. */
public final class FakeErasures implements ErasureStore {
  @Override
  public Future<UserAddresses> addresses(UUID userId) {
    return Future.succeededFuture(new UserAddresses(List.of()));
  }

  @Override
  public Future<ErasurePage> list(ListErasures request) {
    return Future.succeededFuture(new ErasurePage(List.of(), null));
  }

  @Override
  public Future<Set<UUID>> present(Collection<UUID> userIds) {
    return Future.succeededFuture(Set.copyOf(userIds));
  }

  @Override
  public Future<Void> note(UUID userId, Map<String, Long> counts) {
    return Future.succeededFuture();
  }
}
