package dev.carillon.notifier.domain.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import org.junit.jupiter.api.Test;

class WaitingBytesTest {
  private final WaitingBytes waiting = new WaitingBytes(new TopicBounds(1, 1, 1, 1, 100, 40));

  @Test
  void aKeyCannotTakeTheRoomOfAll() {
    waiting.take("jo", 40);
    assertThat(refusal("jo")).isEqualTo(FailureCode.RATE_LIMITED);
    waiting.take("al", 40);
    waiting.take("bo", 20);
    assertThat(refusal("bo")).isEqualTo(FailureCode.UNAVAILABLE);
    waiting.give("jo", 40);
    waiting.take("bo", 20);
    assertThat(refusal("bo")).isEqualTo(FailureCode.RATE_LIMITED);
  }

  private FailureCode refusal(String key) {
    Failure[] refused = new Failure[1];
    assertThatThrownBy(() -> waiting.take(key, 1))
        .isInstanceOfSatisfying(Failure.class, failure -> refused[0] = failure);
    return refused[0].code();
  }
}
