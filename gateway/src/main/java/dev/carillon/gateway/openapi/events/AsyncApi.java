package dev.carillon.gateway.openapi.events;

import dev.carillon.bus.Topic;
import dev.carillon.contract.catalogue.Catalogue;
import dev.carillon.gateway.openapi.schema.Schemas;
import dev.carillon.gateway.ws.WebSockets;
import dev.carillon.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The description of events (AsyncAPI 3.0), made of the topics of the bus, which are in the
 * catalogue with their records, and of the frames of live clients.
 */
public final class AsyncApi {
  private static final String ABOUT =
      "Topics of the event bus, /ws with the subprotocol carillon.v1.json, and streams of events."
          + " What topics mean, who may hear them and how they are resumed is in live.md and"
          + " bus.md.";

  private final Schemas out = Schemas.out();
  private final Map<String, Object> channels = new TreeMap<>();
  private final Map<String, Object> operations = new TreeMap<>();

  private AsyncApi() {}

  /** The document as JSON. */
  public static byte[] document() {
    return Json.bytes(new AsyncApi().tree());
  }

  private Map<String, Object> tree() {
    Catalogue.topics().forEach(this::onBus);
    Map<String, Object> told = out.of(WebSockets.SERVER_FRAME);
    Schemas in = Schemas.in(out);
    Map<String, Object> said = in.of(WebSockets.CLIENT_FRAME);
    Map<String, Object> frames = new LinkedHashMap<>();
    frames.put("said", message("A frame of a client", said));
    frames.put("told", message("An answer to one", told));
    frames.put("message", message("A message of a topic", LiveFrames.MESSAGE));
    frames.put("gap", message("Messages that will not come", LiveFrames.GAP));
    channel("ws", "/ws", frames);
    operation("sayOnWs", "receive", "ws", List.of("said"));
    operation("hearOnWs", "send", "ws", List.of("told", "message", "gap"));
    Map<String, Object> events = new LinkedHashMap<>();
    events.put("message", message("The data of an event without a name", LiveFrames.EVENT));
    events.put("gap", message("The data of an event gap", LiveFrames.GAP_EVENT));
    channel("stream", "/v1/stream", events);
    operation("hearStream", "send", "stream", List.of("message", "gap"));
    Map<String, Object> schemas = new TreeMap<>(out.all());
    schemas.putAll(in.all());
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("asyncapi", "3.0.0");
    document.put("info", Map.of("title", "Carillon", "version", "1", "description", ABOUT));
    document.put("defaultContentType", "application/json");
    document.put("channels", channels);
    document.put("operations", operations);
    document.put("components", Map.of("schemas", schemas));
    return document;
  }

  private void onBus(Topic<?> topic) {
    Class<?> data = topic.event().argument();
    Map<String, Object> payload =
        data == null ? out.of(topic.event().raw()) : out.of(topic.event().raw(), data);
    String scopes =
        topic.isExposed()
            ? "Listeners behind a bridge need " + topic.scopes() + "."
            : "It stays inside of the cluster.";
    String name = topic.address().replace('.', '_');
    channel(name, topic.address(), Map.of("event", message(scopes, payload)));
    operation("hear_" + name, "send", name, List.of("event"));
  }

  private static Map<String, Object> message(String summary, Map<String, Object> payload) {
    return Map.of("summary", summary, "payload", payload);
  }

  private void channel(String name, String address, Map<String, Object> messages) {
    channels.put(name, Map.of("address", address, "messages", messages));
  }

  private void operation(String name, String action, String channel, List<String> messages) {
    String at = "#/channels/" + channel;
    operations.put(
        name,
        Map.of(
            "action",
            action,
            "channel",
            Map.of("$ref", at),
            "messages",
            messages.stream().map(m -> Map.of("$ref", at + "/messages/" + m)).toList()));
  }
}
