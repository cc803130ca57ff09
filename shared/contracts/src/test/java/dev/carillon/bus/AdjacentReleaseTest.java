package dev.carillon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carillon.failure.Checks;
import dev.carillon.failure.Failure;
import dev.carillon.failure.FailureCode;
import dev.carillon.json.Json;
import dev.carillon.json.JsonType;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What processes of two adjacent releases make of each other's records. */
class AdjacentReleaseTest {
  record ItemBefore(String text) {}

  record Before(String text, List<ItemBefore> items) {
    Before {
      Checks.start().line("/text", text, 1, 10).verify();
      items = List.copyOf(items);
    }
  }

  record ItemNow(String text, String note) {}

  record Now(String text, List<ItemNow> items, String zone, int left, boolean done) {}

  @Test
  void whatTheNewerOneAddedIsLeftOutByTheOlderOne() {
    Now now = new Now("t", List.of(new ItemNow("i", "n")), "UTC", 7, true);
    assertThat(across(now).as(JsonType.of(Before.class)))
        .isEqualTo(new Before("t", List.of(new ItemBefore("i"))));
  }

  @Test
  void whatTheOlderOneDoesNotSayHasItsDefault() {
    Before before = new Before("t", List.of(new ItemBefore("i")));
    assertThat(across(before).as(JsonType.of(Now.class)))
        .isEqualTo(new Now("t", List.of(new ItemNow("i", null)), null, 0, false));
  }

  @Test
  void allElseIsAsStrictAsEver() {
    for (String wrong :
        List.of(
            "{\"text\":\"\",\"items\":[]}",
            "{\"text\":7,\"items\":[]}",
            "{\"text\":\"t\",\"text\":\"t\",\"items\":[]}",
            "{\"more\":1,\"more\":1,\"text\":\"t\",\"items\":[]}",
            "{\"text\":\"t\",\"items\":[]} {}",
            "{\"items\":[]}")) {
      WireBody wire = new WireBody(WireBody.MESSAGE, Buffer.buffer(wrong));
      assertThat(
              catchThrowableOfType(Failure.class, () -> wire.as(JsonType.of(Before.class))).code())
          .as(wrong)
          .isEqualTo(FailureCode.INVALID);
    }
    assertThat(
            catchThrowableOfType(
                Failure.class,
                () -> Json.read("{\"text\":\"t\",\"items\":[],\"x\":1}", Before.class)))
        .as("at the edge")
        .hasMessageContaining("/x");
  }

  @Test
  void aFailureThatOnlyTheNewerOneKnowsIsNotBlamedOnTheCaller() {
    String newer = "{\"code\":\"TEAPOT\",\"message\":\"m\",\"details\":[],\"hint\":{\"a\":[1]}}";
    WireBody wire =
        new WireBody(WireBody.FAILURE, Buffer.buffer(newer.getBytes(StandardCharsets.UTF_8)));
    Failure failure = catchThrowableOfType(Failure.class, wire::throwFailure);
    assertThat(failure.code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(failure.message()).isEqualTo("m");
  }

  private static WireBody across(Record record) {
    return new WireBody(WireBody.MESSAGE, Buffer.buffer(Json.bytes(record)));
  }
}
