package dev.carillon.e2e.operate;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML as JSON, read strictly. */
final class Yaml {
  private Yaml() {}

  /**
   * The documents of a file, with aliases and merges resolved; a key that comes twice is refused.
   */
  @SuppressWarnings("unchecked")
  static List<JsonObject> documents(String text) {
    LoaderOptions strict = new LoaderOptions();
    strict.setAllowDuplicateKeys(false);
    List<JsonObject> all = new ArrayList<>();
    for (Object document : new org.yaml.snakeyaml.Yaml(new SafeConstructor(strict)).loadAll(text)) {
      all.add(new JsonObject((Map<String, Object>) document));
    }
    return all;
  }
}
