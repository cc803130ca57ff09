package dev.carillon.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.users.AuditEntry;
import dev.carillon.contract.users.AuditPage;
import dev.carillon.contract.users.User;
import dev.carillon.contract.users.UserPage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record writes by itself is, byte for byte, what reflection makes of it. */
class JsonWritableTest {
  private static final int RECORDS = 2_000;

  private final AnyValues any = new AnyValues(20_261_126);

  @Test
  void pagesOfAnythingAreTheSameBytes() {
    for (int i = 0; i < RECORDS; i++) {
      List<User> users = new ArrayList<>();
      for (int n = any.below(4); n > 0; n--) {
        users.add(user(anyTime()));
      }
      isTheSame(new UserPage(users, textOrNull(), any.bool() ? null : any.number()));
    }
  }

  @Test
  void auditsOfAnythingAreTheSameBytes() {
    for (int i = 0; i < RECORDS; i++) {
      List<AuditEntry.Change> changes =
          List.of(
              new AuditEntry.Change("name", textOrNull(), textOrNull()),
              new AuditEntry.Change("zone", null, "UTC"));
      AuditEntry entry =
          new AuditEntry(text(), text(), text(), anyTime(), any.bool() ? changes : List.of());
      isTheSame(new AuditPage(List.of(entry, entry), textOrNull()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-11-26T22:58:46.1Z",
        "2026-11-26T22:58:46.120Z",
        "2026-11-26T22:58:46.000001Z",
        "2026-11-26T22:58:46.000000001Z",
        "2024-02-29T23:59:59.999999999Z",
        "0000-01-01T00:00:00Z",
        "-0001-12-31T23:59:59.5Z",
        "9999-12-31T23:59:59.999Z",
        "+10000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
      })
  void everyTimeIsWrittenAlike(String time) {
    isTheSame(user(Instant.parse(time)));
  }

  @Test
  void linesAreOneRecordEach() {
    User one = user(anyTime());
    User other = user(anyTime());
    assertThat(dev.carillon.json.write.JsonOut.lines(List.of(one, other)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(Json.text(one) + "\n" + Json.text(other) + "\n");
  }

  @Test
  void halfOfASurrogatePairIsRefused() {
    User broken =
        new User(
            UUID.randomUUID(), "a@b.c", "x\ud83d", true, null, null, null, 1, anyTime(), anyTime());
    assertThatThrownBy(() -> Json.bytes(broken)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void isTheSame(Object value) {
    assertThat(Json.bytes(value))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(new String(Json.reflected(value), StandardCharsets.UTF_8));
  }

  private User user(Instant at) {
    return new User(
        any.uuid(),
        text(),
        text(),
        any.bool(),
        textOrNull(),
        textOrNull(),
        textOrNull(),
        any.number(),
        at,
        anyTime());
  }

  private Instant anyTime() {
    return any.time();
  }

  private @Nullable String textOrNull() {
    return any.perhaps(any::text);
  }

  private String text() {
    return any.text();
  }
}
