package dev.carillon.e2e.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.failure.FailureCode;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The recorded set leaves out no route, no code and no status that can be had from outside. */
class RecordedSetTest {
  /** Those of the product and those of HTTP itself; 500 and 501 among them. */
  private static final Set<Integer> STATUSES =
      Set.of(
          101, 200, 201, 202, 204, 304, 400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415,
          422, 426, 428, 429, 431, 500, 501, 503, 504);

  private static final List<String> WITHOUT_A_TABLE =
      List.of("GET /ws", "GET /unsubscribe/:token", "POST /unsubscribe/:token");

  @Test
  void everyRouteIsAnsweredWithSuccess() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      SortedSet<String> routes = new RouteTables(vertx).routes();
      assertThat(routes).hasSizeGreaterThan(60);
      routes.addAll(WITHOUT_A_TABLE);
      Set<String> answered =
          blocks().filter(b -> succeeded(b)).map(b -> route(b, routes)).collect(Collectors.toSet());
      routes.removeAll(answered);
      assertThat(routes).as("routes that no recording answers").isEmpty();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void everyCodeIsGiven() {
    Set<String> codes =
        Arrays.stream(FailureCode.values()).map(FailureCode::label).collect(Collectors.toSet());
    codes.removeIf(code -> blocks().anyMatch(b -> answers(b, "\"code\":\"" + code + "\"")));
    assertThat(codes).as("codes that no recording answers").isEmpty();
  }

  @Test
  void everyStatusIsGiven() {
    Set<Integer> statuses =
        blocks().map(Block::status).collect(Collectors.toCollection(TreeSet::new));
    statuses.remove(0);
    assertThat(statuses).containsExactlyInAnyOrderElementsOf(STATUSES);
  }

  static Stream<Block> blocks() {
    return Recording.all().stream().flatMap(r -> joined(r.blocks()).stream());
  }

  /** An answer that is read later belongs to the request that was begun. */
  private static List<Block> joined(List<Block> blocks) {
    return blocks.stream()
        .map(
            block -> {
              String begun = block.directive("begin");
              return begun == null ? block : block.answered(ending(begun, blocks).answer());
            })
        .toList();
  }

  private static Block ending(String begun, List<Block> blocks) {
    return blocks.stream().filter(b -> begun.equals(b.directive("end"))).findFirst().orElseThrow();
  }

  static boolean succeeded(Block block) {
    return block.hasRequest() && block.status() >= 100 && block.status() < 300;
  }

  private static boolean answers(Block block, String text) {
    return block.answer().stream().anyMatch(line -> line.contains(text));
  }

  /** The first that fits with the fewest parameters, as the router has fixed paths first. */
  static String route(Block block, SortedSet<String> routes) {
    String asked = block.method() + " " + block.target().split("\\?", 2)[0];
    return routes.stream()
        .filter(route -> Pattern.matches(route.replaceAll(":[a-zA-Z]+", "[^/]+"), asked))
        .min((one, other) -> Long.compare(parameters(one), parameters(other)))
        .orElse("none: " + asked);
  }

  private static long parameters(String route) {
    return route.chars().filter(c -> c == ':').count();
  }
}
