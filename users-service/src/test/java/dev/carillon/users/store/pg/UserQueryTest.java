package dev.carillon.users.store.pg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.contract.Cursor;
import dev.carillon.contract.PageRequest;
import dev.carillon.contract.users.ListUsers;
import dev.carillon.contract.users.UserFilter;
import dev.carillon.contract.users.UserSort;
import dev.carillon.json.Doc;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A statement is prepared once for each set of filters: no value is a part of its text. */
class UserQueryTest {
  @ParameterizedTest
  @EnumSource
  void valuesAreNoPartOfTheStatement(UserSort sort) {
    for (int filters = 0; filters < 16; filters++) {
      for (boolean next : new boolean[] {false, true}) {
        Set<String> texts = new HashSet<>();
        for (int value = 1; value <= 5; value++) {
          texts.add(text(sort, filters, value, next));
        }
        assertThat(texts).as("filters %s, next page %s", filters, next).hasSize(1);
      }
    }
  }

  @Test
  void thereAreFewStatements() {
    Set<String> texts = new HashSet<>();
    for (UserSort sort : UserSort.values()) {
      for (int filters = 0; filters < 16; filters++) {
        texts.add(text(sort, filters, 1, false));
        texts.add(text(sort, filters, 1, true));
      }
    }
    assertThat(texts).hasSize(UserSort.values().length * 16 * 2);
  }

  @Test
  void theUsualPageIsPlannedOnce() {
    assertThat(text(UserSort.CREATED_AT, 0, PageRequest.DEFAULT_LIMIT, false))
        .endsWith(" limit " + (PageRequest.DEFAULT_LIMIT + 1));
    assertThat(text(UserSort.CREATED_AT, 0, PageRequest.DEFAULT_LIMIT, true))
        .contains("($1, $2)")
        .endsWith(" limit " + (PageRequest.DEFAULT_LIMIT + 1));
    assertThat(text(UserSort.NAME, 1, PageRequest.DEFAULT_LIMIT, false)).endsWith(" limit $2");
    assertThat(text(UserSort.EMAIL, 0, PageRequest.DEFAULT_LIMIT, false)).endsWith(" limit $1");
  }

  private static String text(UserSort sort, int filters, int value, boolean next) {
    UserFilter filter =
        new UserFilter(
            null,
            null,
            in(filters, 1, "user" + value + "@carillon.example"),
            in(filters, 2, "external-" + value),
            in(filters, 4, Instant.ofEpochSecond(value)),
            in(filters, 8, Instant.ofEpochSecond(1_000 + value)));
    ListUsers list = new ListUsers(filter, sort, false, null, new PageRequest(value, null));
    UserQuery query = new UserQuery(list);
    Cursor cursor =
        next
            ? new Cursor(
                list.order(),
                Doc.of(Instant.ofEpochSecond(value).toString()),
                new UUID(0, value).toString())
            : null;
    return query.page(query.where(null, UserQuery.Words.IN_ORDER), cursor, value).sql();
  }

  private static <T> @Nullable T in(int filters, int bit, T value) {
    return (filters & bit) == 0 ? null : value;
  }
}
