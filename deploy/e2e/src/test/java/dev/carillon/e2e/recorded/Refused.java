package dev.carillon.e2e.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Refusals of bodies that no schema forbids. */
final class Refused {
  /** Of a mail to many, or of a notification, the mail is a free value, read as that of one. */
  private static final String FREE = "/mail/.+|/escalate/mail(/.*)?";

  /** What is said of any body is said once, at the top of the document. */
  private static final String TWICE = "appears twice in the same object";

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

  private static boolean isSaid(Set<String> sentences, String detail) {
    return detail.equals(TWICE)
        || sentences.stream()
            .anyMatch(
                said ->
                    said.endsWith("...")
                        ? detail.startsWith(said.substring(0, said.length() - 3))
                        : said.equals(detail));
  }

  static boolean inWords(Described api, String route, JsonNode problem) {
    Set<String> sentences = api.sentences(route);
    for (JsonNode error : problem.path("errors")) {
      boolean ofBody = error.get("pointer").asText().startsWith("/");
      boolean inFree = error.get("pointer").asText().matches(FREE);
      if (ofBody && !inFree && !isSaid(sentences, error.get("detail").asText())) {
        return false;
      }
    }
    return true;
  }
}
