package dev.carillon.e2e.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.embedded.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests per second and key. */
@WithUp({"CARILLON_RATE_LIMIT=5", "CARILLON_PLAYGROUND=off"})
class RateLimitIT {
  private static final int PER_SECOND = 5;

  @Test
  void aKeyThatAsksTooOftenIsToldSoAndServedAgainLater(Up up) {
    List<Client.Answer> answers = new ArrayList<>();
    do {
      answers.add(up.client().get("/v1/users"));
    } while (answers.get(answers.size() - 1).status() == 200 && answers.size() < 1000);
    Client.Answer refused = answers.get(answers.size() - 1).hasStatus(429);
    assertThat(answers).hasSizeGreaterThan(PER_SECOND);
    assertThat(refused.header("retry-after")).isEqualTo("1");
    assertThat(refused.header("ratelimit-policy")).isEqualTo("\"key\";q=5;w=1");
    assertThat(refused.json().getString("code")).isEqualTo("rate-limited");
    Await.until(
        Duration.ofSeconds(60),
        () -> "the limit to let something through",
        () -> up.client().get("/hello").status() == 404); // and the playground is off
  }
}
