package dev.carillon.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"a@b", "first.last+tag@sub.example.org", "o'neil@example.org", "x_y@1.de"})
  void plainAddressesPass(String address) {
    assertThat(Checks.isEmail(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "@b.c",
        "a@",
        "a b@c.d",
        "a@b@c.d",
        "<a@b.c>",
        "A <a@b.c>",
        "a@b.c,d@e.f",
        "a@b.c;d@e.f",
        "\"a b\"@c.d",
        "a@[127.0.0.1]",
        "a@b..c",
        ".a@b.c",
        "a.@b.c",
        "a@-b.c",
        "@route:a@b.c",
        "a(comment)@b.c",
        "a@b.c\r\nRCPT TO:<evil@x.y>",
        "a\u0000@b.c",
        "a@b.c\n",
        "ä@b.c"
      })
  void everythingElseIsRefused(String address) {
    assertThat(Checks.isEmail(address)).isFalse();
  }

  @Test
  void noRandomControlCharacterPassesAsAddressOrLine() {
    Random random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      char control = (char) (random.nextBoolean() ? random.nextInt(32) : 0x7f + random.nextInt(33));
      StringBuilder text = new StringBuilder("someone@example.org");
      text.insert(random.nextInt(text.length() + 1), control);
      assertThat(Checks.isEmail(text.toString())).isFalse();
      assertThat(isLine(text.toString())).isFalse();
    }
  }

  @Test
  void aLineSeparatorIsCalledWhatItIs() {
    for (String at : new String[] {"U+2028", "U+2029"}) {
      char separator = (char) Integer.parseInt(at.substring(2), 16);
      assertThatThrownBy(() -> Checks.start().line("/x", "a" + separator, 1, 9).verify())
          .hasMessageContaining("/x holds " + at)
          .hasMessageNotContaining("control");
      assertThatThrownBy(() -> Checks.start().textIfPresent("/x", "a" + separator, 1, 9).verify())
          .hasMessageContaining("/x holds " + at);
    }
  }

  private static boolean isLine(String text) {
    try {
      Checks.start().line("/x", text, 1, 100).verify();
      return true;
    } catch (Failure refused) {
      return false;
    }
  }
}
