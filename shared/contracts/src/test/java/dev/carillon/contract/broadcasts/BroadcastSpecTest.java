package dev.carillon.contract.broadcasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import dev.carillon.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BroadcastSpecTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"text\":\"\"}",
        "{\"text\":\" \"}",
        "{\"text\":\"\u200B\"}",
        "{\"text\":5}",
        "{\"Text\":\"t\"}"
      })
  void whatGoesToPlainClientsHasAText(String payload) {
    assertThatThrownBy(() -> spec("plain", payload))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("/payload/text must be a text");
    assertThat(spec("news", payload).payload().isObject()).isTrue();
  }

  @Test
  void aTextIsAllThatPlainClientsNeed() {
    assertThat(spec("plain", "{\"text\":\"t\"}").topic()).isEqualTo("plain");
  }

  private static BroadcastSpec spec(String topic, String payload) {
    return Json.read(
        "{\"topic\":\"" + topic + "\",\"payload\":" + payload + ",\"every\":\"PT5S\"}",
        BroadcastSpec.class);
  }
}
