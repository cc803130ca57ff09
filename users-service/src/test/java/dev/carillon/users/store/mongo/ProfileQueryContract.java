package dev.carillon.users.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.FindProfiles;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.ProfilePage;
import dev.carillon.contract.users.ProfilePath;
import dev.carillon.contract.users.ProfileStats;
import dev.carillon.contract.users.ProfileStatsQuery;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.users.domain.ProfileStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link ProfileStore} keeps to when it finds, sorts and counts. */
abstract class ProfileQueryContract extends ProfileStoreContract {
  @Test
  void longTextsAreSortedAndPagedToo() {
    for (int i = 0; i < 6; i++) {
      put(UUID.randomUUID(), Doc.object("v", "x".repeat(3_000) + i / 2));
    }
    List<Object> all = sorted("v", false, 200);
    assertThat(all).hasSize(6);
    assertThat(sorted("v", false, 1)).isEqualTo(all);
    assertThat(sorted("v", true, 2)).isEqualTo(all.reversed());
  }

  @Test
  void aCursorOnADocumentThatIsGoneOrChangedLeavesOutNone() {
    String begins = "x".repeat(199) + "\ud83d\ude00" + "y".repeat(3_000);
    for (boolean descending : new boolean[] {false, true}) {
      List<UUID> ids = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        ids.add(UUID.randomUUID());
        put(ids.get(i), Doc.object("w", (i < 2 ? "a" : i > 3 ? "z" : begins) + i));
      }
      ProfilePath path = new ProfilePath("w");
      ProfilePage first =
          store
              .find(new FindProfiles(List.of(), path, descending, new PageRequest(3, null)))
              .await();
      UUID last = first.items().get(2).userId();
      put(last, Doc.object("w", 1));
      ProfilePage rest =
          store
              .find(
                  new FindProfiles(List.of(), path, descending, new PageRequest(200, first.next())))
              .await();
      List<UUID> behind = descending ? ids.subList(0, 2) : ids.subList(4, 6);
      assertThat(rest.items()).extracting(Profile::userId).containsAll(behind);
      assertThat(rest.items()).extracting(Profile::userId).containsAnyElementsOf(ids.subList(2, 4));
      ids.forEach(id -> store.delete(new ChangeUser(id, null)).await());
    }
  }

  @Test
  void anOrderAsLongAsARequestHasCursorsThatAreTaken() {
    String field = String.join(".", Collections.nCopies(8, "f".repeat(128)));
    assertThat(field.length()).isGreaterThan(1_000);
    FindProfiles asked =
        new FindProfiles(List.of(), new ProfilePath(field), true, new PageRequest(1, null));
    String next = new Cursor(asked.order(), Doc.of("v"), UUID.randomUUID().toString()).text();
    FindProfiles more =
        new FindProfiles(asked.filters(), asked.sort(), true, new PageRequest(1, next));
    assertThat(store.find(more).await().items()).isEmpty();
  }

  @Test
  void aMeanThatIsNoNumberIsNone() {
    for (int i = 0; i < 3; i++) {
      put(UUID.randomUUID(), Doc.object("v", 1.5e308));
    }
    ProfileStats stats =
        store.stats(new ProfileStatsQuery(List.of(), new ProfilePath("v"), null)).await();
    assertThat(stats.max()).isEqualTo(1.5e308);
    assertThat(Json.read(Json.bytes(stats), ProfileStats.class)).isEqualTo(stats);
  }

  @Test
  void filtersAreTyped() {
    List<UUID> ids = new ArrayList<>();
    for (String doc :
        List.of(
            "{\"v\":10,\"o\":{\"c\":\"Bern\"},\"tags\":[\"a\",\"b\"]}",
            "{\"v\":20.5,\"o\":{\"c\":\"Basel\"},\"tags\":[\"b\"]}",
            "{\"v\":\"20\",\"o\":{\"c\":\"B.rn\"}}",
            "{\"v\":true}",
            "{\"v\":null,\"$x\":1}".replace(",\"$x\":1", ""),
            "{\"w\":1}")) {
      ids.add(UUID.randomUUID());
      put(ids.get(ids.size() - 1), Json.read(doc, Doc.class));
    }
    assertFound(ids, "v:eq:10", 0);
    assertFound(ids, "v:eq:\"20\"", 2);
    assertFound(ids, "v:gt:10", 1);
    assertFound(ids, "v:gte:10", 0, 1);
    assertFound(ids, "v:lt:20.5", 0);
    assertFound(ids, "v:lte:\"z\"", 2);
    assertFound(ids, "v:eq:true", 3);
    assertFound(ids, "v:ne:10", 1, 2, 3, 4, 5);
    assertFound(ids, "v:exists:true", 0, 1, 2, 3, 4);
    assertFound(ids, "v:exists:false", 5);
    assertFound(ids, "v:in:[10,\"20\",true]", 0, 2, 3);
    assertFound(ids, "v:in:[]");
    assertFound(ids, "o.c:prefix:B", 0, 1, 2);
    assertFound(ids, "o.c:prefix:B.", 2);
    assertFound(ids, "o.c:eq:Bern", 0);
    assertFound(ids, "tags:eq:a", 0);
    assertFound(ids, "tags.0:eq:b", 1);
    assertThat(ids(store.find(query(List.of("v:gte:10", "o.c:prefix:Ba"), null, null, 10)).await()))
        .containsExactly(ids.get(1));
  }

  @Test
  void aSortedListIsPagedThroughEveryType() {
    List<Object> values =
        Arrays.asList(5, -1, 2.5, "b", "a", "B", true, false, 5, "a", 1e300, "", null, List.of(1));
    for (Object value : values) {
      put(UUID.randomUUID(), Doc.of(java.util.Collections.singletonMap("v", value)));
    }
    put(UUID.randomUUID(), Doc.object("w", 1));
    for (boolean descending : List.of(false, true)) {
      List<Object> all = sorted("v", descending, 200);
      assertThat(all).hasSize(12);
      List<Object> expected =
          new ArrayList<>(List.of(-1, 2.5, 5, 5, 1e300, "", "B", "a", "a", "b", false, true));
      assertThat(all).isEqualTo(descending ? expected.reversed() : expected);
      for (int limit = 1; limit <= 4; limit++) {
        assertThat(sorted("v", descending, limit)).as("pages of " + limit).isEqualTo(all);
      }
    }
    assertThat(pages(null, false, 4)).hasSize(15);
    assertThat(pages(null, true, 4)).isEqualTo(pages(null, false, 4).reversed());
  }

  @Test
  void statisticsCountWhatIsANumber() {
    for (String doc :
        List.of(
            "{\"age\":20,\"city\":\"Bern\"}", "{\"age\":40,\"city\":\"Bern\"}",
            "{\"age\":30.5,\"city\":\"Basel\"}", "{\"age\":\"50\",\"city\":\"Bern\"}",
            "{\"age\":[60],\"city\":\"Bern\"}", "{\"age\":7}")) {
      put(UUID.randomUUID(), Json.read(doc, Doc.class));
    }
    ProfilePath age = new ProfilePath("age");
    ProfileStats all = store.stats(new ProfileStatsQuery(List.of(), age, null)).await();
    assertThat(all).isEqualTo(new ProfileStats(4, 7.0, 40.0, 24.375, null, false));
    ProfileStats groups =
        store
            .stats(
                new ProfileStatsQuery(filters(List.of("age:gt:7")), age, new ProfilePath("city")))
            .await();
    assertThat(groups.groups())
        .containsExactly(
            new ProfileStats.Group(Doc.of("Bern"), 2, 20.0, 40.0, 30.0),
            new ProfileStats.Group(Doc.of("Basel"), 1, 30.5, 30.5, 30.5));
    assertThat(store.stats(new ProfileStatsQuery(List.of(), new ProfilePath("x"), null)).await())
        .isEqualTo(new ProfileStats(0, null, null, null, null, false));
  }

  private void assertFound(List<UUID> ids, String filter, int... expected) {
    List<UUID> wanted = Arrays.stream(expected).mapToObj(ids::get).toList();
    assertThat(found(filter)).as(filter).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private List<Object> sorted(String field, boolean descending, int limit) {
    return pages((descending ? "-" : "") + field, descending, limit).stream()
        .map(p -> p.profile().members().get(field))
        .toList();
  }

  private List<Profile> pages(String sort, boolean descending, int limit) {
    List<Profile> all = new ArrayList<>();
    String cursor = null;
    do {
      FindProfiles find =
          sort == null
              ? new FindProfiles(List.of(), null, descending, new PageRequest(limit, cursor))
              : query(List.of(), sort, cursor, limit);
      ProfilePage page = store.find(find).await();
      all.addAll(page.items());
      cursor = page.next();
    } while (cursor != null);
    return all;
  }
}
