package dev.carillon.gateway.ws.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept for a client that is behind, and what it is told of the rest. */
class BacklogTest {
  private static final int ROOM = 250;

  private int taken;
  private final Backlog backlog =
      new Backlog(
          Wording.WEB_SOCKET,
          new Backlog.Room() {
            @Override
            public boolean take(int bytes) {
              boolean fits = taken + bytes <= ROOM;
              taken += fits ? bytes : 0;
              return fits;
            }

            @Override
            public void give(int bytes) {
              taken -= bytes;
            }
          });

  private static LiveMessage message(String topic, String epoch, long seq) {
    return LiveMessage.of(topic, epoch, seq, "{}".getBytes(StandardCharsets.UTF_8));
  }

  private List<String> all() {
    List<String> all = new ArrayList<>();
    for (byte[] next = backlog.next(); next != null; next = backlog.next()) {
      all.add(
          new String(next, StandardCharsets.UTF_8)
              .replaceAll(
                  ".*\"type\":\"(.*?)\",\"topic\":\"(.*?)\",\"epoch\":\"(.*?)\",", "$1 $2 $3 ")
              .replaceAll(",\"data\":|[\"}{]", ""));
    }
    return all;
  }

  @Test
  void theOldestGoFirstAndTheClientIsToldWhich() {
    for (int i = 1; i <= 10; i++) {
      backlog.keep(message("t", "e", i), SlowReader.DROP_OLDEST);
    }
    assertThat(taken).isLessThanOrEqualTo(ROOM);
    assertThat(all())
        .containsExactly(
            "gap t e from:1,to:6",
            "msg t e seq:7",
            "msg t e seq:8",
            "msg t e seq:9",
            "msg t e seq:10");
    assertThat(taken).isZero();
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void onlyTheLatestOfEachTopicWaits() {
    for (int i = 1; i <= 1_000; i++) {
      backlog.keep(message("a", "e", i), SlowReader.LATEST_ONLY);
      backlog.keep(message("b", "e", i), SlowReader.LATEST_ONLY);
    }
    assertThat(all())
        .containsExactly(
            "gap a e from:1,to:999",
            "msg a e seq:1000",
            "gap b e from:1,to:999",
            "msg b e seq:1000");
  }

  @Test
  void whatWasLostElsewhereDoesNotTakeTheLatestFromAClient() {
    backlog.keep(message("a", "e", 1), SlowReader.LATEST_ONLY);
    backlog.keep(LiveMessage.gap("a", "e", 2), SlowReader.LATEST_ONLY);
    assertThat(all()).containsExactly("msg a e seq:1", "gap a e from:2,to:2");
    backlog.keep(message("a", "e", 3), SlowReader.LATEST_ONLY);
    backlog.keep(LiveMessage.gap("a", "e", 4), SlowReader.LATEST_ONLY);
    backlog.keep(message("a", "e", 5), SlowReader.LATEST_ONLY);
    assertThat(all()).containsExactly("gap a e from:3,to:4", "msg a e seq:5");
    assertThat(taken).isZero();
  }

  @Test
  void aGapIsOfOneEpoch() {
    backlog.keep(message("t", "old", 7), SlowReader.LATEST_ONLY);
    backlog.keep(message("t", "new", 1), SlowReader.LATEST_ONLY);
    backlog.keep(message("t", "new", 2), SlowReader.LATEST_ONLY);
    assertThat(all())
        .containsExactly("gap t old from:7,to:7", "gap t new from:1,to:1", "msg t new seq:2");
  }

  @Test
  void whatFindsNoRoomAtAllIsSaidToBeMissing() {
    taken = ROOM;
    backlog.keep(message("t", "e", 1), SlowReader.DROP_OLDEST);
    assertThat(all()).containsExactly("gap t e from:1,to:1");
  }

  @Test
  void aTopicThatIsLeftGivesItsRoomBack() {
    backlog.keep(message("t", "e", 1), SlowReader.DROP_OLDEST);
    backlog.forget("t");
    assertThat(taken).isZero();
    assertThat(backlog.next()).isNull();
  }

  @Test
  void eachKindOfClientHasItsWording() {
    LiveMessage one = message("t", "e", 5);
    assertThat(new String(one.as(Wording.WEB_SOCKET), StandardCharsets.UTF_8))
        .isEqualTo("{\"type\":\"msg\",\"topic\":\"t\",\"epoch\":\"e\",\"seq\":5,\"data\":{}}");
    assertThat(new String(one.as(Wording.EVENT_STREAM), StandardCharsets.UTF_8))
        .isEqualTo("id: e:5\ndata: {\"topic\":\"t\",\"epoch\":\"e\",\"seq\":5,\"data\":{}}\n\n");
    assertThat(new String(Wording.EVENT_STREAM.missed(Missed.of(one)), StandardCharsets.UTF_8))
        .isEqualTo("event: gap\ndata: {\"topic\":\"t\",\"epoch\":\"e\",\"from\":5,\"to\":5}\n\n");
    assertThat(one.as(Wording.WEB_SOCKET)).isSameAs(one.as(Wording.WEB_SOCKET));
  }
}
