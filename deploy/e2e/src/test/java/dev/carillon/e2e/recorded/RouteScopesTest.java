package dev.carillon.e2e.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.request.Role;
import dev.carillon.request.Scope;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every route names one scope, and it is that of its area. */
class RouteScopesTest {
  /** Paths that change nothing although they are asked with POST. */
  private static final Set<String> QUESTIONS =
      Set.of("POST /v1/templates/:name/preview", "POST /v1/templates/:name/draft");

  private final Vertx vertx = Vertx.vertx();
  private final SortedMap<String, String> scopes = new RouteTables(vertx).scopes();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void everyRouteNamesAScopeThatExists() {
    assertThat(scopes).hasSizeGreaterThan(60);
    scopes.forEach((route, scope) -> assertThat(known(scope).text()).as(route).isEqualTo(scope));
  }

  @Test
  void whatReadsDoesNotChange() {
    scopes.forEach(
        (route, scope) -> {
          boolean reads = Role.READER.scopes().covers(known(scope));
          if (!route.startsWith("GET ") && !QUESTIONS.contains(route)) {
            assertThat(reads).as(route + " for " + scope).isFalse();
          } else if (!scope.equals("admin") && !scope.equals("inbox:read")) {
            assertThat(reads).as(route + " for " + scope).isTrue();
          }
        });
  }

  @Test
  void aScopeOpensItsOwnAreaOnly() {
    scopes.forEach(
        (route, scope) -> {
          String path = route.substring(route.indexOf(' ') + 1);
          if (path.startsWith("/v1/")) {
            assertThat(scope).as(route).isIn(areaOf(path));
          }
        });
    assertThat(new TreeSet<>(scopes.values()))
        .containsExactly(
            "admin",
            "any",
            "inbox:read",
            "live:publish:?",
            "live:subscribe:?",
            "live:subscribe:broadcasts",
            "mail:read",
            "mail:send",
            "tokens:issue",
            "users:read",
            "users:write");
  }

  /** Those of topics are asked for the topic of the request, which nobody is given. */
  private static Scope known(String scope) {
    return switch (scope) {
      case "live:subscribe:?" -> Scope.SOME_SUBSCRIBE;
      case "live:publish:?" -> Scope.SOME_PUBLISH;
      case "any" -> Scope.ANY;
      default -> Scope.parse(scope);
    };
  }

  private static Set<String> areaOf(String path) {
    if (path.endsWith("/tokens")) {
      return Set.of("tokens:issue");
    }
    if (path.contains("/notifications")) {
      return Set.of("live:subscribe:?", "live:publish:?");
    }
    return switch (path.split("/", -1)[2]) {
      case "me" -> Set.of("any");
      case "time" -> Set.of("any", "admin");
      case "tokens", "tickets" -> Set.of("tokens:issue");
      case "users", "profiles" -> Set.of("users:read", "users:write", "admin");
      case "inbox" -> Set.of("inbox:read", "admin");
      case "broadcasts" -> Set.of("live:subscribe:broadcasts", "admin");
      case "faults", "keys", "signing-keys", "tasks", "topic-rules" -> Set.of("admin");
      case "topics", "stream" -> Set.of("live:subscribe:?", "live:publish:?");
      default -> Set.of("mail:read", "mail:send", "admin");
    };
  }
}
