package dev.carillon.users.store.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.IfMatch;
import dev.carillon.contract.users.ChangeUser;
import dev.carillon.contract.users.PatchProfile;
import dev.carillon.contract.users.Profile;
import dev.carillon.contract.users.PutProfile;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import dev.carillon.users.domain.ProfileStore;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link ProfileStore} keeps to when one document is written or read. */
abstract class ProfileDocumentContract extends ProfileStoreContract {
  @Test
  void aDocumentComesBackAsItWas() {
    Doc doc =
        Json.read(
            """
            {"n": 1, "big": 9007199254740993, "x": 0.1, "minus": -5, "t": true, "none": null,
             "text": "Zo\\u00eb \\ud83d\\ude00 \\u202eabc", "list": [1, "a", [], {}], "o": {"a": {"b": {}}},
             "date": "2026-01-01T00:00:00Z", "": 0}
            """
                .replace(", \"\": 0", ""),
            Doc.class);
    UUID id = UUID.randomUUID();
    assertThat(put(id, doc).version()).isEqualTo(1);
    assertThat(store.get(id).await().profile()).isEqualTo(doc);
    assertThat(put(id, Doc.object()).version()).isEqualTo(2);
    assertThat(store.get(id).await().profile()).isEqualTo(Doc.object());
    assertFails(FailureCode.NOT_FOUND, () -> store.get(UUID.randomUUID()));
  }

  @Test
  void aVersionGuardsAChange() {
    UUID id = UUID.randomUUID();
    assertFails(
        FailureCode.PRECONDITION, () -> store.put(new PutProfile(id, Doc.object(), at(1), false)));
    assertFails(
        FailureCode.PRECONDITION,
        () -> store.put(new PutProfile(id, Doc.object(), IfMatch.ANY, false)));
    put(id, Doc.object("a", 1));
    assertFails(
        FailureCode.PRECONDITION, () -> store.put(new PutProfile(id, Doc.object(), at(2), false)));
    assertThat(store.put(new PutProfile(id, Doc.object("a", 2), at(1), false)).await().version())
        .isEqualTo(2);
    assertFails(FailureCode.PRECONDITION, () -> store.delete(new ChangeUser(id, at(1))));
    store.delete(new ChangeUser(id, at(2))).await();
    assertFails(FailureCode.NOT_FOUND, () -> store.get(id));
    assertFails(FailureCode.PRECONDITION, () -> store.delete(new ChangeUser(id, at(2))));
    store.delete(new ChangeUser(id, null)).await();
    assertThat(put(id, Doc.object()).version()).as("no version comes twice").isGreaterThan(3);
  }

  @Test
  void aDocumentThatMustBeNewReplacesNone() {
    UUID id = UUID.randomUUID();
    assertThat(store.put(new PutProfile(id, Doc.object("a", 1), null, true)).await().version())
        .isEqualTo(1);
    assertFails(
        FailureCode.PRECONDITION,
        () -> store.put(new PutProfile(id, Doc.object("a", 2), null, true)));
    assertThat(store.get(id).await().profile()).isEqualTo(Doc.object("a", 1));
    store.delete(new ChangeUser(id, null)).await();
    store.put(new PutProfile(id, Doc.object("a", 3), null, true)).await();
    store.erase(id).await();
    assertFails(
        FailureCode.NOT_FOUND, () -> store.put(new PutProfile(id, Doc.object(), null, true)));
  }

  @Test
  void aPatchMerges() {
    UUID id = UUID.randomUUID();
    assertFails(
        FailureCode.NOT_FOUND, () -> store.patch(new PatchProfile(id, Doc.object(), at(1))));
    put(id, Json.read("{\"a\":{\"b\":1,\"c\":2},\"d\":[1,2],\"e\":1}", Doc.class));
    Doc patch =
        Json.read("{\"a\":{\"b\":null,\"x\":{\"y\":3}},\"d\":[3],\"e\":{\"f\":1}}", Doc.class);
    assertThat(store.patch(new PatchProfile(id, patch, at(1))).await().profile())
        .isEqualTo(
            Json.read("{\"a\":{\"c\":2,\"x\":{\"y\":3}},\"d\":[3],\"e\":{\"f\":1}}", Doc.class));
    assertFails(FailureCode.PRECONDITION, () -> store.patch(new PatchProfile(id, patch, at(1))));
    Doc large = Doc.object("large", "x".repeat(60_000));
    store.patch(new PatchProfile(id, large, IfMatch.ANY)).await();
    assertFails(
        FailureCode.INVALID,
        () ->
            store.patch(new PatchProfile(id, Doc.object("more", "x".repeat(10_000)), IfMatch.ANY)));
  }

  @Test
  void ofTwoWritersWithOneVersionOneWins() {
    UUID id = UUID.randomUUID();
    put(id, Doc.object("n", 0));
    for (int version = 1; version <= 100; version++) {
      IfMatch same = at(version);
      List<Future<Profile>> writers =
          IntStream.range(0, 2)
              .mapToObj(i -> store.put(new PutProfile(id, Doc.object("n", i), same, false)))
              .toList();
      Future.join(writers).transform(r -> Future.succeededFuture()).await();
      assertThat(writers.stream().filter(Future::succeeded)).hasSize(1);
    }
    List<Future<Profile>> patches =
        IntStream.range(0, 5)
            .mapToObj(i -> store.patch(new PatchProfile(id, Doc.object("p" + i, i), IfMatch.ANY)))
            .toList();
    Future.join(patches).transform(r -> Future.succeededFuture()).await();
    Map<String, Object> members = store.get(id).await().profile().members();
    for (int i = 0; i < patches.size(); i++) {
      assertThat(members.containsKey("p" + i)).isEqualTo(patches.get(i).succeeded());
    }
  }

  @Test
  void firstWritesAtTheSameTimeAllCount() {
    UUID id = UUID.randomUUID();
    Future.all(
            IntStream.range(0, 8).mapToObj(i -> store.put(plain(id, Doc.object("n", i)))).toList())
        .await();
    assertThat(store.get(id).await().version()).isEqualTo(8);
  }

  @Test
  void whatIsErasedNeverComesBack() {
    UUID id = UUID.randomUUID();
    put(id, Doc.object("secret", "xyzzy"));
    assertThat(store.erase(id).await()).isTrue();
    assertThat(store.erase(id).await()).isFalse();
    store.erase(UUID.randomUUID()).await();
    assertFails(FailureCode.NOT_FOUND, () -> store.get(id));
    assertFails(FailureCode.NOT_FOUND, () -> store.put(plain(id, Doc.object())));
    assertThat(found()).isEmpty();
    List<JsonObject> left = mongo.find("profiles", new JsonObject()).await();
    assertThat(left.toString()).doesNotContain("xyzzy");
  }
}
