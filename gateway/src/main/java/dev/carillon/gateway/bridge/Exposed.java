package dev.carillon.gateway.bridge;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.contract.catalogue.Catalogue;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.security.Caller;
import dev.carillon.request.Scope;
import dev.carillon.request.Scopes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What may pass a bridge: contracts and topics that say so, for whoever has the scopes that they
 * name. All else is refused alike, whether it exists or not.
 */
final class Exposed {
  private final Map<String, Contract<?, ?>> contracts;
  private final Map<String, Topic<?>> topics;

  Exposed(Collection<Contract<?, ?>> contracts, Collection<Topic<?>> topics) {
    this.contracts =
        contracts.stream()
            .filter(Contract::isExposed)
            .collect(Collectors.toUnmodifiableMap(Contract::address, Function.identity()));
    this.topics =
        topics.stream()
            .filter(Topic::isExposed)
            .collect(Collectors.toUnmodifiableMap(Topic::address, Function.identity()));
  }

  /** Those of the product. */
  static Exposed catalogue() {
    return new Exposed(Catalogue.contracts(), Catalogue.topics());
  }

  List<Topic<?>> topics() {
    return List.copyOf(topics.values());
  }

  /** The contract at an address. FORBIDDEN if there is none that this caller may use. */
  Contract<?, ?> contract(Caller caller, @Nullable String address) {
    Contract<?, ?> contract = address == null ? null : contracts.get(address);
    if (contract == null) {
      throw notHere("contract");
    }
    if (!caller.scopes().covers(contract.scope())) {
      throw lacks(Scopes.of(contract.scope()));
    }
    return contract;
  }

  /** The topic at an address. FORBIDDEN if there is none that this caller may listen to. */
  Topic<?> topic(Caller caller, @Nullable String address) {
    Topic<?> topic = address == null ? null : topics.get(address);
    if (topic == null) {
      throw notHere("topic");
    }
    if (!caller.scopes().covers(topic.scopes())) {
      throw lacks(topic.scopes());
    }
    return topic;
  }

  private static Failure notHere(String what) {
    return Failure.of(FailureCode.FORBIDDEN, "No " + what + " of this address is open to bridges");
  }

  private static Failure lacks(Scopes scopes) {
    return Failure.of(
        FailureCode.FORBIDDEN,
        "This requires "
            + scopes.all().stream()
                .map(Scope::text)
                .collect(Collectors.joining(" and ", "the scope ", "")));
  }
}
