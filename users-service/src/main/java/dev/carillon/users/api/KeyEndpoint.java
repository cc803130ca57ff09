package dev.carillon.users.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Call;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.keys.ApiKey;
import dev.carillon.contract.keys.CreateKey;
import dev.carillon.contract.keys.KeyListVersion;
import dev.carillon.contract.keys.KeyName;
import dev.carillon.contract.keys.Keys;
import dev.carillon.users.domain.KeyService;
import dev.carillon.users.domain.KeyStore;
import io.vertx.core.Future;
import java.util.List;

/** Serves the contracts of {@link Keys}. */
public final class KeyEndpoint {
  private final Bus bus;
  private final KeyStore keys;
  private final KeyService service;

  /** Over the domain. */
  public KeyEndpoint(Bus bus, KeyStore keys) {
    this.bus = bus;
    this.keys = keys;
    this.service = new KeyService(keys);
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Keys.VERIFY, (call, q) -> keys.verify(q.sha256())),
            bus.serve(Keys.VERSION, (call, q) -> keys.version(q.names()).map(KeyListVersion::new)),
            bus.serve(Keys.CREATE, this::create),
            bus.serve(Keys.GET, (call, q) -> keys.get(q.name())),
            bus.serve(Keys.LIST, (call, q) -> keys.list(q)),
            bus.serve(Keys.REVOKE, this::revoke)));
  }

  private Future<ApiKey> create(Call call, CreateKey request) {
    return service
        .create(request, call.principal(), call.scopes())
        .onSuccess(key -> bus.publish(Keys.CHANGED, new KeyName(key.name())));
  }

  private Future<Done> revoke(Call call, KeyName key) {
    return keys.revoke(key.name(), call.principal())
        .map(new Done())
        .onSuccess(done -> bus.publish(Keys.CHANGED, key));
  }
}
