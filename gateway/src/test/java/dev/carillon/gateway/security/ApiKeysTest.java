package dev.carillon.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.request.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeysTest {
  private static final String ONE = HashedKey.of("sk_one").hex();
  private static final String TWO = HashedKey.of("sk_two").hex();

  @TempDir Path folder;

  @Test
  void aLineHasARoleOrScopes() {
    ApiKeys keys =
        read(
            "# keys\n\n ann Reader "
                + ONE
                + "\nbob\tmail:send,inbox:read  "
                + TWO.toUpperCase(Locale.ROOT));
    assertThat(keys.find(HashedKey.of("sk_one")))
        .isEqualTo(new Caller("ann", Role.READER.scopes()));
    Caller bob = keys.find(HashedKey.of("sk_two"));
    assertThat(bob).isNotNull();
    assertThat(bob.scopes().texts()).containsExactly("inbox:read", "mail:send");
    assertThat(keys.find(HashedKey.of("sk_three"))).isNull();
    assertThat(keys.has("bob")).isTrue();
    assertThat(keys.has("sk_two")).isFalse();
  }

  @Test
  void twoKeysOfOneNameAreRefused() {
    assertThatThrownBy(() -> read("ann reader " + ONE + "\nann admin " + TWO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith(
            "keys line 2 has the name of another line: two keys cannot have one name");
  }

  @Test
  void twoNamesOfOneKeyAreRefused() {
    assertThatThrownBy(
            () -> read("ann reader " + ONE + "\nbob admin " + ONE.toUpperCase(Locale.ROOT)))
        .hasMessageEndingWith("keys line 2 has the same key as another line");
  }

  /** Somebody may have put the key itself where its hash belongs. */
  @Test
  void whatIsWrongIsNamedByItsLineAndNotRepeated() {
    for (String line :
        new String[] {
          "ann root " + ONE, "ann users:read, " + ONE, "ann reader sk_one", "ann reader", "sk_one"
        }) {
      assertThatThrownBy(() -> read("\n" + line))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("keys line 2 ")
          .hasMessageNotContaining("sk_one");
    }
  }

  private ApiKeys read(String text) {
    try {
      return ApiKeys.read(Files.writeString(folder.resolve("keys"), text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
