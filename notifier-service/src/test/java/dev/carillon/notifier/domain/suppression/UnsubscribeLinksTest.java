package dev.carillon.notifier.domain.suppression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.contract.suppressions.Suppress;
import dev.carillon.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsubscribeLinksTest {
  private static final String BASE = "https://mail.example";

  private final UnsubscribeLinks links = links("the secret of an installation.");

  @Test
  void aLinkIsReadWhereItWasMadeAndShowsNothing() {
    String token = token(links, "Ada@Example.org", "news");
    assertThat(links.read(token))
        .isEqualTo(new Suppress("ada@example.org", "news", UnsubscribeLinks.REASON));
    String clear = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1);
    assertThat(clear).doesNotContain("ada", "example", "news");
    assertThat(token(links, "ada@example.org", "news")).isEqualTo(token);
    assertThat(token(links, "ada@example.org", "offers").substring(0, 16))
        .isNotEqualTo(token.substring(0, 16));
  }

  @Test
  void aLinkThatWasChangedOrMadeElsewhereIsRefused() {
    String token = token(links, "ada@example.org", "news");
    assertRefused(token(links("another secret"), "ada@example.org", "news"));
    for (int i = 0; i < token.length(); i++) {
      char other = token.charAt(i) == 'A' ? 'Q' : 'A';
      String changed = token.substring(0, i) + other + token.substring(i + 1);
      if (i < token.length() - 1) { // its last character has bits that say nothing
        assertRefused(changed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "abc.def", ".", "a.b.c", "\u00e4", "AAAAAAAAAAAAAAAA", "=="})
  void whatIsNoLinkIsRefused(String token) {
    assertRefused(token);
  }

  /** The content and its signature, as links were before. */
  @Test
  void aLinkOfBeforeIsStillTaken() {
    String before = "YWRhQGV4YW1wbGUub3JnCm5ld3M.TTNkUpT7idgiiozugRINMtZbzs69a5BCHkQogENt8H0";
    assertThat(links.read(before))
        .isEqualTo(new Suppress("ada@example.org", "news", UnsubscribeLinks.REASON));
    assertRefused(before.replace("YWRh", "YmRh"));
  }

  private void assertRefused(String token) {
    assertThatThrownBy(() -> links.read(token)).as(token).isInstanceOf(Failure.class);
  }

  private static UnsubscribeLinks links(String secret) {
    return new UnsubscribeLinks(secret.getBytes(StandardCharsets.UTF_8), BASE);
  }

  private static String token(UnsubscribeLinks made, String address, String topic) {
    return made.link(address, topic).substring((BASE + "/unsubscribe/").length());
  }
}
