package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.carillon.bench.process.PreviousVersion;
import dev.carillon.bus.Contract;
import dev.carillon.bus.Topic;
import dev.carillon.json.Json;
import dev.carillon.json.JsonType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every record of every contract against the one of the same name in the version before: what the
 * one writes the other reads, in both directions, and it means the same.
 */
class AdjacentContractsIT {
  private static final Path KEPT = Path.of("src/test/previous");

  private static VersionBefore before;

  @BeforeAll
  static void load() throws Exception {
    assumeTrue(PreviousVersion.isIn(KEPT), "SKIPPED: no version before this one is kept");
    before = VersionBefore.in(KEPT);
  }

  @AfterAll
  static void close() throws Exception {
    if (before != null) {
      before.close();
    }
  }

  static Stream<Record> samples() {
    return CatalogueTest.samples();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatOneVersionWritesTheOtherReadsAsTheSame(Record sample) throws Exception {
    JsonType<?> type = CatalogueTest.typeOf(sample);
    for (String named : type.toString().split("[<>]", -1)) {
      // an argument is new with its address: whatAnAddressTakesAndGivesHasTheSameName
      assumeTrue(named.isEmpty() || before.has(named), "it is new");
    }
    byte[] ours = Json.bytes(sample);
    byte[] theirs = before.readAndWrite(ours, type.toString());
    assertThat(Json.bytes(Json.readTolerantly(theirs, type))).isNotEmpty();
    assertKept("", tree(theirs), tree(ours));
  }

  /** A member that the version before has is what it was. */
  private static void assertKept(String pointer, Object theirs, Object ours) {
    if (theirs instanceof JsonObject members && ours instanceof JsonObject others) {
      for (String name : members.fieldNames()) {
        assertThat(others.fieldNames()).as(pointer).contains(name);
        assertKept(pointer + "/" + name, members.getValue(name), others.getValue(name));
      }
    } else if (theirs instanceof JsonArray items
        && ours instanceof JsonArray others
        && items.size() == others.size()) {
      for (int i = 0; i < items.size(); i++) {
        assertKept(pointer + "/" + i, items.getValue(i), others.getValue(i));
      }
    } else {
      assertThat(theirs).as(pointer).isEqualTo(ours);
    }
  }

  private static Object tree(byte[] json) {
    return io.vertx.core.json.Json.decodeValue(new String(json, StandardCharsets.UTF_8));
  }

  @Test
  void everyAddressOfTheVersionBeforeIsServedStill() throws Exception {
    assertThat(before.addresses()).hasSizeGreaterThan(50);
    Set<String> now = new HashSet<>();
    for (Object constant : CatalogueTest.constants()) {
      if (constant instanceof Contract<?, ?> contract) {
        now.add(contract.address());
      } else if (constant instanceof Topic<?> topic) {
        now.add(topic.address());
      }
    }
    assertThat(now).containsAll(before.addresses());
  }

  /** So a new record, which the version before cannot read, comes at new addresses only. */
  @Test
  void whatAnAddressTakesAndGivesHasTheSameName() throws Exception {
    Map<String, String> now = new HashMap<>();
    for (Object constant : CatalogueTest.constants()) {
      if (constant instanceof Contract<?, ?> contract) {
        now.put(contract.address(), contract.request() + " " + contract.response());
      } else if (constant instanceof Topic<?> topic) {
        now.put(topic.address(), topic.event().toString());
      }
    }
    Map<String, String> then = before.types();
    assertThat(then).hasSizeGreaterThan(50);
    assertThat(now).containsAllEntriesOf(then);
  }

  @Test
  void noComponentOfARecordWasRenamedOrHasAnotherType() throws Exception {
    List<String> gone = new ArrayList<>();
    for (Class<?> record : records()) {
      Set<String> now = new HashSet<>();
      for (RecordComponent component : record.getRecordComponents()) {
        now.add(component.getName() + " " + wireType(component));
      }
      for (RecordComponent component : before.componentsOf(record.getName())) {
        String member = component.getName() + " " + wireType(component);
        if (!now.contains(member) && !isWider(record, component)) {
          gone.add(record.getName() + ": " + member);
        }
      }
    }
    assertThat(gone).isEmpty();
  }

  private record Narrow(List<Name> items) {}

  private record Wide(List<NameAndAge> items) {}

  private record Name(String name) {}

  private record NameAndAge(String name, int age) {}

  @Test
  void itemsThatLackWhatThoseBeforeHadAreNoWider() {
    assertThat(isWider(Wide.class, Narrow.class.getRecordComponents()[0])).isTrue();
    assertThat(isWider(Narrow.class, Wide.class.getRecordComponents()[0])).isFalse();
  }

  /** Items of a list may be another record, if it has all that those before it had. */
  private static boolean isWider(Class<?> record, RecordComponent then) {
    Set<String> had = members(then);
    return !had.isEmpty()
        && Stream.of(record.getRecordComponents())
            .filter(component -> component.getName().equals(then.getName()))
            .anyMatch(component -> members(component).containsAll(had));
  }

  /** Those of the items of a list of records; nothing for whatever else. */
  private static Set<String> members(RecordComponent list) {
    Set<String> members = new HashSet<>();
    if (list.getGenericType() instanceof ParameterizedType type
        && type.getRawType() == List.class
        && type.getActualTypeArguments()[0] instanceof Class<?> item
        && item.isRecord()) {
      for (RecordComponent component : item.getRecordComponents()) {
        members.add(component.getName() + " " + wireType(component));
      }
    }
    return members;
  }

  /** An int and an Integer are the same on the wire. */
  private static String wireType(RecordComponent component) {
    return switch (component.getGenericType().getTypeName()) {
      case "int", "long", "java.lang.Integer" -> "java.lang.Long";
      case "boolean" -> "java.lang.Boolean";
      case "double" -> "java.lang.Double";
      case String name -> name;
    };
  }

  /** Else a request that is repeated over the exchange of processes has another fingerprint. */
  @Test
  void whatARequestHasNewIsNotWrittenWhileItIsAbsent() throws Exception {
    List<String> written = new ArrayList<>();
    for (Object constant : CatalogueTest.constants()) {
      if (constant instanceof Contract<?, ?> contract
          && before.has(contract.request().raw().getName())) {
        Class<?> request = contract.request().raw();
        Set<String> known = new HashSet<>();
        for (RecordComponent component : before.componentsOf(request.getName())) {
          known.add(component.getName());
        }
        for (RecordComponent component : request.getRecordComponents()) {
          if (!known.contains(component.getName())
              && !request
                  .getDeclaredField(component.getName())
                  .isAnnotationPresent(JsonInclude.class)) {
            written.add(request.getName() + ": " + component.getName());
          }
        }
      }
    }
    assertThat(written).isEmpty();
  }

  private static List<Class<?>> records() throws Exception {
    List<Class<?>> records = new ArrayList<>();
    for (String name : before.contractClasses()) {
      try {
        Class<?> now = Class.forName(name);
        if (now.isRecord()) {
          records.add(now);
        }
      } catch (ClassNotFoundException e) {
        // that of an address which is served no more would be noticed
      }
    }
    assertThat(records).hasSizeGreaterThan(100);
    return records;
  }
}
