package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.contract.broadcasts.Broadcasts;
import dev.carillon.contract.flow.Flow;
import dev.carillon.contract.inbox.Inbox;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.mail.Mails;
import dev.carillon.contract.suppressions.Suppressions;
import dev.carillon.contract.tasks.NodeTasks;
import dev.carillon.contract.templates.Templates;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.contract.users.Users;
import dev.carillon.json.Json;
import dev.carillon.json.JsonType;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every record of every contract survives the wire: inside a process records go by reference, so
 * that a fault in their JSON form would stay hidden until there is a cluster.
 */
class CatalogueTest {
  private static final List<Class<?>> HOLDERS =
      List.of(
          Users.class,
          Mails.class,
          Templates.class,
          Suppressions.class,
          Flow.class,
          Broadcasts.class,
          Live.class,
          Inbox.class,
          NodeTasks.class);

  static Stream<Record> samples() {
    return Samples.all().stream();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aRecordSurvivesTheWire(Record sample) {
    assertThat((Object) Json.read(Json.bytes(sample), typeOf(sample))).isEqualTo(sample);
  }

  private static JsonType<?> typeOf(Record sample) {
    return switch (sample) {
      case DomainEvent<?> event when event.data() instanceof UserEvent -> Users.CHANGED.event();
      case DomainEvent<?> event -> Live.BROADCAST_FIRED.event();
      case Answered<?> answered -> JsonType.of(Answered.class, answered.answer().getClass());
      default -> JsonType.of(sample.getClass());
    };
  }

  @Test
  void everyRecordOfTheCatalogueHasASample() throws Exception {
    Set<Class<?>> used = new HashSet<>();
    for (Object constant : constants()) {
      if (constant instanceof Contract<?, ?> contract) {
        used.add(contract.request().raw());
        used.add(contract.response().raw());
      } else if (constant instanceof Topic<?> topic) {
        used.add(topic.event().raw());
      }
    }
    Set<Class<?>> sampled = new HashSet<>();
    samples().forEach(s -> sampled.add(s.getClass()));
    assertThat(used).isNotEmpty();
    assertThat(sampled).containsAll(used);
  }

  @Test
  void everyAddressNamesItsVersionAndIsUsedOnce() throws Exception {
    List<String> addresses = new ArrayList<>();
    for (Object constant : constants()) {
      if (constant instanceof Contract<?, ?> contract) {
        addresses.add(contract.address());
      } else if (constant instanceof Topic<?> topic) {
        addresses.add(topic.address());
      }
    }
    assertThat(addresses).doesNotHaveDuplicates().allMatch(a -> a.matches("[a-z.-]+\\.v\\d+"));
  }

  private static List<Object> constants() throws IllegalAccessException {
    List<Object> constants = new ArrayList<>();
    for (Class<?> holder : HOLDERS) {
      for (Field field : holder.getFields()) {
        constants.add(field.get(null));
      }
    }
    return constants;
  }
}
