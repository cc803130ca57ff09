package dev.carillon.e2e.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.carillon.bus.Topic;
import dev.carillon.contract.catalogue.Catalogue;
import dev.carillon.gateway.openapi.events.AsyncApi;
import dev.carillon.gateway.ws.message.LiveMessage;
import dev.carillon.gateway.ws.message.Wording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description of events is AsyncAPI 3.0, and says what is told. */
class EventsDescriptionTest {
  private static final JsonNode DOCUMENT =
      Described.parsed(new String(AsyncApi.document(), StandardCharsets.UTF_8));

  @Test
  void itIsAsyncApi() throws IOException {
    try (InputStream meta = getClass().getResourceAsStream("/openapi/asyncapi-3.0.0.json")) {
      SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
      assertThat(registry.getSchema(Described.JSON.readTree(meta)).validate(DOCUMENT)).isEmpty();
    }
  }

  @Test
  void itHasEveryTopicOfTheBusAndWhatLiveClientsOpen() {
    Set<String> addresses = new TreeSet<>(Set.of("/ws", "/v1/stream"));
    Catalogue.topics().stream().map(Topic::address).forEach(addresses::add);
    Set<String> described = new TreeSet<>();
    DOCUMENT.get("channels").forEach(channel -> described.add(channel.get("address").asText()));
    assertThat(described).isEqualTo(addresses);
  }

  @Test
  void aMessageOfATopicIsAsDescribed() {
    LiveMessage message =
        LiveMessage.of("orders.eu", "e", 1, "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    String frame = new String(message.as(Wording.WEB_SOCKET), StandardCharsets.UTF_8);
    fits("/channels/ws/messages/message/payload", frame);
    String event = new String(message.as(Wording.EVENT_STREAM), StandardCharsets.UTF_8);
    fits("/channels/stream/messages/message/payload", event.replaceFirst("(?s).*data: ", ""));
  }

  private static void fits(String pointer, String json) {
    JsonNode schema = DOCUMENT.at(pointer);
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(Described.parsed(json)))
        .as(json)
        .isEmpty();
    assertThat(Described.parsed(json).fieldNames())
        .toIterable()
        .allMatch(name -> schema.get("properties").has(name));
  }
}
