package dev.carillon.e2e.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Refusals of bodies that no schema forbids. */
final class Refused {
  private Refused() {}

  /**
   * Whether each error of a recorded 400 blames something else than the body, or says a sentence
   * that the document has.
   */
  static boolean inWords(Described api, String route, List<String> answer) {
    String body =
        answer.stream()
            .filter(line -> line.startsWith("<< "))
            .map(line -> line.substring(3))
            .collect(Collectors.joining());
    return inWords(api, route, Described.parsed(RecordedValues.filledIn(body)));
  }

  static boolean inWords(Described api, String route, JsonNode problem) {
    Set<String> sentences = api.sentences(route);
    for (JsonNode error : problem.path("errors")) {
      boolean ofBody = error.get("pointer").asText().startsWith("/");
      if (ofBody && !sentences.contains(error.get("detail").asText())) {
        return false;
      }
    }
    return true;
  }
}
