package dev.carillon.users;

import dev.carillon.async.time.Clocks;
import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.events.ParkedEvents;
import dev.carillon.contract.users.Users;
import dev.carillon.store.pg.outbox.OutboxRelay;
import dev.carillon.store.pg.parked.ParkedServing;
import dev.carillon.users.api.ErasureEndpoint;
import dev.carillon.users.api.KeyEndpoint;
import dev.carillon.users.api.ProfileEndpoint;
import dev.carillon.users.api.TokenEndpoint;
import dev.carillon.users.api.UserEndpoint;
import dev.carillon.users.domain.ProfileStore;
import dev.carillon.users.domain.UserNews;
import dev.carillon.users.domain.UserService;
import dev.carillon.users.domain.UserStore;
import dev.carillon.users.domain.tokens.TokenService;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves the contracts of users-service on one event loop, with that loop's own read client. */
final class UsersEndpoints extends VerticleBase {
  private final UsersStores stores;
  private final OutboxRelay relay;
  private final UserNews news;
  private final TokenService tokens;
  private final ErasureJournal journal;
  private final Clocks clocks;
  private @Nullable Registration registration;

  UsersEndpoints(
      UsersStores stores,
      OutboxRelay relay,
      UserNews news,
      TokenService tokens,
      ErasureJournal journal,
      Clocks clocks) {
    this.tokens = tokens;
    this.journal = journal;
    this.news = news;
    this.stores = stores;
    this.relay = relay;
    this.clocks = clocks;
  }

  @Override
  public Future<?> start() {
    Bus bus = new Bus(vertx, clocks);
    UserStore users = stores.users(news);
    ProfileStore profiles = stores.profiles();
    UserService service = new UserService(users, profiles, stores.erasures(), journal::write);
    registration =
        Registration.all(
            List.of(
                new UserEndpoint(bus, users, service).serve(),
                new ProfileEndpoint(bus, profiles, service).serve(),
                new KeyEndpoint(bus, stores.keys()).serve(),
                new TokenEndpoint(bus, tokens).serve(),
                new ErasureEndpoint(bus, stores.erasures()).serve(),
                new ParkedServing(bus, stores.parked(), relay::wake)
                    .serve(
                        ParkedEvents.USERS_LIST, ParkedEvents.USERS_RETRY, ParkedEvents.USERS_DROP),
                bus.serve(Users.PING, (call, q) -> stores.ping().map(new Done()))));
    return registration.ready();
  }

  @Override
  public Future<?> stop() {
    return registration == null ? Future.succeededFuture() : registration.withdraw();
  }
}
