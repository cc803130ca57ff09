package dev.carillon.gateway.http.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathTableTest {
  private final PathTable<String> table = new PathTable<>();

  @BeforeEach
  void fill() {
    table.add(HttpMethod.GET, "/v1/users", "list");
    table.add(HttpMethod.POST, "/v1/users/batch", "batch");
    table.add(HttpMethod.GET, "/v1/users/:id", "get");
    table.add(HttpMethod.GET, "/v1/users/:id/audit", "audit");
    table.add(HttpMethod.GET, "/v1/users/:id/things/:name", "thing");
    table.add(HttpMethod.GET, "/v1/users", "a second one");
  }

  @Test
  void aPathIsFoundWithItsParameters() {
    assertThat(table.find(HttpMethod.GET, "/v1/users").value()).isEqualTo("list");
    assertThat(table.find(HttpMethod.GET, "/v1/users/a-1").params())
        .containsExactly(entry("id", "a-1"));
    assertThat(table.find(HttpMethod.GET, "/v1/users/a_1/things/b.2~").params())
        .containsOnly(entry("id", "a_1"), entry("name", "b.2~"));
    assertThat(table.find(HttpMethod.GET, "/v1/users/1/audit").value()).isEqualTo("audit");
  }

  /** A fixed path is not taken for a parameter: what is wrong with it, the router says. */
  @Test
  void aFixedSegmentComesBeforeAParameter() {
    assertThat(table.find(HttpMethod.POST, "/v1/users/batch").value()).isEqualTo("batch");
    assertThat(table.find(HttpMethod.GET, "/v1/users/batch")).isNull();
    assertThat(table.find(HttpMethod.GET, "/v1/users/batch/audit")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/v1",
        "/v1/users/",
        "//v1/users",
        "/v1//users",
        "/v1/./users",
        "/v1/x/../users",
        "/v1/users/..",
        "/v1/users/%61",
        "/v1/users/a%2Fb",
        "/v1/users/a+b",
        "/v1/users/a b",
        "/v1/users/a;b",
        "/v1/users/\u00e4",
        "/V1/users",
        "/v1/users/1/audit/2",
        "/v1/users/1/things/2/3",
      })
  void whatIsNotPlainOrUnknownIsLeftToTheRouter(String path) {
    assertThat(table.find(HttpMethod.GET, path)).isNull();
  }

  @Test
  void anotherMethodIsLeftToTheRouter() {
    assertThat(table.find(HttpMethod.DELETE, "/v1/users")).isNull();
  }
}
