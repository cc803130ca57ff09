package dev.carillon.notifier.api;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.contract.Done;
import dev.carillon.contract.throttles.Flow;
import dev.carillon.contract.throttles.SmtpServerRule;
import dev.carillon.contract.throttles.SmtpServers;
import dev.carillon.contract.throttles.Throttles;
import dev.carillon.failure.Failure;
import dev.carillon.notifier.domain.throttle.ThrottleStore;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Serves the contracts of {@link Flow}. */
public final class ThrottleEndpoint {
  private final Bus bus;
  private final ThrottleStore store;
  private final List<String> servers;
  private final Supplier<Future<?>> learn;

  /**
   * Over a store.
   *
   * @param servers the names of the servers that mail goes to
   * @param learn applies the rules about servers in this process at once; other processes poll for
   *     them
   */
  public ThrottleEndpoint(
      Bus bus, ThrottleStore store, List<String> servers, Supplier<Future<?>> learn) {
    this.bus = bus;
    this.store = store;
    this.servers = List.copyOf(servers);
    this.learn = learn;
  }

  /** Registers every contract. */
  public Registration serve() {
    return Registration.all(
        List.of(
            bus.serve(Flow.PUT_THROTTLE, (call, q) -> store.putThrottle(q)),
            bus.serve(
                Flow.DELETE_THROTTLE, (call, q) -> store.deleteThrottle(q.name()).map(new Done())),
            bus.serve(Flow.THROTTLES, (call, q) -> store.throttles().map(Throttles::new)),
            bus.serve(Flow.SERVERS, (call, q) -> store.servers().map(this::all)),
            bus.serve(Flow.PUT_SERVER, (call, q) -> putServer(q)),
            bus.serve(Flow.HELD, (call, q) -> store.held()),
            bus.serve(
                Flow.CLOSE_WINDOW,
                (call, q) ->
                    store.closeWindow(
                        q.id(), call.actor(), call.idempotency(Flow.CLOSE_WINDOW, q)))));
  }

  private Future<SmtpServerRule> putServer(SmtpServerRule rule) {
    if (!servers.contains(rule.name())) {
      throw Failure.notFound("server", rule.name());
    }
    return store.putServer(rule).compose(stored -> learn.get().map(stored));
  }

  private SmtpServers all(List<SmtpServerRule> decided) {
    Map<String, SmtpServerRule> all = new LinkedHashMap<>();
    servers.forEach(name -> all.put(name, new SmtpServerRule(name, false, null, null)));
    decided.stream()
        .filter(rule -> all.containsKey(rule.name()))
        .forEach(rule -> all.put(rule.name(), rule));
    return new SmtpServers(List.copyOf(all.values()));
  }
}
