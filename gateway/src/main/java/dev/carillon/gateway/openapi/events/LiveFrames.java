package dev.carillon.gateway.openapi.events;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is written by hand for speed, and so has no record: see {@code Wording}. */
final class LiveFrames {
  private static final Map<String, Object> TEXT = Map.of("type", "string");
  private static final Map<String, Object> NUMBER = Map.of("type", "integer", "minimum", 1);
  private static final String TYPE = "type";

  static final Map<String, Object> MESSAGE = message(true);
  static final Map<String, Object> EVENT = message(false);
  static final Map<String, Object> GAP = gap(true);
  static final Map<String, Object> GAP_EVENT = gap(false);

  private LiveFrames() {}

  private static Map<String, Object> message(boolean frame) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (frame) {
      members.put(TYPE, Map.of("const", "msg"));
    }
    members.put("topic", TEXT);
    members.put("epoch", TEXT);
    members.put("seq", NUMBER);
    members.put("data", Map.of());
    return object(members, Map.of("at", Map.of(TYPE, "string", "format", "date-time")));
  }

  private static Map<String, Object> gap(boolean frame) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (frame) {
      members.put(TYPE, Map.of("const", "gap"));
    }
    members.put("topic", TEXT);
    members.put("epoch", TEXT);
    members.put("from", NUMBER);
    members.put("to", NUMBER);
    return object(members, Map.of());
  }

  private static Map<String, Object> object(
      Map<String, Object> needed, Map<String, Object> optional) {
    Map<String, Object> all = new LinkedHashMap<>(needed);
    all.putAll(optional);
    List<String> names = new ArrayList<>(needed.keySet());
    return Map.of(TYPE, "object", "properties", all, "required", names);
  }
}
