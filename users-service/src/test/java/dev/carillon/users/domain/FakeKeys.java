package dev.carillon.users.domain;

import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.keys.KeyPage;
import dev.carillon.contract.keys.ListKeys;
import dev.carillon.contract.keys.VerifiedKeys;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Keys that are forgotten at once; notes what it is asked. */
public final class FakeKeys implements KeyStore {
  private final List<String> asked = new ArrayList<>();

  /** In the order of asking. */
  public List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public Future<ApiKey> create(CreateKey request, String creator) {
    asked.add("create " + request.name() + " by " + creator);
    return Future.succeededFuture(
        new ApiKey(
            request.name(), request.scopes(), Instant.EPOCH, creator, null, null, null, null));
  }

  @Override
  public Future<ApiKey> get(String name) {
    asked.add("get " + name);
    return Future.failedFuture("none");
  }

  @Override
  public Future<KeyPage> list(ListKeys request) {
    asked.add("list");
    return Future.succeededFuture(new KeyPage(List.of(), null));
  }

  @Override
  public Future<Void> revoke(String name, String revoker) {
    asked.add("revoke " + name + " by " + revoker);
    return Future.succeededFuture();
  }

  @Override
  public Future<VerifiedKeys> verify(List<String> hashes) {
    return Future.succeededFuture(new VerifiedKeys(1, List.of()));
  }

  @Override
  public Future<Long> version(List<String> used) {
    return Future.succeededFuture(1L);
  }
}
