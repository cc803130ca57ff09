package dev.carillon.contract.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What has an order is answered in it by every process: {@code Map.copyOf} has another in each. */
class OrderedAnswersTest {
  @Test
  void aLedgerHasItsStatesInTheOrderOfTheStates() {
    Map<String, Long> counted = new LinkedHashMap<>();
    counted.put("mislaid", 1L);
    counted.put("unknown", 2L);
    for (MailState state : MailState.values()) {
      counted.put(state.lower(), 3L);
    }

    Ledger ledger = new Ledger(42, counted, 3, 0, 0, null, true);

    assertThat(ledger.states().keySet())
        .startsWith("scheduled", "held", "ready")
        .endsWith("unknown", "mislaid")
        .hasSize(counted.size());
    assertThat(ledger.states()).isEqualTo(counted).isUnmodifiable();
  }

  @Test
  void aMailHasItsHeadersAsTheyWereGiven() {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String name : List.of("X-Second", "X-First", "X-Zulu", "X-Alpha", "X-Mike")) {
      headers.put(name, "of " + name);
    }

    MailContent content = new MailContent("Hello", null, null, null, headers, List.of());

    assertThat(content.headers()).containsExactlyEntriesOf(headers).isUnmodifiable();
  }
}
