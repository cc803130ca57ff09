package dev.carillon.gateway.openapi.schema;

import dev.carillon.failure.Rules;
import java.util.LinkedHashMap;
import java.util.Map;

/** The schema of a body that is no record: what its checks have noted, and nothing else. */
final class FreeBody {
  private FreeBody() {}

  /** Of a merge patch: any of the fields that have a rule; null removes one that may be absent. */
  static Map<String, Object> schema(Rules rules) {
    Fields fields = new Fields(rules, null);
    Map<String, Object> properties = new LinkedHashMap<>();
    for (String pointer : rules.pointers()) {
      if (pointer.lastIndexOf('/') == 0) {
        Map<String, Object> field = fields.schema(pointer, Map.of("type", "string"));
        properties.put(pointer.substring(1), rules.isNeeded(pointer) ? field : Types.orNull(field));
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    fields.describe("", schema);
    if (!properties.isEmpty()) {
      schema.put("properties", properties);
      schema.put("additionalProperties", false);
    }
    return schema;
  }
}
