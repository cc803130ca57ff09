package dev.carillon.e2e.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.carillon.gateway.http.Route;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The API's description says what is so: it is OpenAPI 3.1 to a validator that is not ours, has
 * every route, and describes every answer of the recorded set, which RecordedAnswersIT asks the
 * running product for, to the letter.
 */
class DescriptionTest {
  private static final Path EXAMPLES =
      Path.of("../../gateway/src/main/resources/dev/carillon/gateway/openapi/examples.json");
  private static final String EXAMPLE =
      "/requestBody/content/application~1json/examples/recorded/value";
  private static final Vertx VERTX = Vertx.vertx();
  private static final List<Route> LINES = new RouteTables(VERTX).lines();
  private static final Described API = Described.allTables(VERTX, LINES);

  @AfterAll
  static void close() {
    VERTX.close().await();
  }

  @Test
  void everyRouteTellsWhatItDoes() {
    assertThat(LINES.stream().filter(route -> route.told() == null).map(RouteTables::text))
        .as("routes that tell nothing of themselves: add .telling(Told...) to their lines")
        .isEmpty();
  }

  @Test
  void itIsOpenApi() throws IOException {
    try (InputStream meta = getClass().getResourceAsStream("/openapi/schema-3.1.json")) {
      SchemaRegistry registry =
          SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
      JsonNode schema = Described.JSON.readTree(meta);
      assertThat(registry.getSchema(schema).validate(API.document())).isEmpty();
    }
    SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    JsonNode dialect =
        Described.JSON.readTree("{\"$ref\":\"https://json-schema.org/draft/2020-12/schema\"}");
    List<JsonNode> schemas = new ArrayList<>(API.document().findValues("schema"));
    API.document().at("/components/schemas").forEach(schemas::add);
    assertThat(schemas).hasSizeGreaterThan(API.operations().size());
    for (JsonNode schema : schemas) {
      assertThat(registry.getSchema(dialect).validate(schema)).as(schema.toString()).isEmpty();
    }
  }

  @Test
  void itHasEveryRouteAndNoOther() {
    SortedSet<String> routes = new TreeSet<>(LINES.stream().map(RouteTables::text).toList());
    routes.addAll(Described.openRoutes(VERTX));
    assertThat(new TreeSet<>(API.operations())).isEqualTo(routes);
    List<String> ids =
        API.operations().stream()
            .map(route -> API.operation(route).get("operationId").asText())
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    Set<String> references = new HashSet<>();
    references(API.document(), references);
    assertThat(references).isNotEmpty();
    for (String reference : references) {
      assertThat(API.document().at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
    }
  }

  private static void references(JsonNode node, Set<String> found) {
    if (node.path("$ref").isTextual()) {
      found.add(node.get("$ref").asText());
    }
    node.forEach(inner -> references(inner, found));
  }

  @Test
  void everyRecordedAnswerIsAsDescribed() {
    SortedSet<String> routes = new TreeSet<>(LINES.stream().map(RouteTables::text).toList());
    List<String> wrong = new ArrayList<>();
    RecordedSetTest.blocks()
        .filter(block -> block.hasRequest() && block.status() >= 200)
        .forEach(block -> check(block, RecordedSetTest.route(block, routes), wrong));
    assertThat(wrong).isEmpty();
  }

  private static void check(Block block, String route, List<String> wrong) {
    if (API.operation(route).isMissingNode() || block.status() == 501) {
      return; // no path of the document, or no method that it has
    }
    String body =
        block.answer().stream()
            .filter(line -> line.startsWith("<< "))
            .map(line -> line.substring(3))
            .collect(Collectors.joining());
    String type =
        block.answer().stream()
            .filter(line -> line.startsWith("< content-type: "))
            .map(line -> line.substring("< content-type: ".length()))
            .findFirst()
            .orElse("");
    String known = RecordedValues.filledIn(body);
    String against = API.against(route, block.status(), body.isEmpty() ? "" : type, known);
    if (!against.isEmpty()) {
      wrong.add(block.request() + " " + block.status() + ": " + against + "\n   " + known);
    }
  }

  @Test
  void itsExamplesAreWhatIsRecorded() throws IOException {
    SortedSet<String> routes = new TreeSet<>(LINES.stream().map(RouteTables::text).toList());
    SortedMap<String, String> recorded = RecordedExamples.of(routes, Recording.all());
    String text = "{\"examples\":[\n" + String.join(",\n", recorded.values()) + "\n]}\n";
    if (System.getProperty("recorded.write") != null) {
      Files.writeString(EXAMPLES, text);
      return;
    }
    assertThat(Files.readString(EXAMPLES))
        .as("renew it with -Drecorded.write=true -Dtest=DescriptionTest")
        .isEqualTo(text);
    for (String route : routes) {
      JsonNode example = API.requestSchema(route);
      if (!example.isMissingNode()) {
        JsonNode body = API.operation(route).at(EXAMPLE);
        assertThat(body.isMissingNode())
            .as(route + " has no example: record one that succeeds")
            .isFalse();
        assertThat(API.takesBody(route, body)).as(route + " " + body).isTrue();
      }
    }
  }

  @Test
  void anExampleThatNobodyAskedForIsFound() {
    assertThat(new ReplayedExamples(API, Recording.all()).wrong()).isEmpty();
    JsonNode other = API.document().deepCopy();
    ((ObjectNode) other.at("/paths/~1v1~1users/post" + EXAMPLE)).put("name", "Somebody");
    byte[] json = other.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(new ReplayedExamples(Described.of(json), Recording.all()).wrong())
        .singleElement()
        .asString()
        .startsWith("POST /v1/users was not asked");
  }

  @Test
  void everyBodyThatWasTakenIsOneThatIsDescribedAndTheOtherWayRound() {
    SortedSet<String> routes = new TreeSet<>(LINES.stream().map(RouteTables::text).toList());
    List<String> wrong = new ArrayList<>();
    RecordedSetTest.blocks()
        .filter(block -> block.hasRequest() && block.body().startsWith("{"))
        .filter(block -> !block.body().contains("*"))
        .forEach(block -> bodies(block, RecordedSetTest.route(block, routes), wrong));
    assertThat(wrong).isEmpty();
  }

  private static void bodies(Block block, String route, List<String> wrong) {
    if (API.requestSchema(route).isMissingNode()) {
      return;
    }
    boolean described;
    try {
      described = API.takesBody(route, Described.parsed(RecordedValues.filledIn(block.body())));
    } catch (AssertionError noJson) {
      return;
    }
    boolean taken = block.status() >= 200 && block.status() < 300;
    if (taken && !described) {
      wrong.add("taken, and not described: " + route + " " + block.body());
    }
    if (block.status() == 400 && described && !Refused.inWords(API, route, block.answer())) {
      wrong.add("described, and refused: " + route + " " + block.body() + block.answer());
    }
  }
}
