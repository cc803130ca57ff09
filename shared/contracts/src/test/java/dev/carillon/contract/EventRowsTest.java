package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.contract.broadcasts.BroadcastFired;
import dev.carillon.contract.users.UserEvent;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Doc;
import dev.carillon.json.Json;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The payloads of outbox rows, as PostgreSQL gave them out before events were typed, are read as
 * their records and written again without a difference: live clients see the same text.
 */
class EventRowsTest {
  private static final UUID USER = UUID.fromString("01a2053c-f08d-7000-9f43-db727cead178");
  private static final String ID = "\"" + USER + "\"";

  record Row(String payload, Class<?> type, Object event) {}

  static Stream<Row> rows() {
    return Stream.of(
        new Row(
            "{\"name\":\"Zoë\",\"email\":\"z@b.c\",\"change\":\"created\",\"userId\":"
                + ID
                + ",\"version\":1,\"welcome\":true}",
            UserEvent.class,
            new UserEvent.Created(USER, "z@b.c", "Zoë", 1, true)),
        new Row( // the user was erased before this one was told
            "{\"change\":\"created\",\"userId\":" + ID + ",\"version\":1,\"welcome\":false}",
            UserEvent.class,
            new UserEvent.Created(USER, null, null, 1, false)),
        new Row(
            "{\"change\":\"changed\",\"userId\":" + ID + ",\"version\":3,\"welcome\":false}",
            UserEvent.class,
            new UserEvent.Changed(UserEvent.Changed.Kind.FIELDS, USER, null, null, 3, false)),
        changed("changed", UserEvent.Changed.Kind.FIELDS),
        changed("deactivated", UserEvent.Changed.Kind.DEACTIVATED),
        changed("reactivated", UserEvent.Changed.Kind.REACTIVATED),
        new Row(
            "{\"change\":\"erased\",\"userId\":" + ID + ",\"addresses\":[\"z@b.c\",\"Y@b.c\"]}",
            UserEvent.class,
            new UserEvent.Erased(USER, List.of("z@b.c", "Y@b.c"))),
        new Row(
            "{\"name\":\"n\",\"topic\":\"plain\",\"fireAt\":\"2026-11-22T21:50:09.565600Z\","
                + "\"payload\":{\"text\":\"t\",\"n\":[1,null,0.50]}}",
            BroadcastFired.class,
            new BroadcastFired(
                "n",
                "plain",
                "2026-11-22T21:50:09.565600Z",
                Json.read("{\"text\":\"t\",\"n\":[1,null,0.50]}", Doc.class))));
  }

  private static Row changed(String change, UserEvent.Changed.Kind kind) {
    return new Row(
        "{\"name\":\"Z\",\"email\":\"z@b.c\",\"change\":\""
            + change
            + "\",\"userId\":"
            + ID
            + ",\"version\":7}",
        UserEvent.class,
        new UserEvent.Changed(kind, USER, "z@b.c", "Z", 7, null));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aRowIsReadAsItsRecordAndToldAsItWas(Row row) {
    Object event = Json.read(row.payload(), row.type());
    assertThat(event).isEqualTo(row.event());
    assertThat(Json.text(event)).isEqualTo(Json.text(Json.read(row.payload(), Doc.class)));
  }

  @Test
  void aTickIsToldInUtcHoweverItWasWritten() {
    for (String written : List.of("2026-11-22T21:50:09+00:00", "2026-11-22T23:50:09+02:00")) {
      assertThat(new BroadcastFired("n", "plain", written, Doc.object()).fireAt())
          .isEqualTo("2026-11-22T21:50:09Z");
    }
  }

  @Test
  void theAddressesOfSomebodyErasedAreNotTold() {
    assertThat(Json.text(new UserEvent.Erased(USER, List.of("z@b.c")).withoutAddresses()))
        .isEqualTo("{\"change\":\"erased\",\"userId\":" + ID + "}");
  }

  @Test
  void whatANewerWriterAddsIsLeftOut() {
    assertThat(Json.read("{\"change\":\"erased\",\"userId\":" + ID + ",\"x\":1}", UserEvent.class))
        .isEqualTo(new UserEvent.Erased(USER, null));
  }

  @Test
  void anEventOfAnUnknownKindOrOfNobodyIsRefused() {
    for (String payload :
        List.of(
            "{\"change\":\"moved\",\"userId\":" + ID + "}",
            "{\"userId\":" + ID + "}",
            "{\"change\":\"erased\"}")) {
      Failure failure =
          catchThrowableOfType(Failure.class, () -> Json.read(payload, UserEvent.class));
      assertThat(failure.code()).as(payload).isEqualTo(FailureCode.INVALID);
    }
  }
}
