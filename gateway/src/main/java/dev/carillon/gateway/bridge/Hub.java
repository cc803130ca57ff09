package dev.carillon.gateway.bridge;

import dev.carillon.bus.Bus;
import dev.carillon.bus.Registration;
import dev.carillon.bus.Topic;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who listens to which topic, on one event loop. The bus is listened to once for each topic,
 * however many clients come and go: to register each of them would let one client keep the whole
 * cluster busy. An event is written as JSON once for each dialect.
 */
final class Hub {
  private final Bus bus;
  private final Exposed exposed;
  private final Map<String, Set<Conversation>> listeners = new HashMap<>();

  Hub(Bus bus, Exposed exposed) {
    this.bus = bus;
    this.exposed = exposed;
  }

  /** Listens to all that bridges may hear. */
  Registration listen() {
    return Registration.all(exposed.topics().stream().map(this::listen).toList());
  }

  private <E> Registration listen(Topic<E> topic) {
    return bus.subscribe(topic, event -> tell(topic.address(), event));
  }

  void add(String address, Conversation client) {
    listeners.computeIfAbsent(address, a -> new LinkedHashSet<>()).add(client);
  }

  void remove(String address, Conversation client) {
    listeners.computeIfPresent(
        address,
        (a, clients) -> {
          clients.remove(client);
          return clients.isEmpty() ? null : clients;
        });
  }

  /** How many listen to anything; who listens to two topics counts twice. */
  int listening() {
    return listeners.values().stream().mapToInt(Set::size).sum();
  }

  private void tell(String address, Object event) {
    Map<Dialect, String> written = new EnumMap<>(Dialect.class);
    for (Conversation client : List.copyOf(listeners.getOrDefault(address, Set.of()))) {
      client.hear(
          written.computeIfAbsent(
              client.dialect(), dialect -> ServerFrame.message(dialect, address, event)));
    }
  }
}
