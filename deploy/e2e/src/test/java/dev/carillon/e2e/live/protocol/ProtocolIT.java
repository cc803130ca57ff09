package dev.carillon.e2e.live.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.carillon.e2e.harness.Browser;
import dev.carillon.e2e.harness.Pages;
import dev.carillon.e2e.harness.Programs;
import dev.carillon.e2e.harness.Up;
import dev.carillon.e2e.harness.WithUp;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One protocol: each conversation of {@code live/protocol} is held by a bare socket, the Java
 * client, Node and Chromium; and {@code client.js} is used in both of the latter.
 */
@WithUp(
    value = {
      "CARILLON_WELCOME=off",
      "CARILLON_ORIGINS=http://pages.example",
      "CARILLON_OPEN_RATE_LIMIT=0"
    },
    shared = true)
class ProtocolIT {
  private static final String HOST = "pages.example";
  private static final Path PAGE = Path.of("..", "docs", "live.md");
  private static final Path SCRIPTS = Path.of("src", "test", "resources", "live");
  private static final Pattern TYPE = Pattern.compile("\"type\" ?: ?\"([a-z]+)\"");

  @TempDir Path folder;
  private final Up up;

  ProtocolIT(Up up) {
    this.up = up;
  }

  @TestFactory
  Stream<DynamicTest> aBareSocketHoldsEachConversation() {
    return each(BareLink.to(up.port()));
  }

  @TestFactory
  Stream<DynamicTest> theJavaClientHoldsEachConversation() {
    Vertx vertx = Vertx.vertx();
    return each(JavaLink.to(vertx, up.port())).onClose(() -> vertx.close().await());
  }

  private Stream<DynamicTest> each(Link.Opener opener) {
    return new Conversations(up)
        .filled().stream()
            .map(
                one ->
                    dynamicTest(
                        one.getString("name"), () -> Script.hold(one, opener, up.client())));
  }

  @Test
  void nodeHoldsEachConversation() throws IOException {
    JsonObject given = given().put("cases", new JsonArray(new Conversations(up).filled()));
    Path suite = Files.writeString(folder.resolve("suite.json"), given.encode());
    assertThat(node("suite-node.mjs", Map.of("SUITE", suite.toString())))
        .doesNotContain("FAILED")
        .contains("held " + Conversations.written().size() + " of ");
  }

  @Test
  void nodeUsesTheClient() {
    JsonObject given = scenario().put("folder", folder.toString());
    assertThat(node("scenario-node.mjs", Map.of("GIVEN", given.encode())))
        .contains(
            "shown: resumes over a connection that broke",
            "shown: is told who is there",
            "shown: hears the answers");
  }

  @Test
  void chromiumHoldsEachConversationAndUsesTheClient() throws IOException {
    try (Pages pages = new Pages("/live", api());
        Browser browser = new Browser(HOST, pages.port())) {
      browser.open("http://" + HOST + "/");
      List<JsonObject> cases = new Conversations(up).filled();
      Object failures =
          browser.run(
              "const {runAll} = await import('/suite.mjs');"
                  + "const {cases, ...given} = JSON.parse(args[0]);"
                  + "return runAll(cases, {...given, WebSocket});",
              given().put("cases", new JsonArray(cases)).encode());
      assertThat((JsonArray) failures).isEmpty();
      Object shown =
          browser.run(
              "const given = JSON.parse(args[0]);"
                  + "const {runAll} = await import('/scenario.mjs');"
                  + "return runAll(await import(given.api + '/client.js'), given, WebSocket);",
              scenario().encode());
      assertThat((JsonArray) shown).hasSizeGreaterThanOrEqualTo(9);
    }
  }

  @Test
  void eachFrameOfThePageIsInTheConversationsAndTheOtherWayRound() throws IOException {
    Set<String> held =
        Conversations.written().stream()
            .flatMap(one -> types(one.encode()))
            .collect(Collectors.toCollection(TreeSet::new));
    held.removeAll(Set.of("subscribe")); // which nobody knows
    Set<String> written =
        types(Files.readString(PAGE)).collect(Collectors.toCollection(TreeSet::new));
    written.removeAll(Set.of("join", "leave")); // for which there must be two
    held.removeAll(Set.of("join", "leave"));
    assertThat(held).isEqualTo(written);
  }

  private static Stream<String> types(String text) {
    return TYPE.matcher(text).results().map(found -> found.group(1));
  }

  private String api() {
    return "http://127.0.0.1:" + up.port();
  }

  private JsonObject given() {
    return new JsonObject()
        .put("api", api())
        .put("url", api().replaceFirst("^http", "ws") + "/ws")
        .put("key", up.key());
  }

  private JsonObject scenario() {
    return given().mergeIn(new Conversations(up).scenario());
  }

  /** Node 20 has its WebSocket behind a flag, and later ones without. */
  private String node(String script, Map<String, String> environment) {
    return Programs.node(
        folder.resolve("node.log"),
        environment,
        "--experimental-websocket",
        SCRIPTS.resolve(script).toString());
  }
}
