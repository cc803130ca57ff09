package dev.carillon.e2e.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.e2e.harness.Client;
import dev.carillon.e2e.harness.Client.Answer;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import dev.carillon.failure.FailureCode;
import dev.carillon.gateway.http.problem.ProblemCode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What needs no key: the descriptions of the API, the pages of problems, the front page. */
@WithUp(
    value = {
      "CARILLON_WELCOME=off",
      "CARILLON_ORIGINS=http://pages.example",
      "CARILLON_OPEN_RATE_LIMIT=0"
    },
    shared = true)
class PagesIT {
  private static final String PAGE = "text/html,application/xhtml+xml,*/*;q=0.8";

  private final Client nobody;

  PagesIT(Up up) {
    this.nobody = up.client(null);
  }

  @Test
  void theDescriptionsNeedNoKeyAndAreKeptAndCompressed() {
    for (String path : List.of("/openapi.json", "/asyncapi.json")) {
      Answer plain = nobody.get(path).hasStatus(200);
      assertThat(plain.header("content-type")).isEqualTo("application/json");
      String etag = plain.header("etag");
      Answer known = nobody.send(nobody.request(path).GET().header("If-None-Match", etag));
      assertThat(known.hasStatus(304).body()).isEmpty();
      Answer zipped = nobody.send(nobody.request(path).GET().header("Accept-Encoding", "gzip"));
      assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
      assertThat(zipped.header("etag")).isNotEqualTo(etag);
      assertThat(zipped.header("vary")).contains("accept-encoding");
      Answer head = nobody.send("HEAD", path, null).hasStatus(200);
      assertThat(head.header("etag")).isEqualTo(etag);
      assertThat(head.body()).isEmpty();
      assertThat(nobody.post(path, "{}").hasStatus(405).header("allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void theTypeOfEveryProblemLeadsToAPageForPeopleAndPrograms() {
    for (ProblemCode code : ProblemCode.values()) {
      Answer page = nobody.send(nobody.request(code.type()).GET().header("Accept", PAGE));
      assertThat(page.hasStatus(200).header("content-type")).startsWith("text/html");
      assertThat(page.header("content-security-policy"))
          .contains("default-src 'none'")
          .doesNotContain("script-src");
      assertThat(page.body()).contains("<code>" + code.label() + "</code>");
      Answer told = nobody.get(code.type()).hasStatus(200);
      assertThat(told.json().getString("code")).isEqualTo(code.label());
      assertThat(told.json().getString("remedy")).isEqualTo(code.remedy());
    }
    Answer unknown = nobody.get("/problems/no-such-code").hasStatus(404);
    assertThat(unknown.json().getString("type")).isEqualTo(ProblemCode.NO_SUCH_PATH.type());
    for (FailureCode failure : FailureCode.values()) {
      ProblemCode code = ProblemCode.of(failure);
      assertThat(code.label()).isEqualTo(failure.label());
      assertThat(code.retryable()).as(code.label()).isEqualTo(failure.retryable());
    }
  }

  @Test
  void aBrowserAtTheAddressIsLedToTheConsoleAndAProgramIsAskedForItsKey() {
    Answer page = nobody.send(nobody.request("/").GET().header("Accept", PAGE));
    assertThat(page.hasStatus(303).header("location")).isEqualTo("/console");
    nobody.get("/").hasStatus(401);
  }
}
