package dev.carillon.gateway.topics.resume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.gateway.ws.message.LiveMessage;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a subscription holds while it reads counts as what else waits for its client. */
class HeldMessagesTest {
  private final CountedRoom room = new CountedRoom();
  private final HeldMessages held = new HeldMessages();

  @Test
  void messagesAreHeldInTheRoomOfTheirClient() {
    room.free = 250;
    assertThat(held.add(message(1, 100), room)).isTrue();
    assertThat(held.add(message(2, 100), room)).isTrue();
    assertThat(held.add(message(3, 100), room)).isFalse();
    assertThat(room.free).isEqualTo(50);
    assertThat(held.remove(room).seq()).isEqualTo(1);
    assertThat(room.free).isEqualTo(150);
    held.clear(room);
    assertThat(room.free).isEqualTo(250);
    held.clear(room);
    assertThat(room.free).isEqualTo(250);
  }

  @Test
  void oneSubscriptionHoldsSoManyMessagesAndBytes() {
    for (int i = 0; i < 256; i++) {
      assertThat(held.add(message(i, 1), room)).isTrue();
    }
    assertThat(held.add(message(256, 1), room)).isFalse();
    held.clear(room);
    assertThat(held.add(message(1, 256 << 10), room)).isTrue();
    assertThat(held.add(message(2, 1), room)).isFalse();
    assertThat(room.free).isEqualTo((1 << 20) - (256 << 10));
  }

  private static LiveMessage message(long seq, int bytes) {
    return LiveMessage.of("t", "e", seq, Instant.EPOCH, new byte[bytes]);
  }
}
