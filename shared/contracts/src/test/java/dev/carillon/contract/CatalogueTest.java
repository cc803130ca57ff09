package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.contract.catalogue.Catalogue;
import dev.carillon.contract.live.Live;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.contract.users.Users;
import dev.carillon.json.Json;
import dev.carillon.json.JsonType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every record of every contract survives the wire: inside a process records go by reference, so
 * that a fault in their JSON form would stay hidden until there is a cluster.
 */
class CatalogueTest {
  static Stream<Record> samples() {
    return Stream.of(
            Samples.all(),
            GivenUpSamples.all(),
            InboxSamples.all(),
            PersonSamples.all(),
            TopicSamples.all(),
            ClusterSamples.all(),
            TokenSamples.all(),
            NotificationSamples.all())
        .flatMap(List::stream);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aRecordSurvivesTheWire(Record sample) {
    assertThat((Object) Json.read(Json.bytes(sample), typeOf(sample))).isEqualTo(sample);
  }

  static JsonType<?> typeOf(Record sample) {
    return switch (sample) {
      case DomainEvent<?> event when event.data() instanceof UserEvent -> Users.CHANGED.event();
      case DomainEvent<?> event -> Live.BROADCAST_FIRED.event();
      case Answered<?> answered -> JsonType.of(Answered.class, answered.answer().getClass());
      default -> JsonType.of(sample.getClass());
    };
  }

  @Test
  void everyRecordOfTheCatalogueHasASample() {
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
  void everyAddressNamesItsVersionAndIsUsedOnce() {
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

  /** A change must not be had for the scope of reading, nor a secret for that of everyday use. */
  @Test
  void everyContractNamesTheScopeOfItsArea() {
    Map<String, String> scopes = new TreeMap<>();
    for (Object constant : constants()) {
      if (constant instanceof Contract<?, ?> contract) {
        scopes.merge(
            contract.scope() + (contract.isExposed() ? "" : " (inside)"),
            contract.address(),
            (some, one) -> some + " " + one);
      }
    }
    assertThat(scopes.keySet())
        .containsExactlyInAnyOrder(
            "admin",
            "admin (inside)",
            "inbox:read",
            "live:publish:?",
            "live:subscribe:?",
            "live:subscribe:broadcasts",
            "mail:content",
            "mail:read",
            "mail:send",
            "users:read",
            "users:write");
    assertThat(scopes.get("inbox:read").split(" "))
        .containsExactlyInAnyOrder(
            "inbox.list.v1",
            "inbox.get.v1",
            "inbox.read.v1",
            "inbox.await.v1",
            "inbox.view.open.v1");
    assertThat(scopes.get("users:read").split(" "))
        .containsExactlyInAnyOrder(
            "users.get.v1",
            "users.list.v1",
            "users.profile.get.v1",
            "users.profile.find.v1",
            "users.profile.stats.v1");
    assertThat(scopes.get("mail:read"))
        .doesNotContain("put", "add", "remove", "accept", "cancel", "retry", "delete");
    assertThat(scopes.get("admin").split(" "))
        .containsExactlyInAnyOrder(
            "users.erase.v1",
            "users.audit.v1",
            "users.addresses.v1",
            "users.erasures.v1",
            "mail.kept.v1",
            "mail.traces.v1",
            "inbox.delete.v1",
            "users.parked.list.v1",
            "users.parked.retry.v1",
            "users.parked.drop.v1",
            "mail.parked.list.v1",
            "mail.parked.retry.v1",
            "mail.parked.drop.v1",
            "mail.pause.v2",
            "mail.resume.v1",
            "flow.throttles.put.v1",
            "flow.throttles.delete.v1",
            "flow.servers.put.v1",
            "broadcasts.run.v1",
            "broadcasts.put.v1",
            "broadcasts.delete.v1",
            "topic-rules.put.v1",
            "topic-rules.get.v1",
            "topic-rules.list.v1",
            "topic-rules.delete.v1");
    assertThat(scopes.get("live:publish:?").split(" "))
        .containsExactlyInAnyOrder(
            "topics.publish.v1",
            "notifications.create.v1",
            "notifications.seen.v1",
            "notifications.acked.v1",
            "notifications.all-seen.v1",
            "notifications.remove.v1");
    assertThat(scopes.get("live:subscribe:?").split(" "))
        .containsExactlyInAnyOrder("topics.read.v1", "notifications.list.v1", "presence.get.v1");
  }

  /** What holds data may be listened to by who may read the data. */
  @Test
  void everyTopicThatIsExposedNamesTheScopesOfItsData() {
    Map<String, String> scopes = new TreeMap<>();
    Catalogue.topics().forEach(topic -> scopes.put(topic.address(), topic.scopes().text()));
    assertThat(scopes)
        .isEqualTo(
            Map.of(
                "users.changed.v1", "live:subscribe:users.changed users:read",
                "mail.changed.v1", "live:subscribe:emails mail:read",
                "broadcast.fired.v1", "live:subscribe:broadcasts",
                "live.plain.v1", "live:subscribe:plain",
                "topics.published.v1", "",
                "topic-rules.changed.v1", "",
                "keys.changed.v1", "",
                "tokens.changed.v1", "",
                "presence.news.v1", "",
                "presence.wanted.v1", ""));
  }

  static List<Object> constants() {
    List<Object> constants = new ArrayList<>(Catalogue.contracts());
    constants.addAll(Catalogue.topics());
    return constants;
  }
}
